// Measures what a log of 1 GB costs to open, and how it scrolls. Prints each figure as an object on
// a line of its own.
//
// Frames are measured in a Chromium that draws as fast as it can: the time from one to the next is
// then what the page and the browser need for one, not the screen's rate.
import { launch, newPage } from "./support/browser.mjs";
import { eventually } from "./support/expect.mjs";
import { prepare } from "./support/job.mjs";
import { placeOf, writeLargeLog } from "./support/large-log.mjs";
import { World } from "./support/world.mjs";
import { Viewer } from "./pages/viewer.mjs";

const nLines = 10_000_000;
const fill = 18;
const nFrames = 600;
const rowHeight = 20;
const log = "frames/$TaskLog/stdout.txt";

const world = await World.start();
const browser = await launch(["--disable-frame-rate-limit", "--disable-gpu-vsync"]);
try {
  const container = await prepare(world, "measure-log");
  console.log(`writing ${nLines} lines`);
  const length = await writeLargeLog(world.storage, container, log, nLines, fill);
  console.log(`the log has ${length} bytes`);
  const page = await newPage(browser);
  const viewer = new Viewer(page);
  await viewer.open((await world.viewerLink("measure-log")).replace("#/?", `#/j/${container}/t/frames?`));
  await opening(page, length);
  await scrolling(viewer);
} finally {
  await browser.close();
  await world.close();
}

/** From the click on the log to its last line. */
async function opening(page, length) {
  const link = page.locator("main a[href*='stdout.txt']").first();
  await link.waitFor();
  // What the task's page itself read of the log is not the log's opening.
  await page.waitForLoadState("networkidle");
  const before = world.proxy.requests.length;
  await page.evaluate(noteWhenShown, `line ${nLines} `);
  await link.click();
  const took = await eventually(async () => {
    const shown = await page.evaluate(() => window.shownAfter);
    if (!shown) throw new Error("the log's last line was not shown");
    return shown;
  }, { every: 20 });
  const requests = world.proxy.requests.slice(before).filter(({ path }) => path.endsWith("stdout.txt"));
  const bytes = requests.map(({ headers }) => {
    const [, start, end] = /^bytes=(\d+)-(\d+)$/.exec(headers.range);
    return Math.min(Number(end) + 1, length) - Number(start);
  });
  print("open_ms", took);
  print("open_requests", requests.length);
  print("open_kib", bytes.reduce((sum, n) => sum + n, 0) / 1024);
}

async function scrolling(viewer) {
  const most = await viewer.log.countRows();
  print("scroll_frame_p95_ms", percentile95(await scrollLines(viewer, -80)));
  await viewer.log.dragTo(0.5);
  // A piece of 256 KiB lasts for about a hundred of these frames.
  print("scroll_into_missing_frame_p95_ms", percentile95(await scrollLines(viewer, 500)));
  for (let part = 0; part <= 1; part += 0.1) {
    await viewer.log.dragTo(part);
    await scrollFrames(viewer, 20, 200);
  }
  print("row_nodes", await most());
}

/** Scrolls by so many pixels each frame, and makes sure that the view went along, to the line. */
async function scrollLines(viewer, by) {
  const before = await firstInView(viewer);
  const times = await scrollFrames(viewer, nFrames, by);
  const expected = before + (nFrames * by) / rowHeight;
  await eventually(async () => {
    const number = await firstInView(viewer);
    if (Math.abs(number - expected) > 1) throw new Error(`line ${number} is in view, not ${expected}`);
  });
  return times;
}

async function firstInView(viewer) {
  return eventually(async () => {
    const rows = await viewer.log.inView();
    if (!rows) throw new Error("lines in view are missing");
    return placeOf(rows[0].text).number;
  });
}

/** Scrolls by so many pixels each frame; gives the time that each frame took. */
function scrollFrames(viewer, n, by) {
  return viewer.log.view.evaluate(async (view, { n, by }) => {
    const frame = () => new Promise(requestAnimationFrame);
    const times = [];
    view.dispatchEvent(new WheelEvent("wheel"));
    let last = await frame();
    for (let index = 0; index < n; index += 1) {
      view.scrollTop += by;
      const now = await frame();
      times.push(now - last);
      last = now;
    }
    return times;
  }, { n, by });
}

function percentile95(times) {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length * 0.95)];
}

/** Runs in the page: notes how long after the next click a row says `text` in a drawn frame. */
function noteWhenShown(text) {
  document.addEventListener("click", () => {
    const clicked = performance.now();
    const look = () => {
      const rows = document.querySelectorAll("[role=log] [data-testid=log-text]");
      if ([...rows].some((row) => row.textContent.startsWith(text))) {
        window.shownAfter = performance.now() - clicked;
      } else {
        requestAnimationFrame(look);
      }
    };
    look();
  }, { capture: true, once: true });
}

function print(name, value) {
  console.log(JSON.stringify({ name, value: Math.round(value * 10) / 10 }));
}

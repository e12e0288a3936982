// Measures what a log of 1 GB costs to open, how it scrolls, and how much memory its page needs after
// scrolling through the whole log. Prints each figure as a JSON object on its own line.
import { launch, newPage } from "./support/browser.mjs";
import { eventually } from "./support/expect.mjs";
import { prepare } from "./support/job.mjs";
import { placeOf, writeLargeLog } from "./support/large-log.mjs";
import { opening, pageMemory, percentile95, print, scrollFrames, noFrameLimit } from "./support/measurement.mjs";
import { World } from "./support/world.mjs";
import { Viewer } from "./pages/viewer.mjs";

const nLines = Number(process.env.MEASURE_LINES ?? 10_000_000);
const fill = 18;
const nFrames = 600;
const rowHeight = 20;
const log = "frames/$TaskLog/stdout.txt";

const world = await World.start();
const browser = await launch(noFrameLimit);
try {
  const container = await prepare(world, "measure-log");
  console.log(`writing ${nLines} lines`);
  const length = await writeLargeLog(world.storage, container, log, nLines, fill);
  console.log(`the log has ${length} bytes`);
  const page = await newPage(browser);
  const viewer = new Viewer(page);
  await viewer.open((await world.viewerLink("measure-log")).replace("#/?", `#/j/${container}/t/frames?`));
  const { took, requests, kib } = await opening(world, page, length, `line ${nLines} `);
  print("open_ms", took);
  print("open_requests", requests);
  print("open_kib", kib);
  await scrolling(viewer);
  print("page_memory_mib", await throughout(viewer));
} finally {
  await browser.close();
  await world.close();
}

async function scrolling(viewer) {
  const most = await viewer.log.countRows();
  print("scroll_frame_p95_ms", percentile95(await scrollLines(viewer, -80, 1)));
  await viewer.log.dragTo(0.5);
  // A piece of 256 KiB covers about a hundred of these frames. Where scrolling is faster than loading, the
  // number of skipped lines is an estimate from the average length of a line.
  print("scroll_into_missing_frame_p95_ms", percentile95(await scrollLines(viewer, 500, 15)));
  for (let part = 0; part <= 1; part += 0.1) {
    await viewer.log.dragTo(part);
    await scrollFrames(viewer, 20, 200);
  }
  print("row_nodes", await most());
}

/** Scrolls by `by` pixels each frame, and checks the reached line with a tolerance of `within` lines. */
async function scrollLines(viewer, by, within) {
  const before = await firstInView(viewer);
  const times = await scrollFrames(viewer, nFrames, by);
  const expected = before + (nFrames * by) / rowHeight;
  await eventually(async () => {
    const number = await firstInView(viewer);
    if (Math.abs(number - expected) > within) throw new Error(`line ${number} is in view, not ${expected}`);
  });
  return times;
}

/**
 * Scrolls from the end to the beginning and back, by scroll bar and keys, and waits for the lines each
 * time, so that far more is loaded than the page may cache. Returns the most memory that it used.
 */
async function throughout(viewer) {
  const nStops = 120;
  let most = 0;
  await viewer.log.view.focus();
  for (let stop = 0; stop <= 2 * nStops; stop += 1) {
    await viewer.log.dragTo(Math.abs(1 - stop / nStops));
    await firstInView(viewer);
    for (const key of ["PageDown", "PageDown", "PageUp", "k", "j"]) await viewer.page.keyboard.press(key);
    await firstInView(viewer);
    if (stop % 20 === 0) most = Math.max(most, await pageMemory(browser, viewer.page));
  }
  return most;
}

async function firstInView(viewer) {
  return eventually(async () => {
    const rows = await viewer.log.inView();
    if (!rows) throw new Error("lines in view are missing");
    return placeOf(rows[0].text).number;
  }, { every: 20 });
}

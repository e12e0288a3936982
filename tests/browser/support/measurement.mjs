// What the measurements of logs share: how long opening one takes, what it asks for, how frames
// come while it is scrolled, how much memory its page takes.
import { readFileSync } from "node:fs";
import { eventually } from "./expect.mjs";

/** Draws as fast as it can: the time from one frame to the next is then what one needs. */
export const noFrameLimit = ["--disable-frame-rate-limit", "--disable-gpu-vsync"];

/** From the click on the log to its last line, of which `text` is the beginning. */
export async function opening(world, page, length, text) {
  const link = page.locator("main a[href*='stdout.txt']").first();
  await link.waitFor();
  // What the task's page itself read of the log is not the log's opening.
  await page.waitForLoadState("networkidle");
  const before = world.proxy.requests.length;
  await page.evaluate(recordWhenShown, text);
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
  return { took, requests: requests.length, kib: bytes.reduce((sum, n) => sum + n, 0) / 1024 };
}

/** Scrolls by so many pixels each frame; gives the time that each frame took. */
export function scrollFrames(viewer, n, by) {
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

export function percentile95(times) {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length * 0.95)];
}

export function print(name, value) {
  console.log(JSON.stringify({ name, value: Math.round(value * 10) / 10 }));
}

/**
 * The memory that only the page's own process has, in MiB: script, wasm, elements, text, drawing,
 * and what the browser needs for any page. The largest of the renderers is the page's. Garbage is
 * collected before, as it is where a page asks for its own memory: what counts is what it keeps.
 */
export async function pageMemory(browser, page) {
  const own = await page.context().newCDPSession(page);
  await own.send("HeapProfiler.collectGarbage");
  await own.detach();
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  await session.detach();
  const renderers = processInfo.filter(({ type }) => type === "renderer").map(({ id }) => privateMemory(id));
  return Math.max(...renderers) / 1024;
}

/** In KiB, as Linux counts it. */
function privateMemory(pid) {
  const text = readFileSync(`/proc/${pid}/smaps_rollup`, "utf8");
  const of = (name) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(text)[1]);
  return of("Private_Clean") + of("Private_Dirty") + of("Swap");
}

/** Runs in the page: notes how long after the next click a row says `text` in a drawn frame. */
function recordWhenShown(text) {
  document.addEventListener("click", () => {
    const clicked = performance.now();
    const check = () => {
      const rows = document.querySelectorAll("[role=log] [data-testid=log-text]");
      if ([...rows].some((row) => row.textContent.includes(text))) {
        window.shownAfter = performance.now() - clicked;
      } else {
        requestAnimationFrame(check);
      }
    };
    check();
  }, { capture: true, once: true });
}

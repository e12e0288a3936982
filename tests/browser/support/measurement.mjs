// Shared by the measurements of logs: the time and requests for opening a log, the times of frames
// while scrolling, and the memory of the page.
import { readFileSync } from "node:fs";
import { eventually } from "./expect.mjs";

/** Makes the browser draw as fast as it can, so that the time between frames is the cost of one. */
export const noFrameLimit = ["--disable-frame-rate-limit", "--disable-gpu-vsync"];

/** The time and requests from the click on the log to its last line, which begins with `text`. */
export async function opening(world, page, length, text) {
  const link = page.locator("main a[href*='stdout.txt']").first();
  await link.waitFor();
  // The requests of the task's page do not count.
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

/** Scrolls by `by` pixels in each of `n` frames; returns the time that each frame took. */
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
 * The private memory of the page's process in MiB: script, wasm, elements, text, drawing, and what
 * the browser needs for any page. The largest renderer is the page's. Garbage is collected before, so
 * that only memory in use counts.
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

/** The private memory of a process in KiB, as Linux counts it. */
function privateMemory(pid) {
  const text = readFileSync(`/proc/${pid}/smaps_rollup`, "utf8");
  const of = (name) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(text)[1]);
  return of("Private_Clean") + of("Private_Dirty") + of("Swap");
}

/** Runs in the page: records the time from the next click to a frame with `text` in a row. */
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

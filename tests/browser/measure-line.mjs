// Measures a log of 200 MB that is a single line: what it costs to open, and how it scrolls. Prints
// each figure as a JSON object on its own line.
import { launch, newPage } from "./support/browser.mjs";
import { eventually } from "./support/expect.mjs";
import { prepare } from "./support/job.mjs";
import { opening, percentile95, print, scrollFrames, noFrameLimit } from "./support/measurement.mjs";
import { World } from "./support/world.mjs";
import { Viewer } from "./pages/viewer.mjs";

const length = 200_000_000;
const block = 4_000_000;
const cell = 20;
const nFrames = 300;
const log = "frames/$TaskLog/stdout.txt";
/** The viewer cuts a very long line into rows of this many bytes. */
const row = 8_192;
/** A cell of the line, which states its offset. */
const cellAt = (byte) => `byte ${String(byte).padStart(cell - 7, "0")}, `;

/** The first whole cell at or after `byte`. */
const firstOf = (byte) => cellAt(Math.ceil(byte / cell) * cell).trim();

const world = await World.start();
const browser = await launch(noFrameLimit);
try {
  const container = await prepare(world, "measure-line");
  await world.storage.createAppendBlob(container, log);
  for (let start = 0; start < length; start += block) {
    const cells = Array.from({ length: block / cell }, (_, index) => cellAt(start + index * cell));
    await world.storage.appendBlock(container, log, cells.join(""));
  }
  const page = await newPage(browser);
  const viewer = new Viewer(page);
  await viewer.open((await world.viewerLink("measure-line")).replace("#/?", `#/j/${container}/t/frames?`));
  const { took, requests, kib } = await opening(world, page, length, firstOf(Math.floor(length / row) * row));
  print("line_open_ms", took);
  print("line_open_requests", requests);
  print("line_open_kib", kib);
  const most = await viewer.log.countRows();
  await viewer.log.view.focus();
  const times = await scrollFrames(viewer, nFrames, -40);
  for (const part of [0.75, 0.5, 0.25, 0]) {
    await viewer.log.dragTo(part);
    await see(viewer, length * part);
    times.push(...(await scrollFrames(viewer, nFrames, 40)));
  }
  await page.keyboard.press("Home");
  await see(viewer, 0);
  for (const key of ["PageDown", "PageDown", "j", "k", "PageUp", "PageUp"]) await page.keyboard.press(key);
  await see(viewer, 0);
  await page.keyboard.press("End");
  await seeEnd(viewer);
  print("line_scroll_frame_p95_ms", percentile95(times));
  print("line_row_nodes", await most());
} finally {
  await browser.close();
  await world.close();
}

/** Waits until the rows around `byte` are in view, with the text of their offsets. */
async function see(viewer, byte) {
  await eventually(async () => {
    const rows = await viewer.log.inView();
    if (!rows) throw new Error("a part of the line is missing in view");
    for (const { offset, text } of rows) {
      const skipped = (cell - (offset % cell)) % cell;
      if (!text.startsWith(cellAt(offset + skipped).slice(0, 18), skipped)) {
        throw new Error(`the row of byte ${offset} reads ${text.slice(0, 60)}`);
      }
    }
    const [first, last] = [rows.at(0).offset, rows.at(-1).offset];
    const isThere = byte === 0 ? first === 0 : Math.abs(first - byte) < length / 20;
    if (!isThere) throw new Error(`rows of bytes ${first} to ${last} are in view, not ${byte}`);
  }, { every: 20 });
}

/** Scrolls to the end of the last row, of which the viewer draws only the visible part. */
async function seeEnd(viewer) {
  await eventually(async () => {
    await viewer.log.view.evaluate((view) => (view.scrollLeft = view.scrollWidth));
    const { text } = (await viewer.log.rows()).at(-1);
    if (!text.endsWith(cellAt(length - cell))) throw new Error(`the last row ends ${text.slice(-40)}`);
  }, { every: 20 });
}

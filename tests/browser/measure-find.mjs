// Measures a search in a log of 100 MB: the time until all matches are counted, and the longest time
// for which it blocks the page. Prints each figure as a JSON object on its own line.
import { launch, newPage } from "./support/browser.mjs";
import { eventually } from "./support/expect.mjs";
import { prepare } from "./support/job.mjs";
import { writeLargeLog } from "./support/large-log.mjs";
import { World } from "./support/world.mjs";
import { Viewer } from "./pages/viewer.mjs";

const nLines = 1_000_000;
const fill = 19;
const log = "frames/$TaskLog/stdout.txt";
/** The search text; the generator writes it into every tenth line. */
const text = "7 at byte ";

const world = await World.start();
const browser = await launch();
try {
  const container = await prepare(world, "measure-find");
  const length = await writeLargeLog(world.storage, container, log, nLines, fill);
  console.log(`the log has ${length} bytes`);
  const page = await newPage(browser);
  const viewer = new Viewer(page);
  await viewer.open((await world.viewerLink("measure-find")).replace("#/?", `#/j/${container}/t/${log}?`));
  await viewer.log.lines.first().waitFor();
  await page.evaluate(recordLongestTask);
  await page.keyboard.press("/");
  await viewer.find.field.fill(text);
  await page.evaluate(() => (window.began = performance.now()));
  await page.keyboard.press("Enter");
  const expected = (nLines / 10).toLocaleString("en-GB");
  const took = await eventually(async () => {
    const found = await page.evaluate(() => {
      const position = document.querySelector("[data-testid=find-position]").textContent;
      return { position, at: performance.now() - window.began };
    });
    if (!found.position.endsWith(`/ ${expected}`)) throw new Error(`the search says ${found.position}, not ${expected}`);
    return found.at;
  }, { every: 20 });
  print("find_100mb_ms", took);
  print("find_longest_task_ms", await page.evaluate(() => window.longest));
} finally {
  await browser.close();
  await world.close();
}

/** Runs in the page: records the longest delay of a timer, during which the page was blocked. */
function recordLongestTask() {
  const every = 5;
  window.longest = 0;
  let last = performance.now();
  setInterval(() => {
    const now = performance.now();
    window.longest = Math.max(window.longest, now - last - every);
    last = now;
  }, every);
}

function print(name, value) {
  console.log(JSON.stringify({ name, value: Math.round(value * 10) / 10 }));
}

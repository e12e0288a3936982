// Measures how soon the page shows a line that the helper has flushed, in addition to the poll
// interval at that time. Prints each figure as a JSON object on its own line.
//
// A line is flushed when the service has acknowledged its append, and on screen in the first frame
// that contains it. Both times come from the same clock.
import { launch, newPage } from "./support/browser.mjs";
import { eventually } from "./support/expect.mjs";
import { command, prepare } from "./support/job.mjs";
import { startProxy } from "./support/proxy.mjs";
import { World } from "./support/world.mjs";
import { Viewer } from "./pages/viewer.mjs";

const nLines = 80;
const everyMilliseconds = 350;
const fewestMeasured = 20;
const lineNumber = /\bline (\d{4})\b/g;

const world = await World.start();
const node = await startProxy(world.azurite.origin);
const browser = await launch();
try {
  const lags = await measure();
  if (lags.length < fewestMeasured) throw new Error(`only ${lags.length} lines could be measured`);
  lags.sort((a, b) => a - b);
  print("follow_past_interval_p50_ms", lags[Math.floor(lags.length / 2)]);
  print("follow_past_interval_max_ms", lags.at(-1));
} finally {
  await browser.close();
  await world.close();
  await node.close();
}

async function measure() {
  const id = "measure-follow";
  const container = await prepare(world, id);
  const flushed = new Map();
  node.onAnswer = ({ query, status, body }) => {
    if (status === 201 && query.includes("comp=appendblock")) recordNew(flushed, Buffer.concat(body).toString());
  };
  const stdout = Array.from({ length: nLines }, (_, index) => ({
    text: `line ${String(index + 1).padStart(4, "0")}: rendering\n`, wait: everyMilliseconds,
  }));
  const env = { AZ_BATCH_JOB_ID: id, AZ_BATCH_TASK_ID: "frames" };
  const run = world.helper.start(
    ["run", "--interval", "1", "--", ...command({ stdout })], { env, origin: node.origin });

  const page = await newPage(browser);
  const viewer = new Viewer(page);
  await eventually(() => world.storage.getBlob(container, "frames/$TaskLog/stdout.txt"));
  await page.addInitScript(recordShownLines, lineNumber.source);
  await viewer.open(`${await world.viewerLink(id)}`.replace("#/?", `#/j/${container}/t/frames/$TaskLog/stdout.txt?`));
  const { code } = await run.ended;
  if (code !== 0) throw new Error(`the task ended with ${code}`);
  const shown = await eventually(async () => {
    const seen = await page.evaluate(() => [...window.linesOnScreen]);
    if (seen.length < nLines) throw new Error(`only ${seen.length} of ${nLines} lines were shown`);
    return new Map(seen);
  });
  const polls = world.proxy.matching("GET", /stdout\.txt$/).map(({ at }) => at);
  return lagsOf(flushed, shown, polls);
}

/** The delay in addition to the poll interval, for each line flushed while the page followed. */
function lagsOf(flushed, shown, polls) {
  const lags = [];
  for (const [number, at] of flushed) {
    const before = polls.filter((poll) => poll < at).at(-1);
    const after = polls.find((poll) => poll >= at);
    // Without an earlier poll, the page was opened after the line was written.
    if (before === undefined || !shown.has(number)) continue;
    const interval = after === undefined ? 0 : after - before;
    lags.push(shown.get(number) - at - interval);
  }
  return lags;
}

function recordNew(times, text) {
  const now = Date.now();
  for (const [, number] of text.matchAll(lineNumber)) if (!times.has(number)) times.set(number, now);
}

/** Runs in the page: records when a drawn frame first contains each line. */
function recordShownLines(source) {
  const pattern = new RegExp(source, "g");
  const times = new Map();
  window.linesOnScreen = times;
  const check = () => {
    const now = Date.now();
    for (const row of document.querySelectorAll("[data-testid=log-text]")) {
      for (const [, number] of row.textContent.matchAll(pattern)) if (!times.has(number)) times.set(number, now);
    }
  };
  // The browser draws a frame after its callbacks, and handles the message after that.
  const drawn = new MessageChannel();
  drawn.port1.onmessage = check;
  const onChange = () => requestAnimationFrame(() => drawn.port2.postMessage(0));
  new MutationObserver(onChange).observe(document, { subtree: true, childList: true, characterData: true });
}

function print(name, value) {
  console.log(JSON.stringify({ name, value: Math.round(value), unit: "ms" }));
}

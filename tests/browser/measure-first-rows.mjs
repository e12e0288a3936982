// Measures how soon a link to a job shows rows on a slow machine: from the start of the navigation
// to the first frame with a row of the job's tasks, at 9 Mbit/s with 40 ms of latency and a CPU
// slowed down four times. Prints the median as a JSON object on its own line.
//
// Each run has a new browser with an empty profile, so nothing is cached. DIST names the page, so
// another build can be measured; its brotli copies are served if they exist.
import { launch, newPage } from "./support/browser.mjs";
import { prepare } from "./support/job.mjs";
import { print } from "./support/measurement.mjs";
import { png } from "./support/png.mjs";
import { World } from "./support/world.mjs";

const nRuns = 5;
const megabitsPerSecond = 9;
const network = {
  offline: false, latency: 40,
  downloadThroughput: megabitsPerSecond * 1e6 / 8, uploadThroughput: megabitsPerSecond * 1e6 / 8,
};
const cpuSlowdown = 4;
const longest = 60_000;
const id = "turntable-demo";
const nTasks = 4;
const nFrames = 16;

const world = await World.start();
try {
  await writeDemoJob();
  const link = await world.viewerLink(id);
  const times = [];
  for (let run = 1; run <= nRuns; run += 1) {
    const { firstRow, kilobytes } = await timeToFirstRow(link);
    console.log(`run ${run}: first row after ${Math.round(firstRow)} ms, ${Math.round(kilobytes)} KB of the page loaded until then`);
    times.push(firstRow);
  }
  times.sort((a, b) => a - b);
  const median = times[Math.floor(nRuns / 2)];
  console.log(`First rows of the demo job at ${megabitsPerSecond} Mbit/s and CPU ÷ ${cpuSlowdown}: ${Math.round(median)} ms`);
  print("first_rows_ms", median);
} finally {
  await world.close();
}

/** Writes a finished job like the demo's: four tasks with frames, previews and logs, and a movie. */
async function writeDemoJob() {
  const { storage } = world;
  const container = await prepare(world, id);
  for (let task = 0; task < nTasks; task += 1) {
    const numbers = Array.from({ length: nFrames }, (_, index) => task * nFrames + index + 1);
    const name = `frames-${padded(numbers[0], 3)}-${padded(numbers.at(-1), 3)}`;
    for (const number of numbers) {
      const frame = `frame_${padded(number, 4)}`;
      await storage.putBlob(container, `${name}/$TaskOutput/${frame}.exr`, Buffer.alloc(4_096));
      await storage.putBlob(container, `${name}/$TaskPreview/${frame}.png`, png(160, 90, number), { type: "image/png" });
    }
    await writeLogs(container, name, numbers);
  }
  await storage.putBlob(container, "$JobOutput/movie.png", png(320, 180, 7), { type: "image/png" });
  await storage.putBlob(container, "$JobPreview/movie.png", png(160, 90, 7), { type: "image/png" });
}

async function writeLogs(container, task, numbers) {
  const status = {
    jobshelf_state: "finished", jobshelf_exit_code: "0", jobshelf_flush_seconds: "1", jobshelf_attempt: "1",
    jobshelf_attempt_offset: "0", jobshelf_attempt_offsets: "0", jobshelf_job_id: id, jobshelf_task_id: task,
  };
  const lines = numbers.map((number) => `frame ${number}: rendered and saved\n`).join("");
  for (const [stream, text] of [["stdout", lines], ["stderr", "warning: no denoiser\n"]]) {
    const log = `${task}/$TaskLog/${stream}.txt`;
    await world.storage.createAppendBlob(container, log, status);
    await world.storage.appendBlock(container, log, text);
  }
}

async function timeToFirstRow(link) {
  const browser = await launch();
  try {
    const page = await newPage(browser);
    await page.addInitScript(recordFirstRow);
    const devtools = await page.context().newCDPSession(page);
    await devtools.send("Network.enable");
    await devtools.send("Network.emulateNetworkConditions", network);
    await devtools.send("Emulation.setCPUThrottlingRate", { rate: cpuSlowdown });
    await page.goto(link, { waitUntil: "commit", timeout: longest });
    const shown = await page.waitForFunction(() => window.firstRow, null, { timeout: longest, polling: 100 });
    return await shown.jsonValue();
  } finally {
    await browser.close();
  }
}

/** Runs in the page: records when a drawn frame first contains a task's row. */
function recordFirstRow() {
  const bytesOf = (entries) => entries.reduce((sum, entry) => sum + entry.encodedBodySize, 0);
  // The page keeps no entries, since they hold addresses with a SAS; an observer gets them still.
  const ofPage = [];
  const add = (entries) => ofPage.push(...entries.filter(({ name }) => name.startsWith(location.origin)));
  const requests = new PerformanceObserver((list) => add(list.getEntries()));
  requests.observe({ type: "resource" });
  // The browser draws a frame after its callbacks, and handles the message after that.
  const drawn = new MessageChannel();
  drawn.port1.onmessage = () => {
    add(requests.takeRecords());
    const bytes = bytesOf(performance.getEntriesByType("navigation")) + bytesOf(ofPage);
    window.firstRow ??= { firstRow: performance.now(), kilobytes: bytes / 1024 };
  };
  const observer = new MutationObserver(() => {
    if (!document.querySelector("[data-testid=task-row]")) return;
    observer.disconnect();
    requestAnimationFrame(() => drawn.port2.postMessage(0));
  });
  observer.observe(document, { subtree: true, childList: true });
}

function padded(number, length) {
  return String(number).padStart(length, "0");
}

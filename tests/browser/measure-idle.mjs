// Measures the cost of following an idle log: requests per poll, and bytes on the wire per request,
// as counted by the proxy in front of storage. Prints each figure as a JSON object on its own line.
//
// This script controls the page's clock, so that ten minutes pass in seconds. The log has all the
// metadata that the helper writes.
import { launch, newPage } from "./support/browser.mjs";
import { eventually, pause } from "./support/expect.mjs";
import { prepare } from "./support/job.mjs";
import { World } from "./support/world.mjs";
import { Viewer } from "./pages/viewer.mjs";

const log = "frames/$TaskLog/stdout.txt";
const status = {
  jobshelf_state: "running", jobshelf_flush_seconds: "30", jobshelf_attempt: "1", jobshelf_attempt_offset: "0",
  jobshelf_attempt_offsets: "0", jobshelf_job_id: "measure-idle", jobshelf_task_id: "frames",
};
/** The longest interval between polls of an idle log, in seconds. */
const every = 30;
const nPolls = 20;

const world = await World.start();
const browser = await launch();
try {
  const container = await prepare(world, "measure-idle");
  await world.storage.createAppendBlob(container, log, status);
  await world.storage.appendBlock(container, log, "a line of the log\n".repeat(1_000));
  const page = await newPage(browser);
  const viewer = new Viewer(page);
  await page.clock.install();
  await viewer.open((await world.viewerLink("measure-idle")).replace("#/?", `#/j/${container}/t/${log}?`));
  await eventually(async () => {
    if ((await viewer.log.texts()).length === 0) throw new Error("the log is not shown");
  });
  await page.clock.pauseAt(await page.evaluate(() => Date.now() + 1_000));
  await pass(page, 240);
  const before = world.proxy.requests.length;
  await pass(page, every * nPolls);
  const asked = world.proxy.requests.slice(before).filter(({ path }) => path.endsWith("stdout.txt"));
  const mean = (of) => asked.reduce((sum, seen) => sum + of(seen), 0) / asked.length;
  print("idle_poll_requests", asked.length / nPolls);
  print("idle_poll_bytes", mean(({ bodyBytes }) => bodyBytes));
  print("idle_poll_wire_bytes", mean(({ bytesDown, bytesUp }) => bytesDown + bytesUp));
} finally {
  await browser.close();
  await world.close();
}

/** Lets seconds pass in the page one by one, and waits for the answers to the requests of each. */
async function pass(page, seconds) {
  for (let second = 0; second < seconds; second += 1) {
    await page.clock.runFor(1_000);
    await pause(5);
    await eventually(() => {
      if (!world.proxy.isIdle) throw new Error("a request has no answer yet");
    }, { every: 2 });
  }
}

function print(name, value) {
  console.log(JSON.stringify({ name, value: Math.round(value * 10) / 10 }));
}

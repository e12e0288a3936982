// `cargo xtask demo --check`: uses the running demo as a person would, until its job is done.
// Exits with 0 if everything was there; otherwise prints what was missing and exits with 1.
//
// JOBSHELF_LINK opens the viewer. JOBSHELF_DEMO describes the job: its container, and for each task
// the ID, the planned exit code and the folder of its node, with what the task really printed.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { launch, complaints, newPage, strayRequests } from "./support/browser.mjs";
import { eventually, pause } from "./support/expect.mjs";
import { linesOf } from "./support/terminal.mjs";
import { isUniform } from "./pages/picture.mjs";
import { Viewer } from "./pages/viewer.mjs";

const link = process.env.JOBSHELF_LINK;
const demo = JSON.parse(process.env.JOBSHELF_DEMO);
const sas = new URL(decodeURIComponent(link.split("sas=").at(-1)));
const patient = { within: 300_000, every: 250 };
const tasks = demo.tasks.map(({ id }) => id);
const failing = demo.tasks.find(({ exit_code }) => exit_code !== 0);
const missing = [];

const browser = await launch();
try {
  const page = await newPage(browser);
  const viewer = new Viewer(page);
  for (const [what, check] of Object.entries(checks(viewer))) {
    const began = Date.now();
    try {
      await check();
      console.log(`seen: ${what} (${((Date.now() - began) / 1000).toFixed(1)} s)`);
    } catch (error) {
      missing.push(what);
      console.log(`MISSING: ${what}\n  ${String(error.message ?? error).split("\n").slice(0, 12).join("\n  ")}`);
    }
  }
} finally {
  await browser.close();
}
if (missing.length > 0) {
  console.log(`\nmissing in the demo:\n${missing.map((what) => `  - ${what}`).join("\n")}`);
  process.exitCode = 1;
} else {
  console.log("\nthe demo shows everything that it should");
}

function checks(viewer) {
  return {
    "the job in the list of jobs": () => openJob(viewer),
    "running tasks": () => eventually(async () => assert.ok(await runningTask(viewer), "no task is running"), patient),
    "log lines that arrive while the task runs": () => watchLogGrow(viewer),
    "an outage: a message, the loaded lines during it, more lines after it": () => surviveOutage(viewer),
    "a preview with the pixels that were saved": () => comparePreview(viewer),
    "every task of the job": () => eventually(() => assertTasksListed(viewer), patient),
    ...(process.env.SHOTS ? { "pictures for the README": () => takePictures(viewer) } : {}),
    "the end of the job: each task's exit code": () => eventually(() => assertExitCodes(viewer), patient),
    "the failed task's error": () => findError(viewer),
    "every log equal to what its task printed": () => compareLogs(viewer),
    "the job's movie": () => seeMovie(viewer),
    "a console without errors": () => assert.deepEqual(complaints(viewer.page), []),
    "no request to anyone but the viewer's host and the storage": () =>
      assert.deepEqual(strayRequests(viewer.page, [new URL(link).origin, sas.origin]), []),
  };
}

async function openJob(viewer) {
  await viewer.open(link);
  await eventually(async () => assert.equal(await viewer.jobs.row(demo.job).count(), 1));
  await viewer.jobs.open(demo.job);
  await eventually(async () => assert.ok((await viewer.mainText()).includes(demo.job)));
}

/** Takes pictures of the job's page for the README, in both schemes, while tasks run. */
async function takePictures(viewer) {
  await viewer.page.setViewportSize({ width: 1280, height: 860 });
  await eventually(async () => assert.ok(await runningTask(viewer), "no task is running"), patient);
  for (const colorScheme of ["light", "dark"]) {
    await viewer.page.emulateMedia({ colorScheme });
    await pause(500);
    await viewer.page.screenshot({ path: join(process.env.SHOTS, `job-${colorScheme}.png`) });
  }
  await viewer.page.emulateMedia({ colorScheme: null });
}

/** The ID of a task whose row says that it is running, or null. */
async function runningTask(viewer) {
  for (const id of tasks) {
    const chip = viewer.job.chip(id);
    if ((await chip.count()) > 0 && /running/.test(await chip.first().innerText())) return id;
  }
  return null;
}

/** Opens the log of a running task; returns the task's ID. */
async function openRunningLog(viewer) {
  await viewer.go(`/j/${demo.container}`);
  const id = await eventually(async () => (await runningTask(viewer)) ?? assert.fail("no task is running"));
  await viewer.go(logRoute(id, "stdout.txt"));
  await eventually(() => lastNumber(viewer));
  return id;
}

/** Waits until a log grows while its task is running. */
async function watchLogGrow(viewer) {
  await eventually(async () => {
    const id = await openRunningLog(viewer);
    const first = await lastNumber(viewer);
    await eventually(async () => {
      assert.match(await viewer.log.chip.first().innerText(), /running/, `${id} ended before its log grew`);
      assert.ok((await lastNumber(viewer)) > first, `${id} got no line after line ${first}`);
    }, { within: 15_000 });
  }, { within: 90_000 });
}

/** Interrupts the network while a log grows. Repeats this with another log if no more lines came. */
async function surviveOutage(viewer) {
  let id = taskOnScreen(await viewer.route());
  for (;;) {
    const nShown = await sitOutOutage(viewer);
    const name = `${id}/$TaskLog/stdout.txt`;
    await eventually(async () => {
      const shown = await shownLog(viewer);
      const saved = linesOf(await blob(name));
      // The blob is read after the page, so it may have a longer last line and more lines.
      assert.deepEqual(shown.slice(0, -1), saved.slice(0, shown.length - 1));
      assert.ok(shown.length > nShown || saved.length === nShown, "no line came after the outage");
    }, { within: 60_000 });
    if (linesOf(await blob(name)).length > nShown) return;
    id = await openRunningLog(viewer);
  }
}

/** Starts an outage and ends it; returns how many lines were shown meanwhile. */
async function sitOutOutage(viewer) {
  const context = viewer.page.context();
  await context.setOffline(true);
  let nShown = 0;
  try {
    await eventually(async () => assert.match(await viewer.banner.first().innerText(), /offline|cannot be reached/i));
    const lines = await viewer.log.texts();
    assert.ok(lines.length > 0, "the lines are gone");
    await pause(3_000);
    assert.deepEqual(await viewer.log.texts(), lines);
    nShown = await lastNumber(viewer);
  } finally {
    await context.setOffline(false);
  }
  await eventually(async () => assert.equal(await viewer.banner.count(), 0, "the message is still shown"), { within: 60_000 });
  return nShown;
}

async function comparePreview(viewer) {
  await viewer.go(`/j/${demo.container}?tab=previews`);
  const ofTasks = viewer.main.getByRole("link").filter({ hasText: /^frame_\d+\.png/ });
  await eventually(async () => assert.ok((await ofTasks.count()) > 0, "no preview is shown"), patient);
  await ofTasks.first().click();
  await eventually(async () => assert.match(await viewer.route(), /\$TaskPreview\/.+\.png/));
  const [, name] = /^\/j\/[^/]+\/t\/([^?]+)/.exec(await viewer.route());
  await assertPicture(viewer, name);
}

/** Fails unless the picture on the page has the pixels of its blob and more than one colour. */
async function assertPicture(viewer, name) {
  const shown = await eventually(() => viewer.picture.pixels());
  const stored = await viewer.picture.pixelsOf(await blob(name));
  assert.ok(!isUniform(shown), `${name} has only one colour`);
  assert.ok(shown.width > 100 && shown.height > 50, `${name} is ${shown.width}×${shown.height}`);
  // The message of deepEqual would list all pixels.
  assert.ok(JSON.stringify(shown) === JSON.stringify(stored), `${name} is not drawn as it was saved`);
}

async function assertTasksListed(viewer) {
  await viewer.go(`/j/${demo.container}`);
  for (const id of tasks) assert.equal(await viewer.job.task(id).count(), 1, `${id} is not listed`);
}

async function assertExitCodes(viewer) {
  for (const { id, exit_code } of demo.tasks) {
    assert.match(await viewer.job.chip(id).first().innerText(), new RegExp(`exit ${exit_code}\\b`), id);
  }
}

async function findError(viewer) {
  const printed = linesOf(await readFile(join(failing.folder, "stderr.txt")));
  const error = printed.find((line) => /error/i.test(line));
  assert.ok(error, `${failing.id} printed no error: ${printed.join(" | ")}`);
  await viewer.go(`/j/${demo.container}/t/${failing.id}`);
  await eventually(async () => assert.ok((await viewer.mainText()).includes(error.trim()), `not on the task's page: ${error}`));
}

async function compareLogs(viewer) {
  for (const { id, folder } of demo.tasks) {
    for (const name of ["stdout.txt", "stderr.txt"]) {
      const saved = await blob(`${id}/$TaskLog/${name}`);
      assert.deepEqual(linesOf(saved), linesOf(await readFile(join(folder, name))), `${id}: the saved ${name}`);
      await viewer.go(logRoute(id, name));
      await eventually(async () => assert.deepEqual(await shownLog(viewer), linesOf(saved), `${id}: the shown ${name}`));
    }
  }
}

async function seeMovie(viewer) {
  await viewer.go(`/j/${demo.container}?tab=outputs`);
  await eventually(async () => assert.match(await viewer.mainText(), /\$JobOutput[^]*movie\.png/));
  await viewer.job.openFile("movie.png");
  await eventually(async () => assert.match(await viewer.route(), /\$Job(Output|Preview)\/movie\.png/));
  const shown = await eventually(() => viewer.picture.pixels());
  assert.ok(!isUniform(shown) && shown.width > 100, "the movie shows nothing");
}

function logRoute(id, name) {
  return `/j/${demo.container}/t/${id}/$TaskLog/${name}`;
}

function taskOnScreen(route) {
  return /\/t\/([^/]+)\//.exec(route)[1];
}

/** The lines of the open log; none if the page says that it is empty. */
async function shownLog(viewer) {
  if (/log is empty/i.test(await viewer.mainText())) return [];
  return viewer.log.wholeText();
}

async function lastNumber(viewer) {
  const number = (await viewer.log.rows()).at(-1)?.number;
  assert.ok(number, "no line is shown");
  return number;
}

/** The bytes of a blob, read without the viewer. */
async function blob(name) {
  const path = name.split("/").map(encodeURIComponent).join("/");
  const answer = await fetch(`${sas.origin}${sas.pathname.replace(/\/$/, "")}/${demo.container}/${path}${sas.search}`);
  if (!answer.ok) throw new Error(`reading ${name}: ${answer.status}`);
  return Buffer.from(await answer.arrayBuffer());
}

// Following a log while it is written. The page shows exactly what the task printed, while the task
// prints it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually, eventuallyEqual, eventuallyMatches, pause } from "./support/expect.mjs";
import { createFixture, limit } from "./support/fixture.mjs";
import { command, prepare } from "./support/job.mjs";
import { logPlan, numbersOf } from "./support/log-plan.mjs";
import { linesOf } from "./support/terminal.mjs";

const fixture = createFixture();

/** Starts a task. */
function start(id, plan) {
  const env = { AZ_BATCH_JOB_ID: id, AZ_BATCH_TASK_ID: "frames" };
  return fixture.world.helper.start(["run", "--interval", "1", "--", ...command(plan)], { env });
}

/** Starts a task and opens its log in the viewer as soon as the log exists. */
async function follow(viewer, id, plan) {
  const { world } = fixture;
  const container = await prepare(world, id);
  const task = start(id, plan);
  let hasEnded = false;
  task.ended.then(() => (hasEnded = true));
  await eventually(() => world.storage.getBlob(container, "frames/$TaskLog/stdout.txt"));
  const link = await world.viewerLink(id);
  await viewer.open(link.replace("#/?", `#/j/${container}/t/frames/$TaskLog/stdout.txt?`));
  return { ...task, isRunning: () => !hasEnded, container };
}

for (const seed of [1, 2]) {
  test(`colours and cut characters are shown as printed (seed ${seed})`, limit, () =>
    fixture.withViewer(async (viewer) => {
      const task = await follow(viewer, `follow-${seed}`, logPlan({ seed }));
      const whileRunning = new Set();
      while (task.isRunning()) {
        const numbers = numbersOf(await viewer.log.texts());
        assertConsecutive(numbers);
        if (task.isRunning() && numbers.length > 0) whileRunning.add(numbers.at(-1));
        await pause(150);
      }
      assert.ok(whileRunning.size >= 3, `lines arrived in ${whileRunning.size} steps while the task ran`);
      const { code, stdout, stderr } = await task.ended;
      assert.equal(code, 0, stderr);
      const expected = linesOf(stdout);
      assert.deepEqual(linesOf(await fixture.world.storage.getBlob(task.container, "frames/$TaskLog/stdout.txt")), expected);
      await eventuallyEqual(async () => (await viewer.log.texts()).at(-1), expected.at(-1));
      await eventuallyEqual(() => viewer.log.wholeText(), expected);
    }));
}

test("the state changes from running to the exit code", limit, () =>
  fixture.withViewer(async (viewer) => {
    const task = await follow(viewer, "follow-state", logPlan({ seed: 3, lines: 20, seconds: 4, exitCode: 7 }));
    await eventuallyMatches(() => viewer.log.chip.first().innerText(), /running/i);
    assert.ok(task.isRunning());
    assert.equal((await task.ended).code, 7);
    await eventuallyMatches(() => viewer.log.chip.first().innerText(), /\b7\b/);
    assert.doesNotMatch(await viewer.log.chip.first().innerText(), /running/i);
  }));

test("a retried task continues in the open log", limit, () =>
  fixture.withViewer(async (viewer) => {
    const first = await follow(viewer, "follow-retry", logPlan({ seed: 4, lines: 20, seconds: 2, exitCode: 1 }));
    const before = await first.ended;
    await eventuallyMatches(() => viewer.log.chip.first().innerText(), /exit 1/);
    const second = await start("follow-retry", logPlan({ seed: 5, lines: 20, seconds: 2 })).ended;
    const expected = linesOf(Buffer.concat([before.stdout, second.stdout]));
    await eventuallyEqual(() => viewer.log.wholeText(), expected, undefined, { within: 90_000 });
    await eventuallyMatches(() => viewer.log.chip.first().innerText(), /exit 0.*attempt 2/);
  }));

test("a log marks where attempts begin and names an earlier one in view", limit, () =>
  fixture.withViewer(async (viewer) => {
    const plan = (seed) => logPlan({ seed, lines: 150, seconds: 1, exitCode: 1 });
    const container = await prepare(fixture.world, "follow-attempts");
    for (const seed of [6, 7, 8]) await start("follow-attempts", plan(seed)).ended;
    const link = await fixture.world.viewerLink("follow-attempts");
    await viewer.open(link.replace("#/?", `#/j/${container}/t/frames/$TaskLog/stdout.txt?`));
    await eventuallyMatches(() => viewer.log.chip.first().innerText(), /attempt 3/);
    assert.equal(await viewer.log.earlierAttempt.innerText(), "");
    await viewer.log.view.focus();
    await viewer.page.keyboard.press("g");
    await eventuallyEqual(() => viewer.log.earlierAttempt.innerText(), "attempt 1/3");
    await eventuallyMatches(() => viewer.mainText(), /Attempt 1 begins here/);
    // The viewer computes the position of the scroll bar from the height of a row.
    assert.equal(new Set(await viewer.log.heights()).size, 1, "all rows have the same height");
    await viewer.page.keyboard.press("G");
    await eventuallyEqual(() => viewer.log.earlierAttempt.innerText(), "");
  }));

test("scrolling up keeps the place, and the button leads back to the end", limit, () =>
  fixture.withViewer(async (viewer) => {
    const stdout = Array.from({ length: 160 }, (_, index) => ({
      text: `line ${String(index + 1).padStart(4, "0")}: being read\n`, wait: index < 100 ? 0 : 100,
    }));
    const task = await follow(viewer, "follow-pause", { stdout });
    await eventually(async () => assert.ok(numbersOf(await viewer.log.texts()).at(-1) >= 100));
    await viewer.log.view.hover();
    await viewer.page.mouse.wheel(0, -600);
    await viewer.log.jump.waitFor();
    const read = await viewer.log.placeOfFirstInView();
    await eventuallyMatches(() => viewer.log.jump.innerText(), /[1-9]\d* new/);
    assert.deepEqual(await viewer.log.placeOfFirstInView(), read);
    await task.ended;
    await viewer.log.jump.click();
    await eventuallyEqual(async () => numbersOf(await viewer.log.texts()).at(-1), 160);
    await eventuallyEqual(() => viewer.log.jump.count(), 0);
  }));

test("a long log opens at its end and loads earlier lines on scrolling", limit, () =>
  fixture.withViewer(async (viewer) => {
    const { world } = fixture;
    const container = await prepare(world, "follow-long");
    const expected = Array.from({ length: 4_000 }, (_, index) => `line ${index + 1} is long: ${"x".repeat(120)}`);
    const log = "frames/$TaskLog/stdout.txt";
    await world.storage.putBlob(container, log, `${expected.join("\n")}\n`, { type: "text/plain" });
    const link = await world.viewerLink("follow-long");
    await viewer.open(link.replace("#/?", `#/j/${container}/t/${log}?`));
    await eventuallyEqual(async () => (await viewer.log.texts()).at(-1), expected.at(-1));
    assert.ok((await viewer.log.height()) > 400, "the log fills the page");
    await eventuallyEqual(() => viewer.log.wholeText(), expected);
  }));

/** Fails if a line on the page is doubled or missing. */
function assertConsecutive(numbers) {
  for (const [index, number] of numbers.entries()) {
    if (index > 0) assert.equal(number, numbers[index - 1] + 1, `lines ${numbers.join(" ")}`);
  }
}

// A log, followed while it is written: what the page shows is what the task printed, all of it,
// once, and while it is printed.
import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually, eventuallyEqual, eventuallyMatches, pause } from "./support/expect.mjs";
import { command, prepare } from "./support/job.mjs";
import { logPlan, numbersOf } from "./support/log-plan.mjs";
import { limit, stage } from "./support/stage.mjs";
import { linesOf } from "./support/terminal.mjs";

const set = stage();

/** Starts a task and opens its log in the viewer as soon as there is one. */
async function follow(viewer, id, plan) {
  const { world } = set;
  const container = await prepare(world, id);
  const env = { AZ_BATCH_JOB_ID: id, AZ_BATCH_TASK_ID: "frames" };
  const task = world.helper.start(["run", "--interval", "1", "--", ...command(plan)], { env });
  task.isRunning = true;
  task.ended.then(() => (task.isRunning = false));
  await eventually(() => world.storage.getBlob(container, "frames/$TaskLog/stdout.txt"));
  const link = await world.viewerLink(id);
  await viewer.open(link.replace("#/?", `#/j/${container}/t/frames/$TaskLog/stdout.txt?`));
  return { ...task, isRunning: () => task.isRunning, container };
}

for (const seed of [1, 2]) {
  test(`a log with colours, progress and cut characters is shown as it was printed (seed ${seed})`, limit, () =>
    set.with(async (viewer) => {
      const task = await follow(viewer, `follow-${seed}`, logPlan({ seed }));
      const whileRunning = new Set();
      while (task.isRunning()) {
        const numbers = numbersOf(await viewer.log.texts());
        assertConsecutive(numbers);
        if (task.isRunning() && numbers.length > 0) whileRunning.add(numbers.at(-1));
        await pause(150);
      }
      assert.ok(whileRunning.size >= 3, `lines came in ${whileRunning.size} steps while the task ran`);
      const { code, stdout, stderr } = await task.ended;
      assert.equal(code, 0, stderr);
      const expected = linesOf(stdout);
      assert.deepEqual(linesOf(await set.world.storage.getBlob(task.container, "frames/$TaskLog/stdout.txt")), expected);
      await eventuallyEqual(async () => (await viewer.log.texts()).at(-1), expected.at(-1));
      await eventuallyEqual(() => viewer.log.wholeText(), expected);
    }));
}

test("the state goes from running to the exit code", limit, () =>
  set.with(async (viewer) => {
    const task = await follow(viewer, "follow-state", logPlan({ seed: 3, lines: 20, seconds: 4, exitCode: 7 }));
    await eventuallyMatches(() => viewer.log.chip.first().innerText(), /running/i);
    assert.ok(task.isRunning());
    assert.equal((await task.ended).code, 7);
    await eventuallyMatches(() => viewer.log.chip.first().innerText(), /\b7\b/);
    assert.doesNotMatch(await viewer.log.chip.first().innerText(), /running/i);
  }));

/** Neither a line twice nor one left out among those that stand together on the page. */
function assertConsecutive(numbers) {
  for (const [index, number] of numbers.entries()) {
    if (index > 0) assert.equal(number, numbers[index - 1] + 1, `lines ${numbers.join(" ")}`);
  }
}

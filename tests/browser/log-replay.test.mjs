// An hour of a log in a moment: hundreds of appends cut anywhere (within characters, within escapes,
// between `\r` and `\n`), polls between any two of them, answers that break off or are refused. In the
// end the page shows the text of the blob. The seed in a test's name reproduces its run.
import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually, eventuallyEqual, pause } from "./support/expect.mjs";
import { createFixture, limit } from "./support/fixture.mjs";
import { prepare } from "./support/job.mjs";
import { generator, logPlan } from "./support/log-plan.mjs";
import { refusal } from "./support/proxy.mjs";
import { containerSas, inHours } from "./support/sas.mjs";
import { linesOf } from "./support/terminal.mjs";

const log = "frames/$TaskLog/stdout.txt";
const fixture = createFixture();

for (const seed of [101, 202, 303]) {
  test(`random appends, polls and faults keep the text (seed ${seed})`, limit, () =>
    fixture.withViewer(async (viewer) => {
      const { world } = fixture;
      const container = await prepare(world, `replay-${seed}`);
      const random = generator(seed);
      const pieces = logPlan({ seed, lines: 700 }).stdout.map(({ base64 }) => Buffer.from(base64, "base64"));
      assert.ok(pieces.length > 300, `${pieces.length} appends`);
      await world.storage.createAppendBlob(container, log);
      await viewer.page.clock.install();
      const query = containerSas(container, { expires: inHours(48) });
      await viewer.open(world.linkTo(`/j/${container}/t/${log}`, { container, query }));
      await viewer.log.view.waitFor();
      for (const piece of pieces) {
        await world.storage.appendBlock(container, log, piece);
        if (random() < 0.4) await pollWithFaults(viewer, random);
      }
      const blob = await world.storage.getBlob(container, log);
      assert.deepEqual(blob, Buffer.concat(pieces));
      const expected = linesOf(blob);
      // This is longer than any wait after a failure.
      await viewer.page.clock.runFor(61_000);
      await eventually(async () => {
        await viewer.page.clock.runFor(2_000);
        assert.equal((await viewer.log.texts()).at(-1), expected.at(-1));
      });
      await eventuallyEqual(() => viewer.log.wholeText(), expected);
    }));
}

/** Lets time pass, so that the page polls; the answer may be refused or break off. */
async function pollWithFaults(viewer, random) {
  const { proxy } = fixture.world;
  const fault = random();
  let stop = () => {};
  if (fault < 0.1) stop = proxy.answerInstead(({ path }) => (path.endsWith("stdout.txt") ? refusal(503, "ServerBusy") : undefined));
  // An unused cut ends with this poll. Otherwise it would hit the next answer after a long wait, and make the next wait longer.
  if (fault > 0.85) stop = proxy.cutBodyOnce(/stdout\.txt$/, Math.floor(random() * 300));
  await viewer.page.clock.runFor(1_000 + Math.floor(random() * 2_000));
  await pause(5);
  await eventually(() => assert.ok(proxy.matching("GET", /stdout\.txt$/).every(({ isOver }) => isOver)), { every: 2 });
  stop();
}

// An outage of storage: the page reports it, still shows what it has loaded, and resumes by itself.
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { eventually, eventuallyEqual, pause } from "./support/expect.mjs";
import { createFixture, limit } from "./support/fixture.mjs";
import { command, prepare, writeJob, job } from "./support/job.mjs";
import { logPlan, numbersOf } from "./support/log-plan.mjs";
import { linesOf } from "./support/terminal.mjs";

const fixture = createFixture();
// A test that failed during an outage must not leave the next test without storage.
afterEach(() => fixture.world.proxy.restore());

const disconnected = /cannot (be )?reach|no answer|does not answer|disconnected|offline|unreachable/i;

test("a log continues after an outage without lost or doubled lines", limit, () =>
  fixture.withViewer(async (viewer) => {
    const { world } = fixture;
    const id = "outage-log";
    const container = await prepare(world, id);
    const env = { AZ_BATCH_JOB_ID: id, AZ_BATCH_TASK_ID: "frames" };
    const plan = logPlan({ seed: 11, lines: 150, seconds: 14 });
    const task = world.helper.start(["run", "--interval", "1", "--", ...command(plan)], { env });
    await eventually(() => world.storage.getBlob(container, "frames/$TaskLog/stdout.txt"));
    const link = await world.viewerLink(id);
    await viewer.open(link.replace("#/?", `#/j/${container}/t/frames/$TaskLog/stdout.txt?`));
    await eventually(async () => assert.ok(numbersOf(await viewer.log.texts()).length >= 5));

    // The connection breaks within an answer; after that no connection is possible.
    world.proxy.cutBodyOnce(/stdout\.txt$/, 70);
    await pause(2_000);
    await world.proxy.cut();
    await eventually(async () => assert.match(await viewer.banner.first().innerText(), disconnected));
    const shown = numbersOf(await viewer.log.texts());
    assert.ok(shown.length >= 5, `${shown.length} lines are left`);
    await pause(3_000);
    assert.deepEqual(numbersOf(await viewer.log.texts()), shown);

    await world.proxy.restore();
    const { stdout } = await task.ended;
    const expected = linesOf(stdout);
    await eventuallyEqual(async () => (await viewer.log.texts()).at(-1), expected.at(-1), undefined, { within: 90_000 });
    await eventuallyEqual(() => viewer.banner.count(), 0);
    await eventuallyEqual(() => viewer.log.wholeText(), expected);
  }));

test("a job's page keeps its rows in an outage and then shows new ones", limit, () =>
  fixture.withViewer(async (viewer) => {
    const { world } = fixture;
    await writeJob(world);
    await viewer.open(await world.viewerLink(job.id));
    await eventuallyEqual(() => viewer.job.taskRows.count(), job.tasks.length);

    await world.proxy.cut();
    await eventually(async () => assert.match(await viewer.banner.first().innerText(), disconnected));
    assert.equal(await viewer.job.taskRows.count(), job.tasks.length);
    const container = await prepare(world, job.id);
    await world.storage.putBlob(container, "late/$TaskOutput/result.txt", "done");
    await pause(2_000);
    assert.equal(await viewer.job.taskRows.count(), job.tasks.length);

    await world.proxy.restore();
    await eventuallyEqual(() => viewer.job.taskRows.count(), job.tasks.length + 1, undefined, { within: 60_000 });
    await eventuallyEqual(() => viewer.banner.count(), 0);
  }));

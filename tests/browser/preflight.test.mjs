// A preflight doubles the number of requests and the waiting time, so reading must not need one.
import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually, eventuallyEqual, eventuallyMatches } from "./support/expect.mjs";
import { createFixture, limit } from "./support/fixture.mjs";
import { command, job, writeJob } from "./support/job.mjs";
import { logPlan, numbersOf } from "./support/log-plan.mjs";

const fixture = createFixture(async ({ world }) => {
  world.container = await writeJob(world);
});

test("the viewer lists, opens and follows without a preflight request", limit, () =>
  fixture.withViewer(async (viewer) => {
    const { world } = fixture;
    await viewer.open(await world.viewerLink());
    await viewer.jobs.open(job.id);
    await eventuallyEqual(() => viewer.job.taskRows.count(), job.tasks.length);

    await viewer.job.openTask("frames-001");
    await viewer.job.openFile("frame_0001.png");
    await eventually(async () => assert.equal((await viewer.picture.pixels()).width, job.frame.width));
    await viewer.page.goBack();
    await viewer.job.openFile("frame_0001.exr");
    await eventuallyMatches(() => viewer.mainText(), /76 2f 31 01/i);
    await viewer.page.goBack();
    await viewer.job.openFile("statistics.csv");
    await eventuallyMatches(() => viewer.mainText(), /frame,seconds/);

    const env = { AZ_BATCH_JOB_ID: job.id, AZ_BATCH_TASK_ID: "followed" };
    const plan = logPlan({ seed: 21, lines: 30, seconds: 5 });
    const task = world.helper.start(["run", "--interval", "1", "--", ...command(plan)], { env });
    await eventually(() => world.storage.getBlob(world.container, "followed/$TaskLog/stdout.txt"));
    await viewer.go(`/j/${world.container}/t/followed/$TaskLog/stdout.txt`);
    await task.ended;
    await eventually(async () => assert.equal(numbersOf(await viewer.log.wholeText()).length, 30));

    assert.ok(world.proxy.matching("GET").length > 5, "the page's requests passed the proxy");
    assert.deepEqual(world.proxy.matching("OPTIONS"), []);
    const changes = world.proxy.requests.filter(({ method }) => method !== "GET" && method !== "HEAD");
    assert.deepEqual(changes, []);
  }));

test("the proxy would record a preflight request", limit, () =>
  fixture.withViewer(async (viewer) => {
    const { world } = fixture;
    await viewer.open(world.site.url);
    await viewer.page.evaluate((url) => fetch(url, { headers: { "x-ms-version": "2026-04-06" } }), world.endpoint);
    assert.equal(world.proxy.matching("OPTIONS").length, 1);
  }));

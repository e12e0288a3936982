// The requests and the status line of a page end when the reader leaves it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually, eventuallyEqual, eventuallyMatches } from "./support/expect.mjs";
import { createFixture, limit } from "./support/fixture.mjs";
import { job, writeJob } from "./support/job.mjs";

const log = "running/$TaskLog/stdout.txt";
const fixture = createFixture(async ({ world }) => {
  world.container = await writeJob(world);
  // This log has no metadata that says it is finished, so the viewer polls it while it is open.
  await world.storage.putBlob(world.container, log, "frame 1\n");
});

/** Opens the viewer, and then a page in it. */
async function openAt(viewer, place) {
  await viewer.open(await fixture.world.viewerLink());
  await eventuallyEqual(() => viewer.jobs.rows.count(), 1);
  await viewer.go(`/j/${fixture.world.container}/${place}`);
}

const requests = (viewer, part) =>
  viewer.page.seen.requests.filter(({ url }) => decodeURIComponent(url).includes(part)).length;

test("the viewer stops reading a log when the reader leaves its page", limit, () =>
  fixture.withViewer(async (viewer) => {
    const { container } = fixture.world;
    await openAt(viewer, `t/${log}`);
    await eventuallyMatches(() => viewer.mainText(), /frame 1/);
    await eventually(() => assert.ok(requests(viewer, log) >= 3));
    await viewer.go(`/j/${container}/t/frames-001`);
    await eventuallyMatches(() => viewer.mainText(), /\$RenderStats/);
    const logRequests = requests(viewer, log);
    // Four listings take longer than the longest interval between polls of a log.
    const listings = requests(viewer, "comp=list");
    await eventually(() => assert.ok(requests(viewer, "comp=list") >= listings + 4));
    assert.equal(requests(viewer, log), logRequests);
  }));

test("the status line of a picture says nothing of the previous log", limit, () =>
  fixture.withViewer(async (viewer) => {
    const { container } = fixture.world;
    await openAt(viewer, `t/${job.failed}/$TaskLog/stderr.txt`);
    await eventuallyMatches(() => viewer.extent.innerText(), /lines? /);
    await viewer.go(`/j/${container}/t/frames-001/$TaskPreview/frame_0001.png`);
    await eventually(() => viewer.picture.pixels());
    await eventuallyEqual(() => viewer.extent.innerText(), "");
  }));

test("a task's row shows the last line of its log", limit, () =>
  fixture.withViewer(async (viewer) => {
    await viewer.open(await fixture.world.viewerLink(job.id));
    await eventuallyMatches(() => viewer.job.lastLine("frames-001").innerText(), /frame done/);
  }));

// A downloaded file equals the blob byte for byte; otherwise nothing is saved and the viewer says why.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { afterEach, test } from "node:test";
import { eventually, eventuallyEqual, eventuallyMatches } from "./support/expect.mjs";
import { createFixture, limit } from "./support/fixture.mjs";
import { job, writeJob } from "./support/job.mjs";

const large = "frames-001/$TaskOutput/sub folder/große 100%.bin";
/** Bytes without repetition nearby. */
const bytesFrom = (seed) => Buffer.from(Uint32Array.from({ length: 5 << 20 }, (_, i) => Math.imul(i + seed, 2654435761)).buffer);
const fixture = createFixture(async ({ world }) => {
  world.container = await writeJob(world);
  world.other = await writeJob(world, "another-job");
  for (const container of [world.container, world.other]) {
    await world.storage.putBlob(container, large, bytesFrom(1));
  }
});
afterEach(() => fixture.world.proxy.restore());

async function openFile(viewer, blob) {
  await viewer.open(await fixture.world.viewerLink());
  await eventuallyEqual(() => viewer.jobs.rows.count(), 2);
  const path = blob.split("/").map(encodeURIComponent).join("/");
  await viewer.go(`/j/${fixture.world.container}/t/${path}`);
  await viewer.download.waitFor();
  // The view reads the file's beginning, and a cut is meant for the download.
  await viewer.page.locator("[data-testid=hex], [data-testid=picture]").first().waitFor();
  await eventually(() => assert.ok(fixture.world.proxy.isIdle));
}

/** Presses the button; returns the name and the bytes of the saved file. */
async function save(viewer) {
  const saved = viewer.page.waitForEvent("download");
  await viewer.download.click();
  const download = await saved;
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
}

test("a picture is saved under its own name", limit, () =>
  fixture.withViewer(async (viewer) => {
    const blob = "frames-001/$TaskPreview/frame_0001.png";
    await openFile(viewer, blob);
    const { name, bytes } = await save(viewer);
    assert.equal(name, "frame_0001.png");
    assert.deepEqual(bytes, await fixture.world.storage.getBlob(fixture.world.container, blob));
    await eventuallyMatches(() => viewer.download.innerText(), /Downloaded/);
  }));

test("an interrupted download resumes and saves the whole file", limit, () =>
  fixture.withViewer(async (viewer) => {
    await openFile(viewer, large);
    fixture.world.proxy.cutBodyOnce(/bin$/, 7_000_001);
    const { name, bytes } = await save(viewer);
    assert.equal(name, "große 100%.bin");
    assert.ok(bytes.equals(bytesFrom(1)));
    const ranges = fixture.world.proxy.matching("GET", /bin$/).map(({ headers }) => headers.range);
    assert.ok(ranges.includes("bytes=7000001-"), ranges.join(" "));
  }));

test("a file rewritten during its download is not saved", limit, () =>
  fixture.withViewer(async (viewer) => {
    const { world } = fixture;
    await openFile(viewer, large);
    const downloads = [];
    viewer.page.on("download", (download) => downloads.push(download));
    world.proxy.cutBodyOnce(/bin$/, 5_000_000, { stay: true });
    await viewer.download.click();
    await eventually(() => assert.ok(world.proxy.isCut));
    await world.storage.putBlob(world.container, large, bytesFrom(2).subarray(0, 6_000_000));
    await world.proxy.restore();
    await eventuallyMatches(() => viewer.download.getAttribute("title"), /written anew/);
    assert.deepEqual(downloads, []);
    await world.storage.putBlob(world.container, large, bytesFrom(1));
  }));

test("a download continues after the reader leaves the file's page", limit, () =>
  fixture.withViewer(async (viewer) => {
    await openFile(viewer, large);
    const saved = viewer.page.waitForEvent("download");
    await viewer.download.click();
    await viewer.go(`/j/${fixture.world.container}/t/${job.failed}`);
    assert.ok((await readFile(await (await saved).path())).equals(bytesFrom(1)));
  }));

/** Slows the network down, so that a large file takes a while. */
async function slow(viewer) {
  const devtools = await viewer.page.context().newCDPSession(viewer.page);
  const network = { offline: false, latency: 0, downloadThroughput: 4 << 20, uploadThroughput: -1 };
  await devtools.send("Network.emulateNetworkConditions", network);
}

test("a download does not show on the same file of another job", limit, () =>
  fixture.withViewer(async (viewer) => {
    await openFile(viewer, large);
    await slow(viewer);
    await viewer.download.click();
    await eventuallyMatches(() => viewer.download.innerText(), /Stop/);
    await viewer.go((await viewer.route()).replace(fixture.world.container, fixture.world.other));
    await eventuallyEqual(() => viewer.download.innerText(), "Download");
  }));

test("a download that is stopped and started again saves one file", limit, () =>
  fixture.withViewer(async (viewer) => {
    const downloads = [];
    viewer.page.on("download", (download) => downloads.push(download));
    await openFile(viewer, large);
    await slow(viewer);
    for (const label of [/Stop/, /Download/, /Stop/, /Downloaded/]) {
      if (!/Downloaded/.test(label.source)) await viewer.download.click();
      await eventuallyMatches(() => viewer.download.innerText(), label);
    }
    await eventuallyEqual(() => viewer.download.innerText(), "Download");
    assert.equal(downloads.length, 1);
  }));

test("a second download right after the first is saved too", limit, () =>
  fixture.withViewer(async (viewer) => {
    await openFile(viewer, large);
    await save(viewer);
    await eventuallyMatches(() => viewer.download.innerText(), /Downloaded/);
    await slow(viewer);
    await save(viewer);
  }));

// The viewer retries failed reads by itself; a reader need not leave the page and come back.
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { eventually, eventuallyMatches } from "./support/expect.mjs";
import { createFixture, limit } from "./support/fixture.mjs";
import { job, writeJob } from "./support/job.mjs";
import { containerSas, inHours } from "./support/sas.mjs";

const fixture = createFixture(async ({ world }) => {
  world.container = await writeJob(world);
});
afterEach(() => fixture.world.proxy.restore());

const picture = "frames-001/$TaskPreview/frame_0001.png";
const unreachable = /cannot be reached/;
const bytes = "frames-001/$TaskOutput/exr/frame_0001.exr";

/** Opens a file with an expired link, and pastes a valid one. */
async function openAfterExpiry(viewer, blob) {
  const { world } = fixture;
  const query = containerSas(world.container, { expires: inHours(-1) });
  await viewer.open(world.linkTo(`/j/${world.container}/t/${blob}`, { container: world.container, query }));
  await eventuallyMatches(() => viewer.mainText(), /This link has ended/);
  await viewer.connect.paste(await world.sasUrl(job.id));
  await viewer.page.keyboard.press("Enter");
}

/** Opens a file of a listed job during an outage, and ends the outage. */
async function openAfterOutage(viewer, blob, view = "") {
  const { world } = fixture;
  const query = containerSas(world.container);
  await viewer.open(world.linkTo(`/j/${world.container}/$Statistics/statistics.csv`, { container: world.container, query }));
  await eventuallyMatches(() => viewer.mainText(), /1 of 1/);
  await world.proxy.cut();
  await viewer.go(`/j/${world.container}/t/${blob}${view}`);
  await eventuallyMatches(() => viewer.mainText(), unreachable);
  await world.proxy.restore();
}

test("a file opens when the reader replaces an expired link", limit, () =>
  fixture.withViewer(async (viewer) => {
    await openAfterExpiry(viewer, bytes);
    await eventuallyMatches(() => viewer.mainText(), /OpenEXR picture/);
  }));

test("the viewer retries a file that was unreachable", limit, () =>
  fixture.withViewer(async (viewer) => {
    await openAfterOutage(viewer, bytes);
    await eventuallyMatches(() => viewer.mainText(), /OpenEXR picture/);
  }));

test("the viewer retries bytes that were unreachable", limit, () =>
  fixture.withViewer(async (viewer) => {
    await openAfterOutage(viewer, bytes, "?as=hex");
    await eventuallyMatches(() => viewer.mainText(), /76 2f 31 01/);
  }));

test("the viewer retries a picture that was unreachable", limit, () =>
  fixture.withViewer(async (viewer) => {
    await openAfterOutage(viewer, picture);
    await eventually(async () => assert.equal((await viewer.picture.pixels()).width, job.frame.width));
    await eventually(async () => assert.doesNotMatch(await viewer.mainText(), unreachable));
  }));

test("Try now opens a file that did not exist before", limit, () =>
  fixture.withViewer(async (viewer) => {
    const { world } = fixture;
    const [container, query] = [world.container, containerSas(world.container)];
    await viewer.open(world.linkTo(`/j/${container}/$JobOutput/late.exr`, { container, query }));
    await eventuallyMatches(() => viewer.mainText(), /no such file/);
    await world.storage.putBlob(container, "$JobOutput/late.exr", Buffer.from([0x76, 0x2f, 0x31, 0x01, 0, 0]));
    await viewer.main.getByRole("button", { name: "Try now" }).click();
    await eventuallyMatches(() => viewer.mainText(), /OpenEXR picture/);
  }));

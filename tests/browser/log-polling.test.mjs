// The requests for a followed log that does not grow: one small request per poll, at growing intervals,
// and hardly any while the tab is hidden. The test controls the clock, so waiting takes no time.
import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually, eventuallyEqual, eventuallyMatches, pause } from "./support/expect.mjs";
import { createFixture, limit } from "./support/fixture.mjs";
import { prepare } from "./support/job.mjs";
import { containerSas, inHours } from "./support/sas.mjs";

const log = "frames/$TaskLog/stdout.txt";
const fixture = createFixture();
const polls = () => fixture.world.proxy.requests.filter(({ path }) => path.endsWith("stdout.txt"));

/** Opens a log on a page whose clock then moves only when the test says so. */
async function open(viewer, id, text) {
  const { world } = fixture;
  const container = await prepare(world, id);
  await world.storage.createAppendBlob(container, log);
  if (text) await world.storage.appendBlock(container, log, text);
  await viewer.page.clock.install();
  const query = containerSas(container, { expires: inHours(48) });
  await viewer.open(world.linkTo(`/j/${container}/t/${log}`, { container, query }));
  await eventuallyMatches(() => viewer.page.getByTestId("freshness").innerText(), /next look|just now/);
  await viewer.page.clock.pauseAt(await viewer.page.evaluate(() => Date.now() + 1_000));
  return container;
}

/** Lets seconds pass one by one, and waits for the answers to the requests of each. */
async function pass(viewer, seconds) {
  for (let second = 0; second < seconds; second += 1) {
    await viewer.page.clock.runFor(1_000);
    await settled();
  }
}

/** Waits until every request has its answer. */
async function settled() {
  // A request that a timer has just sent takes a moment to arrive.
  await pause(5);
  await eventually(() => assert.ok(fixture.world.proxy.isIdle), { every: 2 });
}

test("an idle log costs one small request per poll, finally every 30 s", limit, () =>
  fixture.withViewer(async (viewer) => {
    await open(viewer, "cost-idle", "one line\n".repeat(200));
    await pass(viewer, 180);
    const before = polls().length;
    await pass(viewer, 300);
    const asked = polls().slice(before);
    assert.ok(asked.length >= 8 && asked.length <= 11, `${asked.length} requests in 300 seconds`);
    const ranges = asked.map(({ headers }) => headers.range);
    assert.deepEqual([...new Set(ranges)].length, 1, "each poll is one request, and all are the same");
    assert.ok(asked.every(({ method }) => method === "GET"), "there are no other requests");
  }));

test("an empty log costs one request per poll, too", limit, () =>
  fixture.withViewer(async (viewer) => {
    const container = await open(viewer, "cost-empty", "");
    await eventuallyMatches(() => viewer.mainText(), /empty so far/);
    await pass(viewer, 120);
    const before = polls().length;
    await pass(viewer, 300);
    const asked = polls().slice(before);
    assert.ok(asked.length >= 8 && asked.length <= 11, `${asked.length} requests in 300 seconds`);
    await fixture.world.storage.appendBlock(container, log, "begun\n");
    await pass(viewer, 31);
    await eventuallyEqual(() => viewer.log.texts(), ["begun"]);
  }));

/** Hides or shows the tab as a browser does. */
const setHidden = (viewer, isHidden) =>
  viewer.page.evaluate((isHidden) => {
    Object.defineProperty(document, "hidden", { configurable: true, get: () => isHidden });
    Object.defineProperty(document, "visibilityState", { configurable: true, get: () => (isHidden ? "hidden" : "visible") });
    document.dispatchEvent(new Event("visibilitychange"));
  }, isHidden);

test("a hidden tab polls at most once a minute, and at once when shown", limit, () =>
  fixture.withViewer(async (viewer) => {
    const { world } = fixture;
    const container = await open(viewer, "cost-hidden", "one line\n".repeat(20));
    await setHidden(viewer, true);
    // The polls that were scheduled before the tab was hidden.
    await pass(viewer, 31);
    const minutes = 6;
    const before = world.proxy.requests.length;
    for (let minute = 0; minute < minutes; minute += 1) {
      await world.storage.appendBlock(container, log, `minute ${minute}\n`);
      await pass(viewer, 60);
    }
    const asked = world.proxy.requests.slice(before).length;
    assert.ok(asked <= minutes && asked >= minutes - 1, `${asked} requests in ${minutes} minutes, of all kinds`);

    await world.storage.appendBlock(container, log, "just now\n");
    await setHidden(viewer, false);
    // No time passes, so the page polls at once.
    await eventuallyEqual(async () => (await viewer.log.texts()).at(-1), "just now");
  }));

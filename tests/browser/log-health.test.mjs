// The details and the health of a log: in the panel behind its state, in the status line, and in a
// warning when the log is stale or nearly full.
import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually, eventuallyEqual, eventuallyMatches } from "./support/expect.mjs";
import { createFixture, limit } from "./support/fixture.mjs";
import { inspectScreen } from "./support/inspect.mjs";
import { command, prepare } from "./support/job.mjs";
import { logPlan } from "./support/log-plan.mjs";
import { containerSas } from "./support/sas.mjs";

const log = (name) => `frames/$TaskLog/${name}`;
const running = { jobshelf_state: "running", jobshelf_flush_seconds: "15", jobshelf_attempt: "2", jobshelf_attempt_offset: "8", jobshelf_attempt_offsets: "0,8" };
const finished = { ...running, jobshelf_state: "finished", jobshelf_exit_code: "3" };
const lines = "frame 1\nframe 2\nframe 3\n";
const minutes = 60_000;

let container;
const fixture = createFixture(async ({ world }) => {
  container = await prepare(world, "log-facts");
  const write = async (name, metadata) => {
    await world.storage.createAppendBlob(container, log(name), metadata);
    await world.storage.appendBlock(container, log(name), lines);
  };
  await write("running.txt", running);
  await write("no-metadata.txt");
  const second = { ...running, jobshelf_attempt_offset: "15", jobshelf_attempt_offsets: "0,15" };
  await world.storage.createAppendBlob(container, log("within.txt"), second);
  await world.storage.appendBlock(container, log("within.txt"), "first\nhalf a lisecond attempt\nthird\n");
  await world.storage.createAppendBlob(container, log("retried.txt"), finished);
  await world.storage.appendBlock(container, log("retried.txt"), lines.repeat(10));
  await write("finished.txt", finished);
});

/** Opens a log on a page whose clock is `later` milliseconds ahead. */
async function open(viewer, name, { later } = {}) {
  if (later) await viewer.page.clock.setFixedTime(Date.now() + later);
  const query = containerSas(container);
  await viewer.open(fixture.world.linkTo(`/j/${container}/t/${log(name)}`, { container, query }));
  await eventually(async () => assert.ok((await viewer.log.inView())?.length > 0));
}

const button = (viewer) => viewer.page.getByTestId("log-facts-button");
const panel = (viewer) => viewer.page.getByTestId("log-facts");
const expectedLines = (viewer) => viewer.page.getByTestId("status-line").innerText();
const staleWarning = (viewer) => viewer.page.getByTestId("log-silent");
const fullWarning = (viewer) => viewer.page.getByTestId("log-full");

/** The values of the panel by their names. */
const details = (viewer) =>
  panel(viewer).evaluate((panel) => Object.fromEntries(
    [...panel.querySelectorAll("dt")].map((name) => [name.textContent, name.nextElementSibling.textContent])));

/** Makes the service report `n` blocks. */
const withBlocks = (viewer, n) =>
  viewer.page.route(/running\.txt/, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, headers: { ...response.headers(), "x-ms-blob-committed-block-count": String(n) } });
  });

test("an attempt that begins within a line is marked in that line", limit, () =>
  fixture.withViewer(async (viewer) => {
    await open(viewer, "within.txt");
    const notes = () => viewer.log.lines.evaluateAll((rows) => rows.map((row) => row.querySelector(".attempt")?.textContent ?? null));
    await eventuallyEqual(notes, ["Attempt 1 begins here", "Attempt 2 begins here", null]);
    assert.deepEqual((await viewer.log.rows()).map(({ number }) => number), [1, 2, 3]);
  }));

test("the viewer notices an attempt that ended during a poll", limit, () =>
  fixture.withViewer(async (viewer) => {
    const { proxy, storage } = fixture.world;
    const listings = () => proxy.requests.filter(({ query, status }) => /comp=list/.test(query) && status === 200).length;
    let isHeld = false;
    await viewer.page.route(/retried\.txt\?/, async (route) => {
      const from = Number(/^bytes=(\d+)-/.exec(route.request().headers().range ?? "")?.[1] ?? 0);
      if (isHeld || from === 0) return route.continue();
      // The answer says that the log is complete. Another attempt starts and ends before it arrives.
      isHeld = true;
      const response = await route.fetch();
      await storage.appendBlock(container, log("retried.txt"), "the other attempt\n");
      const before = listings();
      await eventually(() => assert.ok(listings() > before + 1));
      return route.fulfill({ response });
    });
    await open(viewer, "retried.txt");
    await eventuallyEqual(async () => (await viewer.log.texts()).at(-1), "the other attempt");
    assert.ok(isHeld);
  }));

test("a running log shows its attempt, its interval and its blocks", limit, () =>
  fixture.withViewer(async (viewer) => {
    await withBlocks(viewer, 1234);
    await open(viewer, "running.txt");
    await eventuallyMatches(() => button(viewer).innerText(), /running · attempt 2/);
    await button(viewer).focus();
    await viewer.page.keyboard.press("Enter");
    await panel(viewer).waitFor();
    await eventually(async () => {
      const shown = await details(viewer);
      assert.equal(shown.State, "running");
      assert.equal(shown.Attempt, "2, from byte 8");
      assert.match(shown["Last lines"], /just now|\d+ (s|min) ago/);
      assert.equal(shown.Written, "every 15 s, if there is anything");
      assert.equal(shown.Blocks, "1,234 of 50,000");
      assert.equal(shown.Size, `${lines.length} B`);
    });
    await viewer.page.keyboard.press("Escape");
    await panel(viewer).waitFor({ state: "hidden" });
    assert.ok(await button(viewer).evaluate((button) => button === document.activeElement));
    assert.equal(await staleWarning(viewer).count(), 0);
    assert.equal(await fullWarning(viewer).count(), 0);
  }));

test("a running task shows when lines are expected, then its exit code", limit, () =>
  fixture.withViewer(async (viewer) => {
    const { world } = fixture;
    const job = await prepare(world, "log-facts-live");
    const env = { AZ_BATCH_JOB_ID: "log-facts-live", AZ_BATCH_TASK_ID: "frames" };
    const plan = logPlan({ seed: 9, lines: 60, seconds: 12, exitCode: 3 });
    const task = world.helper.start(["run", "--interval", "3", "--", ...command(plan)], { env });
    await eventually(() => world.storage.getBlob(job, log("stdout.txt")));
    const link = await world.viewerLink("log-facts-live");
    await viewer.open(link.replace("#/?", `#/j/${job}/t/${log("stdout.txt")}?`));
    await eventuallyMatches(() => expectedLines(viewer), /^Next lines expected (in ≈ [1-3] s|now)$/);
    await button(viewer).click();
    await eventuallyMatches(async () => (await details(viewer))["Next lines"] ?? "", /^expected (in ≈ [1-3] s|now)$/);
    assert.match((await details(viewer)).Blocks, /^\d+ of 50,000$/);
    await task.ended;
    await eventuallyMatches(async () => (await details(viewer)).State, /^exit 3$/);
    await eventuallyEqual(async () => (await details(viewer))["Next lines"], undefined);
    await eventuallyEqual(() => expectedLines(viewer), "");
  }));

test("the viewer estimates the interval of a log without metadata", limit, () =>
  fixture.withViewer(async (viewer) => {
    const { storage } = fixture.world;
    await open(viewer, "no-metadata.txt");
    assert.equal(await button(viewer).innerText(), "Details");
    await button(viewer).click();
    await eventuallyEqual(async () => (await details(viewer)).State, "Not in the log's metadata");
    assert.equal((await details(viewer)).Written, undefined);
    let nAppended = 1;
    await eventually(async () => {
      await storage.appendBlock(container, log("no-metadata.txt"), "more\n");
      nAppended += 1;
      assert.match((await details(viewer)).Written ?? "", /^about every \d+ s, as seen$/);
    }, { every: 3_000 });
    await eventuallyEqual(async () => (await details(viewer)).Blocks, `${nAppended} of 50,000`);
  }));

test("the viewer warns when a running log is stale, not a finished one", limit, () =>
  fixture.withViewer(async (viewer) => {
    await open(viewer, "running.txt", { later: 12 * minutes });
    await eventuallyMatches(() => staleWarning(viewer).innerText(), /^No output for 1[23] min\. The task may be at work/);
    assert.equal(await expectedLines(viewer), "");
    await fixture.world.storage.appendBlock(container, log("running.txt"), "frame 4\n");
    await viewer.page.clock.setFixedTime(Date.now());
    await eventuallyEqual(() => staleWarning(viewer).count(), 0);
    await open(viewer, "finished.txt", { later: 60 * minutes });
    await eventuallyMatches(() => button(viewer).innerText(), /exit 3/);
    assert.equal(await staleWarning(viewer).count(), 0);
  }));

test("the viewer warns when a log is nearly full", limit, () =>
  fixture.withViewer(async (viewer) => {
    await withBlocks(viewer, 45_000);
    await open(viewer, "running.txt");
    await eventuallyMatches(() => fullWarning(viewer).innerText(), /^45,000 of 50,000 blocks.*only every 25 min now/);
  }));

for (const colorScheme of ["light", "dark"]) {
  for (const [size, viewport] of Object.entries({ desk: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } })) {
    test(`log details have no screen problems in ${colorScheme} on a ${size}`, limit, () =>
      fixture.withViewer(async (viewer) => {
        await withBlocks(viewer, 46_000);
        // This is longer than ten intervals, which are long for a nearly full log.
        await open(viewer, "running.txt", { later: 400 * minutes });
        await staleWarning(viewer).waitFor();
        await fullWarning(viewer).waitFor();
        await button(viewer).click();
        await eventuallyEqual(async () => (await details(viewer)).Blocks, "46,000 of 50,000");
        assert.deepEqual(await inspectScreen(viewer, `details-${colorScheme}-${size}`), []);
        await viewer.page.keyboard.press("Escape");
        await panel(viewer).waitFor({ state: "hidden" });
        assert.deepEqual(await inspectScreen(viewer, `health-${colorScheme}-${size}`), []);
      }, { colorScheme, viewport }));
  }
}

for (const width of [800, 1000, 1180]) {
  test(`the toolbar of a log fits on a screen of ${width} pixels`, limit, () =>
    fixture.withViewer(async (viewer) => {
      await open(viewer, "running.txt");
      await eventuallyMatches(() => button(viewer).innerText(), /running/);
      assert.deepEqual(await inspectScreen(viewer, `toolbar-${width}`), []);
    }, { viewport: { width, height: 700 } }));
}

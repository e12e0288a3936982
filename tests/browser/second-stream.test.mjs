// Both streams of a task side by side: the reader follows and scrolls each separately.
import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually, eventuallyEqual, eventuallyMatches } from "./support/expect.mjs";
import { createFixture, limit } from "./support/fixture.mjs";
import { inspectScreen } from "./support/inspect.mjs";
import { prepare } from "./support/job.mjs";
import { containerSas } from "./support/sas.mjs";

const out = "t1/$TaskLog/stdout.txt";
const err = "t1/$TaskLog/stderr.txt";
const lines = (name, from, to) =>
  Array.from({ length: to - from + 1 }, (_, n) => `${name} line ${from + n}\n`).join("");
let container;

const fixture = createFixture(async ({ world }) => {
  container = await prepare(world, "second-stream");
  for (const [blob, name] of [[out, "out"], [err, "err"]]) {
    await world.storage.createAppendBlob(container, blob);
    await world.storage.appendBlock(container, blob, lines(name, 1, 300));
  }
  await world.storage.createAppendBlob(container, "t2/$TaskLog/stdout.txt");
  await world.storage.appendBlock(container, "t2/$TaskLog/stdout.txt", lines("alone", 1, 3));
});

const open = (viewer, blob, view = "") => {
  const query = containerSas(container);
  return viewer.open(fixture.world.linkTo(`/j/${container}/t/${blob}${view}`, { container, query }));
};
const stream = (viewer, name) => viewer.page.getByTestId("stream").getByText(name, { exact: true });
const log = (viewer, name) => viewer.page.getByRole("log", { name });
const secondStream = (viewer) => viewer.page.getByTestId("second-stream");

/** The lines in view of one of the logs. */
const inView = (viewer, name) =>
  log(viewer, name).evaluate((view) => {
    const { top, bottom } = view.getBoundingClientRect();
    const isInView = (row) => {
      const place = row.getBoundingClientRect();
      return place.bottom > top + 1 && place.top < bottom - 1;
    };
    return [...view.querySelectorAll("[data-testid=log-line]")].filter(isInView)
      .map((row) => row.querySelector("[data-testid=log-text]").textContent);
  });

test("the viewer follows both streams side by side", limit, () =>
  fixture.withViewer(async (viewer) => {
    await open(viewer, out);
    await stream(viewer, "both").click();
    await eventuallyEqual(async () => (await inView(viewer, "stdout.txt")).at(-1), "out line 300");
    await eventuallyEqual(async () => (await inView(viewer, "stderr.txt")).at(-1), "err line 300");
    assert.match(await viewer.route(), /[?&]both=1/);
    await fixture.world.storage.appendBlock(container, err, lines("err", 301, 301));
    await fixture.world.storage.appendBlock(container, out, lines("out", 301, 301));
    await eventuallyEqual(async () => (await inView(viewer, "stderr.txt")).at(-1), "err line 301");
    await eventuallyEqual(async () => (await inView(viewer, "stdout.txt")).at(-1), "out line 301");
    const [left, right] = [await log(viewer, "stdout.txt").boundingBox(), await log(viewer, "stderr.txt").boundingBox()];
    assert.ok(right.x >= left.x + left.width - 1, "the streams are side by side");
  }));

test("keys scroll the focused stream, and Follow scrolls both to the end", limit, () =>
  fixture.withViewer(async (viewer) => {
    await open(viewer, out, "?both=1");
    await eventuallyMatches(async () => (await inView(viewer, "stderr.txt")).at(-1), /err line/);
    await log(viewer, "stderr.txt").focus();
    await viewer.page.keyboard.press("g");
    await eventuallyEqual(async () => (await inView(viewer, "stderr.txt"))[0], "err line 1");
    await eventuallyMatches(async () => (await inView(viewer, "stdout.txt")).at(-1), /out line 30\d/);
    await log(viewer, "stdout.txt").focus();
    await viewer.page.keyboard.press("g");
    await eventuallyEqual(async () => (await inView(viewer, "stdout.txt"))[0], "out line 1");
    await viewer.page.getByTestId("follow").click();
    for (const name of ["stdout.txt", "stderr.txt"]) {
      await eventuallyMatches(async () => (await inView(viewer, name)).at(-1), /line 30\d/);
    }
  }));

test("stdout is left of stderr, whichever file was opened", limit, () =>
  fixture.withViewer(async (viewer) => {
    await open(viewer, err, "?both=1");
    await eventuallyMatches(async () => (await inView(viewer, "stdout.txt")).at(-1), /out line/);
    const [left, right] = [await log(viewer, "stdout.txt").boundingBox(), await log(viewer, "stderr.txt").boundingBox()];
    assert.ok(left.x < right.x);
    const names = await viewer.page.getByTestId("stream").allInnerTexts();
    assert.deepEqual(names, ["stdout", "stderr", "both"]);
  }));

test("a reader can return to one stream, and a lone stream has no choice", limit, () =>
  fixture.withViewer(async (viewer) => {
    await open(viewer, err, "?both=1");
    await eventually(async () => assert.equal(await secondStream(viewer).count(), 1));
    await secondStream(viewer).getByRole("link", { name: "stdout" }).click();
    await eventuallyMatches(async () => (await inView(viewer, "stdout.txt")).at(-1), /out line/);
    await eventually(async () => assert.equal(await secondStream(viewer).count(), 0));
    await open(viewer, "t2/$TaskLog/stdout.txt", "?both=1");
    await eventuallyEqual(async () => (await inView(viewer, "stdout.txt")).at(-1), "alone line 3");
    assert.equal(await secondStream(viewer).count(), 0);
  }));

for (const colorScheme of ["light", "dark"]) {
  for (const [size, viewport] of Object.entries({ desk: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } })) {
    test(`two streams have no screen problems in ${colorScheme} on a ${size}`, limit, () =>
      fixture.withViewer(async (viewer) => {
        await open(viewer, out, "?both=1");
        await eventuallyMatches(async () => (await inView(viewer, "stderr.txt")).at(-1), /err line/);
        await eventuallyMatches(async () => (await inView(viewer, "stdout.txt")).at(-1), /out line/);
        assert.deepEqual(await inspectScreen(viewer, `second-stream-${colorScheme}-${size}`), []);
      }, { colorScheme, viewport }));
  }
}

// Changes of a followed log: it is rewritten, truncated, deleted or created again. The page reports the
// change and does not replace lines that somebody reads.
import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually, eventuallyEqual, eventuallyMatches } from "./support/expect.mjs";
import { createFixture, limit } from "./support/fixture.mjs";
import { prepare } from "./support/job.mjs";

const log = "frames/$TaskLog/stdout.txt";
const fixture = createFixture();

const linesOf = (name, n) => Array.from({ length: n }, (_, index) => `${name} ${String(index + 1).padStart(4, "0")}`);
const textOf = (lines) => lines.map((line) => `${line}\n`).join("");

/** Writes a log with one append per piece. */
async function write(container, ...pieces) {
  await fixture.world.storage.createAppendBlob(container, log);
  for (const piece of pieces) await fixture.world.storage.appendBlock(container, log, piece);
}

const writeWhole = (container, text) => fixture.world.storage.putBlob(container, log, text, { type: "text/plain" });

async function open(viewer, id, container) {
  const link = await fixture.world.viewerLink(id);
  await viewer.open(link.replace("#/?", `#/j/${container}/t/${log}?`));
}

const last = async (viewer) => (await viewer.log.texts()).at(-1);
const showsEnd = (viewer, text) => eventuallyEqual(() => last(viewer), text);
const says = (viewer, pattern) => eventuallyMatches(() => viewer.log.changeNotice.innerText(), pattern);

/** Scrolls to the beginning, so that the reader is not at the end. */
async function readBeginning(viewer, first) {
  await viewer.log.view.focus();
  await viewer.page.keyboard.press("Home");
  await eventuallyEqual(async () => (await viewer.log.inView())?.[0].text, first);
}

test("a log rewritten with other bytes is replaced, and a notice says when", limit, () =>
  fixture.withViewer(async (viewer) => {
    const container = await prepare(fixture.world, "rewritten");
    await write(container, textOf(linesOf("old", 50)));
    await open(viewer, "rewritten", container);
    await showsEnd(viewer, "old 0050");
    await write(container, textOf(linesOf("renewed", 60)));
    await showsEnd(viewer, "renewed 0060");
    assert.deepEqual(await viewer.log.wholeText(), linesOf("renewed", 60));
    await says(viewer, /written anew at \d\d:\d\d\. What is shown is the new one/);
    assert.equal(await viewer.log.changeNotice.locator("xpath=..").getAttribute("role"), "status", "it is announced");
    await viewer.log.changeNotice.getByRole("button", { name: "Dismiss" }).click();
    await eventuallyEqual(() => viewer.log.changeNotice.count(), 0);
  }));

test("the viewer notices a rewritten log whose last lines are the same", limit, () =>
  fixture.withViewer(async (viewer) => {
    const container = await prepare(fixture.world, "rewritten-same-end");
    const end = textOf(linesOf("the same end", 20));
    await write(container, "first run\n", end);
    await open(viewer, "rewritten-same-end", container);
    await showsEnd(viewer, "the same end 0020");
    await write(container, `other run\n${end}`);
    await says(viewer, /written anew/);
    await eventuallyEqual(() => viewer.log.wholeText(), ["other run", ...linesOf("the same end", 20)]);
  }));

test("a log written whole grows in place, and earlier changes are noticed", limit, () =>
  fixture.withViewer(async (viewer) => {
    const container = await prepare(fixture.world, "rewritten-whole");
    const lines = linesOf("whole", 30);
    await writeWhole(container, textOf(lines));
    await open(viewer, "rewritten-whole", container);
    await showsEnd(viewer, "whole 0030");
    await writeWhole(container, textOf(linesOf("whole", 40)));
    await showsEnd(viewer, "whole 0040");
    assert.equal(await viewer.log.changeNotice.count(), 0, "the log only grew");
    const changed = ["wHOLE 0001", ...linesOf("whole", 40).slice(1)];
    await writeWhole(container, textOf(changed));
    await says(viewer, /written anew/);
    await eventuallyEqual(() => viewer.log.wholeText(), changed);
  }));

test("a reader above the end keeps the old log until asking for the new", limit, () =>
  fixture.withViewer(async (viewer) => {
    const container = await prepare(fixture.world, "rewritten-held");
    await write(container, textOf(linesOf("old", 300)));
    await open(viewer, "rewritten-held", container);
    await showsEnd(viewer, "old 0300");
    await readBeginning(viewer, "old 0001");
    const read = await viewer.log.placeOfFirstInView();
    await write(container, textOf(linesOf("renewed", 400)));
    await says(viewer, /written anew at \d\d:\d\d\. What you read is the old one/);
    assert.deepEqual(await viewer.log.placeOfFirstInView(), read);
    await viewer.page.keyboard.press("PageDown");
    await eventually(async () => assert.match((await viewer.log.inView())[0].text, /^old 00[1-9]/));
    await viewer.log.showNew.click();
    await showsEnd(viewer, "renewed 0400");
    await fixture.world.storage.appendBlock(container, log, "and on\n");
    await showsEnd(viewer, "and on");
    assert.deepEqual(await viewer.log.wholeText(), [...linesOf("renewed", 400), "and on"]);
  }));

test("copying a rewritten log copies only the old lines that are shown", limit, () =>
  fixture.withViewer(async (viewer) => {
    await viewer.page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    const copied = () => viewer.page.evaluate(() => navigator.clipboard.readText());
    const container = await prepare(fixture.world, "rewritten-copied");
    await write(container, textOf(linesOf("old", 40_000)));
    await open(viewer, "rewritten-copied", container);
    await showsEnd(viewer, "old 40000");
    await viewer.log.view.focus();
    await viewer.page.keyboard.press("PageUp");
    await viewer.log.jump.waitFor();
    await write(container, textOf(linesOf("renewed", 50_000)));
    await says(viewer, /What you read is the old one/);
    await viewer.page.evaluate(() => navigator.clipboard.writeText("nothing yet"));
    await viewer.log.more.click();
    await viewer.page.getByRole("button", { name: "Copy all" }).click();
    await eventually(async () => assert.notEqual(await copied(), "nothing yet"));
    const all = linesOf("old", 40_000);
    const text = (await copied()).trimEnd().split("\n");
    assert.ok(text.length > 100, `${text.length} lines`);
    assert.deepEqual(text, all.slice(-text.length), "the loaded lines of the old log");
  }));

test("a log that became shorter is shown and reported as shorter", limit, () =>
  fixture.withViewer(async (viewer) => {
    const container = await prepare(fixture.world, "shrunk");
    await write(container, textOf(linesOf("long", 80)));
    await open(viewer, "shrunk", container);
    await showsEnd(viewer, "long 0080");
    await write(container, textOf(linesOf("long", 30)));
    await says(viewer, /became shorter at \d\d:\d\d/);
    await eventuallyEqual(() => viewer.log.wholeText(), linesOf("long", 30));
  }));

test("a log cut to nothing is shown as empty and then grows again", limit, () =>
  fixture.withViewer(async (viewer) => {
    const container = await prepare(fixture.world, "shrunk-empty");
    await write(container, textOf(linesOf("long", 20)));
    await open(viewer, "shrunk-empty", container);
    await showsEnd(viewer, "long 0020");
    await write(container);
    await says(viewer, /became shorter/);
    await eventuallyMatches(() => viewer.mainText(), /empty so far/);
    await fixture.world.storage.appendBlock(container, log, "begun\n");
    await eventuallyEqual(() => viewer.log.texts(), ["begun"]);
  }));

test("a deleted log stays on screen and continues when it exists again", limit, () =>
  fixture.withViewer(async (viewer) => {
    const container = await prepare(fixture.world, "deleted");
    await write(container, textOf(linesOf("gone", 40)));
    await open(viewer, "deleted", container);
    await showsEnd(viewer, "gone 0040");
    await fixture.world.storage.deleteBlob(container, log);
    await says(viewer, /deleted at \d\d:\d\d\. What was loaded stays\. It is looked for again every 30 s/);
    assert.equal(await last(viewer), "gone 0040");
    assert.equal(await viewer.banner.count(), 0, "no problem is shown");
    await write(container, textOf(linesOf("back", 10)));
    await viewer.log.changeNotice.getByRole("button", { name: "Try now" }).click();
    await says(viewer, /there again since \d\d:\d\d/);
    await eventuallyEqual(() => viewer.log.texts(), linesOf("back", 10));
    await fixture.world.storage.appendBlock(container, log, "and on\n");
    await showsEnd(viewer, "and on");
  }));

test("a reader above the end keeps a deleted log when a new one exists", limit, () =>
  fixture.withViewer(async (viewer) => {
    const container = await prepare(fixture.world, "deleted-held");
    await write(container, textOf(linesOf("gone", 300)));
    await open(viewer, "deleted-held", container);
    await showsEnd(viewer, "gone 0300");
    await readBeginning(viewer, "gone 0001");
    const read = await viewer.log.placeOfFirstInView();
    await fixture.world.storage.deleteBlob(container, log);
    await says(viewer, /deleted at/);
    await write(container, textOf(linesOf("back", 10)));
    await viewer.log.changeNotice.getByRole("button", { name: "Try now" }).click();
    await says(viewer, /there again since \d\d:\d\d\. What you read is the old one/);
    assert.deepEqual(await viewer.log.placeOfFirstInView(), read);
    await viewer.page.keyboard.press("End");
    await eventuallyEqual(() => viewer.log.texts(), linesOf("back", 10));
  }));

test("the viewer shows the new text of a finished log that is rewritten", limit, () =>
  fixture.withViewer(async (viewer) => {
    const container = await prepare(fixture.world, "rewritten-after-end");
    const finished = { jobshelf_state: "finished", jobshelf_exit_code: "0" };
    const { storage } = fixture.world;
    await storage.createAppendBlob(container, log, finished);
    await storage.appendBlock(container, log, textOf(linesOf("ended", 30)));
    await open(viewer, "rewritten-after-end", container);
    await showsEnd(viewer, "ended 0030");
    await eventuallyMatches(() => viewer.page.getByTestId("freshness").innerText(), /Complete/);
    await storage.createAppendBlob(container, log, finished);
    await storage.appendBlock(container, log, textOf(linesOf("again", 10)));
    await showsEnd(viewer, "again 0010");
    await says(viewer, /became shorter|written anew/);
  }));

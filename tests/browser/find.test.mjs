// Searching a whole log, whichever part of it is loaded: matches, errors and progress.
import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually, eventuallyEqual, eventuallyMatches } from "./support/expect.mjs";
import { createFixture, limit } from "./support/fixture.mjs";
import { inspectScreen } from "./support/inspect.mjs";
import { prepare } from "./support/job.mjs";
import { refusal } from "./support/proxy.mjs";

const nLines = 300_000;
const log = "frames/$TaskLog/stdout.txt";
const small = "frames/$TaskLog/small.txt";
const growing = "frames/$TaskLog/growing.txt";
/** The numbers of the lines with a match. */
const needles = [1, 1000, 77_777, 150_000, 299_000, 299_990];
const failures = [500, 120_000, 280_000];
let container;
/** The offset of each line with a match or an error, by its number. */
const bytes = new Map();

const fixture = createFixture(async ({ world }) => {
  container = await prepare(world, "find");
  await writeLog(world.storage);
  await world.storage.putBlob(container, small, smallLog, { type: "text/plain" });
});

const smallLog = [
  "Texture one, texture two", "\x1b[31mtex\x1b[0mture in colour", "10 %\rtexture 20 %\r30 %",
  "[error] first", "[error] second", "fine", "warning: low", "TEXTURE (last)", `${"-".repeat(5000)}texture${"-".repeat(5000)}`, "",
].join("\n");

async function writeLog(storage) {
  await storage.createAppendBlob(container, log);
  let [waiting, offset] = ["", 0];
  for (let number = 1; number <= nLines; number += 1) {
    let line = `line ${number} of the log, rendering on and on and on, with nothing to say but that it goes on`;
    if (needles.includes(number)) line += " Needle";
    if (failures.includes(number)) line = `[error] line ${number} went wrong`;
    if (needles.includes(number) || failures.includes(number)) bytes.set(number, offset);
    offset += line.length + 1;
    waiting += `${line}\n`;
    if (waiting.length > 3_900_000 || number === nLines) {
      await storage.appendBlock(container, log, waiting);
      waiting = "";
    }
  }
}

async function open(viewer, name = log, more = "") {
  const link = await fixture.world.viewerLink("find");
  await viewer.open(link.replace("#/?", `#/j/${container}/t/${name}?${more}`));
  await viewer.log.lines.first().waitFor();
}

const numberIn = (text) => Number(/line (\d+) /.exec(text)?.[1]);
const isAt = (viewer, number) =>
  eventually(async () => {
    const current = await viewer.find.current();
    assert.equal(current && numberIn(current.text), number);
    assert.ok(current.isInView, "the match is in view");
    return current;
  });
const says = (viewer, text) => eventuallyEqual(() => viewer.find.position.textContent(), text);

test("a search counts all matches, and keys go from match to match", limit, () =>
  fixture.withViewer(async (viewer) => {
    await open(viewer);
    const page = viewer.page;
    assert.deepEqual(page.seen.requests.filter(({ url }) => url.includes("jobshelf-search")), [], "the search worker is not loaded yet");
    await viewer.find.searchFor("needle");
    await says(viewer, "6 / 6");
    await eventuallyEqual(() => viewer.find.announcement.textContent(), "match 6 of 6");
    await isAt(viewer, 299_990);
    await page.keyboard.press("Enter");
    await says(viewer, "1 / 6");
    await isAt(viewer, 1);
    await page.keyboard.press("Shift+Enter");
    await isAt(viewer, 299_990);
    await page.keyboard.press("Shift+Enter");
    await isAt(viewer, 299_000);
    await viewer.log.view.focus();
    for (const number of [150_000, 77_777, 1000]) {
      await page.keyboard.press("N");
      const current = await isAt(viewer, number);
      assert.equal(current.offset, bytes.get(number));
      assert.equal(current.mark, "Needle");
      const height = await viewer.log.height();
      assert.ok(current.below < height / 2, `${current.below} of ${height} pixels from the top`);
    }
    await page.keyboard.press("n");
    await isAt(viewer, 77_777);
    await says(viewer, "3 / 6");
    assert.equal(await viewer.log.jump.count(), 1, "the view no longer follows");
    assert.ok((await viewer.find.nTicks("match")) >= 4);
  }));

test("lines have numbers once the whole log was searched", limit, () =>
  fixture.withViewer(async (viewer) => {
    await open(viewer);
    assert.equal((await viewer.log.rows())[0].number, null);
    await viewer.find.searchFor("needle");
    await says(viewer, "6 / 6");
    await eventually(async () => {
      const rows = await viewer.log.rows();
      assert.ok(rows.length > 10);
      for (const { number, text } of rows) assert.equal(number, numberIn(text));
    });
  }));

test("matches are what is drawn, with or without case, text or expression", limit, () =>
  fixture.withViewer(async (viewer) => {
    await open(viewer, small);
    await viewer.find.searchFor("texture");
    await eventuallyMatches(() => viewer.find.position.textContent(), / \/ 5$/);
    // The fifth match is far to the right of the view, where nothing is drawn.
    await eventuallyEqual(async () => (await viewer.find.marked()).texts, ["Texture", "texture", "texture", "TEXTURE"]);
    assert.equal((await viewer.find.marked()).lines, 4);
    await viewer.find.case.click();
    await eventuallyMatches(() => viewer.find.position.textContent(), / \/ 3$/);
    await viewer.find.regex.click();
    await viewer.find.field.fill("^T\\w+ |\\d+ %");
    await eventuallyMatches(() => viewer.find.position.textContent(), / \/ 3$/);
    await eventuallyEqual(async () => (await viewer.find.marked()).texts, ["Texture ", "30 %", "TEXTURE "]);
    assert.match(await viewer.route(), /find=.*&by=rc/);
  }));

test("an invalid expression and a text without match have messages", limit, () =>
  fixture.withViewer(async (viewer) => {
    await open(viewer, small);
    await viewer.find.regex.click();
    await viewer.find.searchFor("(tex");
    await eventuallyMatches(() => viewer.find.status.textContent(), /no regular expression: unclosed group/);
    assert.equal(await viewer.find.field.getAttribute("aria-invalid"), "true");
    await viewer.find.field.fill("nowhere at all");
    await eventuallyMatches(() => viewer.find.status.textContent(), /No match in/);
    await eventuallyEqual(() => viewer.find.announcement.textContent(), "no match");
    const announcements = await viewer.page.locator("[role=status]").allTextContents();
    assert.deepEqual(announcements.filter((text) => /no match/i.test(text)), ["no match"], "it is announced once, without a growing size");
  }));

test("a match far along a line is scrolled into view sideways", limit, () =>
  fixture.withViewer(async (viewer) => {
    await open(viewer, small);
    await viewer.find.searchFor("-texture-");
    await eventually(async () => {
      const current = await viewer.find.current();
      assert.ok(current?.isInView, JSON.stringify(current?.mark));
    });
    assert.ok((await viewer.log.view.evaluate((view) => view.scrollLeft)) > 1000);
  }));

test("a link keeps the search, and Escape ends it and focuses the log", limit, () =>
  fixture.withViewer(async (viewer) => {
    await open(viewer, log, "find=needle&");
    await says(viewer, "6 / 6");
    await isAt(viewer, 299_990);
    assert.equal(await viewer.find.field.inputValue(), "needle");
    await viewer.find.field.focus();
    await viewer.page.keyboard.press("Escape");
    assert.ok(await viewer.log.view.evaluate((view) => document.activeElement === view));
    assert.doesNotMatch(await viewer.route(), /find=/);
    await eventuallyEqual(async () => (await viewer.find.marked()).texts, []);
    await says(viewer, "");
    await viewer.page.keyboard.press("Control+f");
    assert.ok(await viewer.find.field.evaluate((field) => document.activeElement === field));
    await says(viewer, "6 / 6");
  }));

test("a search can be stopped, shows its progress and can be resumed", limit, () =>
  fixture.withViewer(async (viewer) => {
    await open(viewer);
    const release = fixture.world.proxy.hold(/stdout\.txt$/, 20_000_000);
    try {
      await viewer.find.searchFor("needle");
      await eventuallyMatches(() => viewer.find.status.textContent(), /^[1-9]\d? % searched · 2 so far/);
      await says(viewer, "2 …");
      await isAt(viewer, 299_990);
      await viewer.find.stop.click();
      await eventuallyMatches(() => viewer.find.status.textContent(), /^Stopped: [1-9]\d? % searched · 2 so far/);
    } finally {
      release();
    }
    assert.equal(await viewer.find.position.textContent(), "2 …");
    await viewer.find.resume.click();
    await says(viewer, "6 / 6");
    assert.equal(await viewer.find.status.count(), 0);
  }));

test("a search waits for a busy storage, says so and resumes by itself", limit, () =>
  fixture.withViewer(async (viewer) => {
    await open(viewer, log);
    const recover = fixture.world.proxy.answerInstead(({ path }) => (path.endsWith("stdout.txt") ? refusal(503, "ServerBusy") : undefined));
    try {
      await viewer.find.searchFor("needle");
      await eventuallyMatches(() => viewer.find.status.textContent(), /goes on when that has passed/);
    } finally {
      recover();
    }
    await says(viewer, "6 / 6");
  }));

test("a search includes appended lines and does not read them twice", limit, () =>
  fixture.withViewer(async (viewer) => {
    const { storage } = fixture.world;
    await storage.createAppendBlob(container, growing);
    await storage.appendBlock(container, growing, "first needle\nhalf a nee");
    await open(viewer, growing);
    await viewer.find.searchFor("needle");
    await says(viewer, "1 / 1");
    const before = fixture.world.proxy.matching("GET", /growing\.txt$/).length;
    await storage.appendBlock(container, growing, "dle\nneedle\n");
    await eventuallyMatches(() => viewer.find.position.textContent(), /3$/);
    const requests = fixture.world.proxy.matching("GET", /growing\.txt$/).slice(before);
    const pieces = requests.filter(({ headers }) => /^bytes=23-/.test(headers.range));
    assert.equal(pieces.length, 0, "only following reads the appended bytes");
  }));

test("the viewer reports a search worker that does not load", limit, () =>
  fixture.withViewer(async (viewer) => {
    await open(viewer, small);
    await viewer.page.route(/jobshelf-search-/, (route) => route.abort());
    await viewer.find.searchFor("texture");
    await eventuallyMatches(() => viewer.find.status.textContent(), /The search did not start/);
  }));

test("the viewer searches a rewritten log again", limit, () =>
  fixture.withViewer(async (viewer) => {
    const { storage } = fixture.world;
    const name = "frames/$TaskLog/rewritten.txt";
    await storage.createAppendBlob(container, name);
    await storage.appendBlock(container, name, "one needle\n".repeat(5));
    await open(viewer, name);
    await viewer.find.searchFor("needle");
    await eventuallyMatches(() => viewer.find.position.textContent(), /5$/);
    await viewer.log.jump.click().catch(() => {});
    await storage.createAppendBlob(container, name);
    await storage.appendBlock(container, name, "another text with a needle and a needle\n");
    await eventuallyMatches(() => viewer.find.position.textContent(), /2$/);
  }));

test("errors have ticks, and keys go from error to error in the whole log", limit, () =>
  fixture.withViewer(async (viewer) => {
    await open(viewer, small);
    await eventuallyEqual(() => viewer.find.nTicks("bad"), 1);
    assert.equal(await viewer.find.nTicks("warn"), 1);
    await open(viewer);
    const firstInView = () => viewer.log.inView().then((rows) => rows?.map(({ text }) => text) ?? []);
    const shows = (number) =>
      eventually(async () => assert.ok((await firstInView()).some((text) => text === `[error] line ${number} went wrong`), `line ${number}`));
    await viewer.page.keyboard.press("E");
    await shows(280_000);
    await viewer.page.keyboard.press("E");
    await shows(120_000);
    await viewer.find.nextError.click();
    await shows(280_000);
    await viewer.page.keyboard.press("E");
    await shows(120_000);
    await viewer.page.keyboard.press("E");
    await shows(500);
    await viewer.page.keyboard.press("E");
    await shows(280_000);
    await eventuallyMatches(() => viewer.find.status.textContent(), /Continued from the end/);
    await viewer.page.keyboard.press("e");
    await shows(500);
    await eventuallyMatches(() => viewer.find.status.textContent(), /Continued from the beginning/);
    await eventuallyEqual(() => viewer.find.nTicks("bad"), 3);
    const tick = await viewer.find.ticks.locator(".bad").nth(1).boundingBox();
    await viewer.page.mouse.click(tick.x + 2, tick.y + 1);
    await shows(120_000);
  }));

for (const [size, viewport] of Object.entries({ desk: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } })) {
  for (const scheme of ["light", "dark"]) {
    test(`a search has no screen problems in ${scheme} on a ${size}`, limit, () =>
      fixture.withViewer(async (viewer) => {
        await open(viewer, small);
        const problems = await inspectScreen(viewer, `find-closed-${scheme}-${size}`);
        await viewer.find.searchFor("texture");
        await eventuallyMatches(() => viewer.find.position.textContent(), / \/ 5$/);
        await eventually(async () => assert.ok(await viewer.find.current()));
        problems.push(...(await inspectScreen(viewer, `find-${scheme}-${size}`)));
        await viewer.find.field.fill("nowhere");
        await viewer.find.status.waitFor();
        problems.push(...(await inspectScreen(viewer, `find-none-${scheme}-${size}`)));
        assert.deepEqual(problems, []);
      }, { colorScheme: scheme, viewport }));
  }
}

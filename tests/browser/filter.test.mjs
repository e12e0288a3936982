// Filtering the lines of a log, whichever part of it is loaded.
import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually, eventuallyEqual, eventuallyMatches } from "./support/expect.mjs";
import { createFixture, limit } from "./support/fixture.mjs";
import { inspectScreen } from "./support/inspect.mjs";
import { prepare } from "./support/job.mjs";

const nLines = 100_000;
const log = "frames/$TaskLog/stdout.txt";
const growing = "frames/$TaskLog/growing.txt";
/** The numbers of the lines that contain "Foam", and of those that also contain "old". */
const foam = [1, 500, 501, 40_000, 99_990];
const old = [500];
let container;

const fixture = createFixture(async ({ world }) => {
  container = await prepare(world, "filter");
  await world.storage.createAppendBlob(container, log);
  let waiting = "";
  for (let number = 1; number <= nLines; number += 1) {
    waiting += `line ${number}${foam.includes(number) ? " of Foam" : ""}${old.includes(number) ? " (old)" : ""}, and whatever else there is to say\n`;
    if (waiting.length > 3_900_000 || number === nLines) {
      await world.storage.appendBlock(container, log, waiting);
      waiting = "";
    }
  }
});

async function open(viewer, name = log, more = "") {
  const link = await fixture.world.viewerLink("filter");
  await viewer.open(link.replace("#/?", `#/j/${container}/t/${name}?${more}`));
  await viewer.log.lines.first().waitFor();
}

const numbers = async (viewer) => (await viewer.filter.rows()).map(({ number }) => number);
const summarySays = (viewer, text) => eventuallyEqual(() => viewer.filter.summary.textContent(), text);

test("a filter includes and excludes texts and keeps the line numbers", limit, () =>
  fixture.withViewer(async (viewer) => {
    await open(viewer);
    await viewer.filter.opener.click();
    await viewer.page.keyboard.type("foam");
    await summarySays(viewer, "5 of 100,000 lines");
    await eventuallyEqual(() => numbers(viewer), foam);
    await viewer.filter.exclude.fill("old");
    await summarySays(viewer, "4 of 100,000 lines");
    await eventuallyEqual(() => numbers(viewer), [1, 501, 40_000, 99_990]);
    await viewer.filter.around.selectOption("1");
    await eventuallyEqual(() => numbers(viewer), [1, 2, 500, 501, 502, 39_999, 40_000, 40_001, 99_989, 99_990, 99_991]);
    assert.match(await viewer.route(), /filter=foam&not=old&around=1/);
  }));

test("a line number in the filter leads to the line among all others", limit, () =>
  fixture.withViewer(async (viewer) => {
    await open(viewer, log, "filter=foam&");
    await eventuallyEqual(() => numbers(viewer), foam);
    await viewer.filter.lines.nth(3).locator(".num").click();
    await eventually(async () => {
      const rows = await viewer.log.inView();
      assert.ok(rows?.some(({ text }) => text.startsWith("line 40000 of Foam")), "the line is in view");
      assert.ok(rows?.some(({ text }) => text.startsWith("line 40001,")), "the next line is in view");
    });
    assert.equal(await viewer.filter.list.count(), 0);
    assert.doesNotMatch(await viewer.route(), /filter=/);
  }));

test("the keyboard opens a filter, moves in it and closes it", limit, () =>
  fixture.withViewer(async (viewer) => {
    await open(viewer);
    await viewer.filter.opener.focus();
    await viewer.page.keyboard.press("Enter");
    await eventuallyEqual(() => viewer.filter.include.evaluate((field) => document.activeElement === field), true);
    await viewer.page.keyboard.type("line 4");
    await viewer.page.keyboard.press("Enter");
    await summarySays(viewer, "11,111 of 100,000 lines");
    // Lines have numbers once the whole log was read.
    await eventually(async () => {
      const all = await numbers(viewer);
      assert.ok(all.length > 0 && all.every(Boolean), `${all}`);
    });
    await viewer.filter.list.getByRole("log").focus();
    await viewer.page.keyboard.press("g");
    await eventuallyEqual(async () => (await numbers(viewer)).slice(0, 3), [4, 40, 41]);
    await viewer.page.keyboard.press("Escape");
    await viewer.filter.list.waitFor({ state: "detached" });
    await eventuallyEqual(() => viewer.log.view.evaluate((view) => document.activeElement === view), true);
  }));

test("a filter updates as the log grows and reports a bad expression", limit, () =>
  fixture.withViewer(async (viewer) => {
    const { storage } = fixture.world;
    await storage.createAppendBlob(container, growing);
    await storage.appendBlock(container, growing, "foam 1\nother\n");
    await open(viewer, growing, "filter=foam&");
    await eventuallyEqual(() => numbers(viewer), [1]);
    await storage.appendBlock(container, growing, "more\nfoam 2\nfo");
    await eventuallyEqual(() => numbers(viewer), [1, 4]);
    await storage.appendBlock(container, growing, "am 3\n");
    await eventuallyEqual(() => numbers(viewer), [1, 4, 5]);
    await viewer.filter.include.fill("(foam");
    await viewer.page.getByRole("button", { name: "Regular expression" }).last().click();
    await eventuallyMatches(() => viewer.filter.summary.textContent(), /no regular expression: unclosed group/);
  }));

test("going to the next search match closes the filter", limit, () =>
  fixture.withViewer(async (viewer) => {
    await open(viewer, log, "filter=foam&");
    await eventuallyEqual(() => numbers(viewer), foam);
    await viewer.find.searchFor("line 77000,");
    await eventually(async () => assert.match((await viewer.find.current())?.text ?? "", /^line 77000,/));
    assert.equal(await viewer.filter.list.count(), 0);
  }));

test("a link with a filter and a search shows the filtered lines", limit, () =>
  fixture.withViewer(async (viewer) => {
    await open(viewer, log, "find=line 4&filter=foam&");
    await eventuallyMatches(() => viewer.find.position.textContent(), /11,111$/);
    await eventuallyEqual(() => numbers(viewer), foam);
    assert.match(await viewer.route(), /filter=foam/);
  }));

test("the search status is visible and clickable over filtered lines", limit, () =>
  fixture.withViewer(async (viewer) => {
    await open(viewer, log, "filter=foam&");
    await eventuallyEqual(() => numbers(viewer), foam);
    await viewer.find.regex.click();
    await viewer.find.field.fill("(tex");
    await eventuallyMatches(() => viewer.find.status.textContent(), /no regular expression: unclosed group/);
    const isOnTop = await viewer.find.status.evaluate((status) => {
      const { left, top, width, height } = status.getBoundingClientRect();
      return status.contains(document.elementFromPoint(left + width / 2, top + height / 2)) && !status.closest("[inert]");
    });
    assert.ok(isOnTop, "nothing covers the status");
    assert.deepEqual(await inspectScreen(viewer, "filter-find"), []);
  }));

test("leaving a filtered log leaves no worker behind", limit, () =>
  fixture.withViewer(async (viewer) => {
    const { storage } = fixture.world;
    const name = "frames/$TaskLog/left.txt";
    await storage.createAppendBlob(container, name);
    await storage.appendBlock(container, name, "foam 1\nother\n");
    await open(viewer, name, "filter=foam&");
    await eventuallyEqual(() => numbers(viewer), [1]);
    // Matches are collected for a moment before they are shown. The reader leaves at that moment.
    await viewer.page.evaluate((hash) => {
      const summary = document.querySelector("[data-testid=filter-summary]");
      new MutationObserver(() => (window.location.hash = hash)).observe(summary, { childList: true, characterData: true, subtree: true });
    }, `/j/${container}`);
    const another = viewer.page.waitForEvent("worker", { timeout: 3000 });
    const none = assert.rejects(another, /Timeout/, "no other worker starts");
    await storage.appendBlock(container, name, "foam 2\n");
    await eventuallyEqual(() => viewer.filter.summary.count(), 0);
    await none;
    assert.deepEqual(viewer.page.workers(), []);
  }));

for (const [size, viewport] of Object.entries({ desk: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } })) {
  for (const scheme of ["light", "dark"]) {
    test(`a filter has no screen problems in ${scheme} on a ${size}`, limit, () =>
      fixture.withViewer(async (viewer) => {
        await open(viewer, log, "filter=foam&not=old&around=2&");
        await summarySays(viewer, "4 of 100,000 lines");
        await viewer.filter.lines.first().waitFor();
        const problems = await inspectScreen(viewer, `filter-${scheme}-${size}`);
        await viewer.filter.include.fill("nothing like it");
        await summarySays(viewer, "0 of 100,000 lines");
        problems.push(...(await inspectScreen(viewer, `filter-none-${scheme}-${size}`)));
        assert.deepEqual(problems, []);
      }, { colorScheme: scheme, viewport }));
  }
}

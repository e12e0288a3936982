// The times of a log's lines: the column, the marks of long gaps, and jumping to a time.
import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually, eventuallyEqual, eventuallyMatches } from "./support/expect.mjs";
import { createFixture, limit } from "./support/fixture.mjs";
import { inspectScreen } from "./support/inspect.mjs";
import { prepare } from "./support/job.mjs";
import { containerSas } from "./support/sas.mjs";

const log = (name) => `frames/$TaskLog/${name}`;
const start = Date.parse("2026-11-23T06:00:00Z");
const nLines = 200_000;
/** The time of a line in the large log: ten lines a second, with a gap of one hour in the middle. */
const timeOf = (number) => new Date(start + number * 100 + (number > nLines / 2 ? 3_600_000 : 0)).toISOString();
const lineOf = (number) => `${timeOf(number)} line ${number} ${"-".repeat(60)}`;
const small = [
  "2026-11-23 23:58:00,118 INFO render: frame 1",
  "2026-11-23 23:58:00,236 INFO render: frame 2",
  "  a line without a time",
  "2026-11-23 23:58:12,500 WARNING render: cache is full",
  "2026-11-24 00:10:20,000 ERROR render: texture is missing",
  "no time either",
];

let container;
const fixture = createFixture(async ({ world }) => {
  container = await prepare(world, "times");
  const put = (name, body) => world.storage.putBlob(container, name, body, { type: "text/plain" });
  await put(log("small.txt"), `${small.join("\n")}\n`);
  await put(log("utc.txt"), "12:41:05Z frame 1\n12:41:06Z frame 2\n");
  await put(log("plain.txt"), "frame 1\nframe 2\nframe 3\n");
  await world.storage.createAppendBlob(container, log("large.txt"));
  for (let from = 1; from <= nLines; from += 20_000) {
    const lines = Array.from({ length: 20_000 }, (_, index) => `${lineOf(from + index)}\n`);
    await world.storage.appendBlock(container, log("large.txt"), lines.join(""));
  }
});

/** Opens a log and waits until its end is in view. */
async function open(viewer, name, last, view = "") {
  const query = containerSas(container);
  await viewer.open(fixture.world.linkTo(`/j/${container}/t/${log(name)}${view}`, { container, query }));
  await eventuallyEqual(async () => (await viewer.log.inView())?.at(-1)?.text, last);
}

const button = (viewer) => viewer.page.getByTestId("times");
const gaps = (viewer) => viewer.page.getByTestId("log-gap").allInnerTexts();
const jumpMessage = (viewer) => viewer.page.getByTestId("go-to-said");

/** The times in the column, row by row, and their exact forms. */
const column = (viewer) =>
  viewer.log.lines.evaluateAll((rows) => rows.map((row) => row.querySelector("time")?.textContent ?? null));
const titles = (viewer) =>
  viewer.log.lines.evaluateAll((rows) => rows.map((row) => row.querySelector("time")?.title ?? null));

async function goTo(viewer, typed) {
  await viewer.page.getByTestId("go-to").fill(typed);
  await viewer.page.keyboard.press("Enter");
}

/** The selected line if it is in view. */
const selectedLine = (viewer) =>
  viewer.log.view.evaluate((view) => {
    const row = view.querySelector("[data-selected]");
    const { top, bottom } = view.getBoundingClientRect();
    const place = row?.getBoundingClientRect();
    if (!place || place.top < top || place.bottom > bottom) return null;
    return row.querySelector("[data-testid=log-text]").textContent;
  });

test("a key and a button cycle through times, time differences and none", limit, () =>
  fixture.withViewer(async (viewer) => {
    await open(viewer, "small.txt", small.at(-1));
    assert.deepEqual(await column(viewer), small.map(() => null));
    await viewer.page.keyboard.press("t");
    const clock = ["23:58:00.118", "23:58:00.236", "", "23:58:12.500", "00:10:20.000", ""];
    await eventuallyEqual(() => column(viewer), clock);
    assert.equal((await titles(viewer))[0], "2026-11-23 23:58:00.118 as written, without a time zone");
    assert.equal(await button(viewer).getAttribute("aria-pressed"), "true");
    assert.match(await viewer.route(), /[?&]times=1\b/);
    await button(viewer).click();
    await eventuallyEqual(() => column(viewer), ["", "+0.118 s", "", "+12.2 s", "+12m 07s", ""]);
    assert.match(await viewer.route(), /[?&]times=2\b/);
    await button(viewer).click();
    await eventuallyEqual(() => column(viewer), small.map(() => null));
    assert.doesNotMatch(await viewer.route(), /[?&]times=/);
    assert.equal(await button(viewer).getAttribute("aria-pressed"), "false");
    assert.deepEqual((await viewer.log.rows()).map(({ text }) => text), small, "the lines are unchanged");
  }));

test("a row marks a gap of minutes and is as high as the others", limit, () =>
  fixture.withViewer(async (viewer) => {
    await open(viewer, "small.txt", small.at(-1));
    assert.deepEqual(await gaps(viewer), ["12 min later"]);
    assert.equal(new Set(await viewer.log.heights()).size, 1);
  }));

test("a time with a zone is shown in the reader's zone, exactly in both", limit, () =>
  fixture.withViewer(async (viewer) => {
    await open(viewer, "large.txt", lineOf(nLines), "?times=1");
    const at = new Date(timeOf(nLines));
    const local = at.toLocaleString("sv-SE", { timeZone: "Asia/Kolkata" });
    await eventuallyEqual(async () => (await column(viewer)).at(-1), `${local.slice(11)}.000`);
    const utc = at.toISOString().replace("T", " ").replace("Z", "");
    assert.equal((await titles(viewer)).at(-1), `${local}.000, your time · ${utc} UTC`);
  }, { timezoneId: "Asia/Kolkata" }));

test("a UTC time of day is shown and found by the reader's clock of today", limit, () =>
  fixture.withViewer(async (viewer) => {
    // In 1970 the clock of this zone was a quarter of an hour behind today's.
    await open(viewer, "utc.txt", "12:41:06Z frame 2", "?times=1");
    await eventuallyEqual(() => column(viewer), ["18:26:05", "18:26:06"]);
    await viewer.page.keyboard.press("l");
    await goTo(viewer, "18:26:06");
    await eventuallyEqual(() => selectedLine(viewer), "12:41:06Z frame 2");
  }, { timezoneId: "Asia/Kathmandu" }));

test("jumping to a time reads little of a large log", limit, () =>
  fixture.withViewer(async (viewer) => {
    await open(viewer, "large.txt", lineOf(nLines));
    await viewer.page.keyboard.press("l");
    const before = fixture.world.proxy.requests.length;
    const wanted = 61_234;
    await goTo(viewer, `${timeOf(wanted).slice(0, 19)}`);
    const first = Math.floor(wanted / 10) * 10;
    await eventuallyEqual(() => selectedLine(viewer), lineOf(first));
    assert.match(await jumpMessage(viewer).innerText(), new RegExp(`${timeOf(first).slice(11, 23)}.* · byte [\\d,]+$`));
    const requests = fixture.world.proxy.requests.slice(before).filter(({ path }) => path.endsWith("large.txt"));
    assert.ok(requests.length <= 20, `${requests.length} requests`);
    // The viewer loads the lines before and after the gap around the line it jumped to.
    await goTo(viewer, timeOf(nLines / 2 + 1).slice(11, 19));
    await eventuallyEqual(() => selectedLine(viewer), lineOf(nLines / 2 + 1));
    await eventuallyEqual(() => gaps(viewer), ["1 h later"]);
    assert.match(await viewer.route(), /[?&]b=\d+/);
  }, { timezoneId: "UTC" }));

test("the viewer explains why it cannot jump to a place", limit, () =>
  fixture.withViewer(async (viewer) => {
    await open(viewer, "small.txt", small.at(-1));
    await viewer.log.more.click();
    await viewer.page.getByTestId("go-to-button").click();
    for (const [typed, answer] of [
      ["noon", /^Type a time as 12:41/],
      ["2026-11-22", /^This log begins later: 2026-11-23 23:58:00\.118/],
      ["2026-11-25", /^This log ends earlier: 2026-11-24 00:10:20/],
      ["7", /^This log has 6 lines/],
      ["byte 99999", /^This log has \d+ bytes/],
    ]) {
      await goTo(viewer, typed);
      await eventuallyMatches(() => jumpMessage(viewer).innerText(), answer);
    }
    await open(viewer, "plain.txt", "frame 3");
    await viewer.page.keyboard.press("l");
    await goTo(viewer, "12:00");
    await eventuallyMatches(() => jumpMessage(viewer).innerText(), /do not begin with a time/);
    await open(viewer, "large.txt", lineOf(nLines));
    await viewer.page.keyboard.press("l");
    await goTo(viewer, "1234");
    await eventuallyMatches(() => jumpMessage(viewer).innerText(), /not known yet where line 1,234 is/);
    // A search counts the lines.
    await viewer.page.keyboard.press("Escape");
    await viewer.find.searchFor(`line ${nLines} `);
    await eventuallyEqual(() => viewer.find.position.textContent(), "1 / 1");
    await viewer.log.more.click();
    await viewer.page.getByTestId("go-to-button").click();
    await goTo(viewer, "1234");
    await eventuallyEqual(() => selectedLine(viewer), lineOf(1234));
    await goTo(viewer, String(nLines - 5));
    await eventuallyEqual(() => selectedLine(viewer), lineOf(nLines - 5));
    await goTo(viewer, "999999");
    await eventuallyMatches(() => jumpMessage(viewer).innerText(), /^This log has 200,000 lines/);
  }));

test("a line number or byte leads to its line, and Escape to the log", limit, () =>
  fixture.withViewer(async (viewer) => {
    await open(viewer, "small.txt", small.at(-1));
    await viewer.page.keyboard.press("l");
    await goTo(viewer, "4");
    await eventuallyEqual(() => selectedLine(viewer), small[3]);
    await goTo(viewer, "byte 60");
    await eventuallyEqual(() => selectedLine(viewer), small[1]);
    await viewer.page.keyboard.press("Escape");
    await eventuallyEqual(() => viewer.page.getByTestId("go-to").count(), 0);
    assert.ok(await viewer.log.view.evaluate((view) => view === document.activeElement));
    await open(viewer, "large.txt", lineOf(nLines));
    await viewer.page.keyboard.press("l");
    const [offset] = [lineOf(1).length + 1];
    // A line break belongs to the line that it ends, even if that line is not loaded.
    const far = 61_234;
    const before = Buffer.byteLength(Array.from({ length: far }, (_, index) => `${lineOf(index + 1)}\n`).join(""));
    await goTo(viewer, `byte ${before - 1}`);
    await eventuallyEqual(() => selectedLine(viewer), lineOf(far));
    await goTo(viewer, `byte ${offset * 5 + 7}`);
    await eventually(async () => assert.match((await selectedLine(viewer)) ?? "", / line 6 /));
  }));

for (const colorScheme of ["light", "dark"]) {
  for (const [size, viewport] of Object.entries({ desk: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } })) {
    test(`times have no screen problems in ${colorScheme} on a ${size}`, limit, () =>
      fixture.withViewer(async (viewer) => {
        await open(viewer, "small.txt", small.at(-1), "?times=1");
        await viewer.page.keyboard.press("l");
        await goTo(viewer, "23:58:12");
        await eventuallyEqual(() => selectedLine(viewer), small[3]);
        assert.deepEqual(await inspectScreen(viewer, `times-${colorScheme}-${size}`), []);
        await viewer.page.keyboard.press("Escape");
        await viewer.page.keyboard.press("t");
        await eventuallyEqual(async () => (await column(viewer))[1], "+0.118 s");
        assert.deepEqual(await inspectScreen(viewer, `times-since-${colorScheme}-${size}`), []);
      }, { colorScheme, viewport }));
  }
}

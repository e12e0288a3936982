// Faults during a search: the log is rewritten or cannot be read, or the reader continues before the
// answer arrives. Matches stay, and nothing is read in vain.
import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually, eventuallyEqual, eventuallyMatches } from "./support/expect.mjs";
import { createFixture, limit } from "./support/fixture.mjs";
import { prepare } from "./support/job.mjs";
import { refusal } from "./support/proxy.mjs";

const log = "frames/$TaskLog/stdout.txt";
const large = /large\.txt$/;
const largeLog = "frames/$TaskLog/large.txt";
const table = "frames/$TaskOutput/table.csv";
const failures = [500, 120_000, 280_000];
const nLines = 300_000;
let container;

const fixture = createFixture(async ({ world }) => {
  container = await prepare(world, "find-faults");
  await writeLines(world.storage, largeLog);
});

async function writeLines(storage, name) {
  await storage.createAppendBlob(container, name);
  let waiting = "";
  for (let number = 1; number <= nLines; number += 1) {
    const prefix = failures.includes(number) ? "[error] line" : "line";
    waiting += `${prefix} ${number} of the log, rendering on and on and on, with nothing to say but that it goes on\n`;
    if (waiting.length > 3_900_000 || number === nLines) {
      await storage.appendBlock(container, name, waiting);
      waiting = "";
    }
  }
}

const textOf = (name, n) => Array.from({ length: n }, (_, index) => `${name} ${index + 1}\n`).join("");
const tableText = (name) => `${Array.from({ length: 60_000 }, (_, n) => `${name} ${n},${"x".repeat(30)}`).join("\n")}\n`;
const routeTo = (name) => `/j/${container}/t/${name}`;

async function open(viewer, name, more = "") {
  const link = await fixture.world.viewerLink("find-faults");
  await viewer.open(link.replace("#/?", `#${routeTo(name)}?${more}`));
  await viewer.log.lines.first().waitFor();
}

const says = (viewer, pattern) => eventuallyMatches(() => viewer.find.position.textContent(), pattern);
const statusSays = (viewer, pattern) => eventuallyMatches(() => viewer.find.status.textContent(), pattern);
const inView = async (viewer) => (await viewer.log.inView())?.map(({ text }) => text) ?? [];
const showsLine = (viewer, pattern) => eventually(async () => assert.ok((await inView(viewer)).some((text) => pattern.test(text)), String(pattern)));
/** The first byte of each requested range. */
const rangeStarts = (path) =>
  fixture.world.proxy.matching("GET", path).map(({ headers }) => Number(/^bytes=(\d+)-/.exec(headers.range ?? "")?.[1]));

/** Scrolls to the beginning, so that the reader is not at the end. */
async function readBeginning(viewer, pattern) {
  await viewer.log.view.focus();
  await viewer.page.keyboard.press("Home");
  await showsLine(viewer, pattern);
}

test("matches in a rewritten log stay until the reader opens the new log", limit, () =>
  fixture.withViewer(async (viewer) => {
    const { storage } = fixture.world;
    await storage.createAppendBlob(container, log);
    await storage.appendBlock(container, log, textOf("old needle", 300));
    await open(viewer, log);
    await viewer.find.searchFor("needle");
    await says(viewer, / \/ 300$/);
    await readBeginning(viewer, /^old needle 1$/);
    await storage.createAppendBlob(container, log);
    await storage.appendBlock(container, log, textOf("renewed needle", 400));
    await eventuallyMatches(() => viewer.log.changeNotice.innerText(), /What you read is the old one/);
    await viewer.page.keyboard.press("n");
    await eventually(async () => assert.match((await viewer.find.current())?.text ?? "", /^old needle/));
    await says(viewer, / \/ 300$/);
    await viewer.log.showNew.click();
    await says(viewer, /400$/);
  }));

test("a search stops and says so when its log is rewritten", limit, () =>
  fixture.withViewer(async (viewer) => {
    const { storage } = fixture.world;
    const name = "frames/$TaskLog/rewritten.txt";
    await writeLines(storage, name);
    await open(viewer, name);
    const release = fixture.world.proxy.hold(/rewritten\.txt$/, 20_000_000);
    try {
      // The match is not in the last lines, because a reader at the end sees the new log at once.
      await viewer.find.searchFor("line 2990");
      await statusSays(viewer, /% searched · 100 so far/);
      await eventually(async () => assert.ok(await viewer.find.current()));
      await storage.createAppendBlob(container, name);
      await storage.appendBlock(container, name, textOf("renewed line 2990", 5));
    } finally {
      release();
    }
    await eventuallyMatches(() => viewer.log.changeNotice.innerText(), /What you read is the old one/);
    await statusSays(viewer, /written anew.*100 so far/i);
    const asked = rangeStarts(/rewritten\.txt$/).length;
    await viewer.page.keyboard.press("Enter");
    await eventually(async () => assert.match((await viewer.find.current())?.text ?? "", /^line 2990/));
    await says(viewer, /^100 …$/);
    assert.equal(rangeStarts(/rewritten\.txt$/).length, asked, "nothing of the new log is read");
    await viewer.log.showNew.click();
    await says(viewer, /5$/);
  }));

for (const [how, text] of [["same size", tableText("new")], ["shorter", "new 1\n"]]) {
  test(`a search reports a rewritten text (${how}) and then searches it`, limit, () =>
    fixture.withViewer(async (viewer) => {
      const { storage } = fixture.world;
      await storage.putBlob(container, table, tableText("old"), { type: "text/csv" });
      await open(viewer, table);
      const release = fixture.world.proxy.hold(/table\.csv$/, 1_000_000);
      try {
        await viewer.find.searchFor("1");
        await says(viewer, /…$/);
        await storage.putBlob(container, table, text, { type: "text/csv" });
      } finally {
        release();
      }
      await statusSays(viewer, /written anew/i);
      assert.match(await viewer.find.position.textContent(), /…$/);
      await viewer.log.showNew.click();
      await eventually(async () => assert.ok((await viewer.log.texts()).every((line) => line.startsWith("new"))));
      const n = text.split("1").length - 1;
      await says(viewer, new RegExp(`${n.toLocaleString("en")}$`));
    }));
}

test("a search from a link starts at the end of a log that is loading", limit, () =>
  fixture.withViewer(async (viewer) => {
    // Listing the job tells the log's length before the log is opened.
    const other = "frames/$TaskLog/other.txt";
    await fixture.world.storage.putBlob(container, other, "one line\n", { type: "text/plain" });
    await open(viewer, other);
    await viewer.page.getByRole("link", { name: /large\.txt/ }).first().waitFor();
    const before = rangeStarts(large).length;
    const release = fixture.world.proxy.hold(large, 20_000_000);
    try {
      await viewer.go(`${routeTo(largeLog)}?find=goes on`);
      await eventually(async () => assert.match((await viewer.find.current())?.text ?? "", new RegExp(`^line ${nLines} `)));
    } finally {
      release();
    }
    await says(viewer, /^300,000 \/ /);
    assert.ok(rangeStarts(large)[before] > 20_000_000, "the end was read first");
  }));

test("pressing the error key twice reads no more of the log than needed", limit, () =>
  fixture.withViewer(async (viewer) => {
    await open(viewer, largeLog);
    const before = rangeStarts(large).length;
    const release = fixture.world.proxy.hold(large);
    try {
      await viewer.page.keyboard.press("e");
      await statusSays(viewer, /% searched/);
      await viewer.page.keyboard.press("e");
    } finally {
      release();
    }
    await showsLine(viewer, /^\[error\] line 280000 /);
    await eventuallyEqual(() => viewer.find.stop.count(), 0);
    await eventually(() => assert.ok(fixture.world.proxy.isIdle));
    assert.ok(!rangeStarts(large).slice(before).includes(0), "the log's beginning was not read");
  }));

test("a stopped search stays stopped when the reader goes to an error", limit, () =>
  fixture.withViewer(async (viewer) => {
    await open(viewer, largeLog);
    const release = fixture.world.proxy.hold(large, 20_000_000);
    try {
      await viewer.find.searchFor("line 29999");
      await statusSays(viewer, /% searched/);
      await viewer.find.stop.click();
      await statusSays(viewer, /^Stopped/);
    } finally {
      release();
    }
    await viewer.log.view.focus();
    await viewer.page.keyboard.press("E");
    await showsLine(viewer, /^\[error\] line 280000 /);
    await viewer.page.keyboard.press("E");
    await showsLine(viewer, /^\[error\] line 120000 /);
    await statusSays(viewer, /^Stopped/);
    await viewer.find.resume.click();
    await says(viewer, / \/ 11$/);
  }));

test("a search reads only the failed one of several pieces again", limit, () =>
  fixture.withViewer(async (viewer) => {
    await open(viewer, largeLog);
    const before = rangeStarts(large).length;
    let refused = null;
    const recover = fixture.world.proxy.answerInstead(({ path, headers }) => {
      const start = Number(/^bytes=(\d+)-/.exec(headers.range ?? "")?.[1]);
      const isPiece = large.test(path) && start > 20_000_000 && start < 28_000_000;
      if (isPiece) refused ??= start;
      return isPiece && start === refused ? refusal(503, "ServerBusy") : undefined;
    });
    try {
      await viewer.find.searchFor("line 300000");
      await statusSays(viewer, /goes on when that has passed/);
    } finally {
      recover();
    }
    await says(viewer, /^1 \/ 1$/);
    const others = rangeStarts(large).slice(before).filter((start) => start !== refused && start < 25_000_000);
    assert.deepEqual(others, [...new Set(others)], "each of the others was requested once");
  }));

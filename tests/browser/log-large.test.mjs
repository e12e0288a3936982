// A log far larger than a page can hold: it opens at its end, and scrolling reaches all of it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually, eventuallyEqual, eventuallyMatches, pause } from "./support/expect.mjs";
import { createFixture, limit } from "./support/fixture.mjs";
import { prepare } from "./support/job.mjs";
import { lineAt, placeOf, writeLargeLog } from "./support/large-log.mjs";

const nLines = 1_000_000;
const log = "frames/$TaskLog/stdout.txt";
const mostRows = 300;
let container;
let length;
/** The number of lines appended after the generated ones. */
let nAppended = 0;

const fixture = createFixture(async ({ world }) => {
  container = await prepare(world, "log-large");
  length = await writeLargeLog(world.storage, container, log, nLines);
});

/** Opens the log and waits until its end is in view. */
async function open(viewer) {
  const link = await fixture.world.viewerLink("log-large");
  const before = fixture.world.proxy.requests.length;
  await viewer.open(link.replace("#/?", `#/j/${container}/t/${log}?`));
  await eventually(async () => assert.equal((await lastInView(viewer)).number, nLines + nAppended));
  return fixture.world.proxy.requests.slice(before).filter(({ path }) => path.endsWith("stdout.txt"));
}

/** The lines in view once none is missing; they must be complete, in order and at their offsets. */
async function inView(viewer) {
  return eventually(async () => {
    const rows = await viewer.log.inView();
    assert.ok(rows, "lines in view are missing");
    const places = rows.map(({ text }) => placeOf(text));
    for (const [index, { number, offset }] of places.entries()) {
      assert.equal(offset, rows[index].offset, rows[index].text);
      assert.equal(number, places[0].number + index);
    }
    return places;
  });
}

const firstInView = async (viewer) => (await inView(viewer)).at(0);
const lastInView = async (viewer) => (await inView(viewer)).at(-1);

/** Appends lines that continue the log. */
async function append(n) {
  const lines = [];
  for (let index = 0; index < n; index += 1) {
    nAppended += 1;
    const line = `${lineAt(nLines + nAppended, length)}appended\n`;
    lines.push(line);
    length += line.length;
  }
  await fixture.world.storage.appendBlock(container, log, lines.join(""));
}

/** The number of bytes that the page requested and the log has. */
function bytesAsked(requests) {
  const sizes = requests.map(({ headers }) => {
    const [, start, end] = /^bytes=(\d+)-(\d+)$/.exec(headers.range);
    return Math.min(Number(end) + 1, length) - Number(start);
  });
  return sizes.reduce((sum, size) => sum + size, 0);
}

test("a large log opens at its end with two small requests", limit, () =>
  fixture.withViewer(async (viewer) => {
    const requests = await open(viewer);
    assert.ok(requests.length <= 2, `${requests.length} requests`);
    assert.ok(bytesAsked(requests) <= 512 * 1024, `${bytesAsked(requests)} bytes`);
    assert.equal(await viewer.log.jump.count(), 0, "the view follows");
  }));

test("the scroll bar reaches all of a large log with few row elements", limit, () =>
  fixture.withViewer(async (viewer) => {
    await open(viewer);
    const most = await viewer.log.countRows();
    for (const part of [0.5, 0.25, 0.75, 0.9]) {
      await viewer.log.dragTo(part);
      const { offset } = await firstInView(viewer);
      // The position is an estimate, because the lines differ in length.
      assert.ok(Math.abs(offset / length - part) < 0.25, `byte ${offset} at ${part}`);
    }
    await viewer.log.dragTo(0);
    assert.deepEqual(await firstInView(viewer), { number: 1, offset: 0 });
    await viewer.log.dragTo(1);
    assert.equal((await lastInView(viewer)).number, nLines + nAppended);
    assert.ok((await most()) <= mostRows, `${await most()} rows`);
    assert.ok((await viewer.log.view.evaluate((view) => view.scrollHeight)) < 17_895_696);
  }));

test("wheel and keys are exact to the line anywhere in a large log", limit, () =>
  fixture.withViewer(async (viewer) => {
    await open(viewer);
    const most = await viewer.log.countRows();
    await viewer.log.dragTo(0.4);
    const { number } = await firstInView(viewer);
    const moves = async (key, by) => {
      const before = await firstInView(viewer);
      await viewer.page.keyboard.press(key);
      await eventuallyEqual(async () => (await firstInView(viewer)).number, before.number + by, key);
    };
    await moves("j", 1);
    await moves("ArrowDown", 1);
    await moves("k", -1);
    await moves("ArrowUp", -1);
    assert.equal((await firstInView(viewer)).number, number);
    const page = (await inView(viewer)).length - 2;
    const near = async (key, by) => {
      const before = await firstInView(viewer);
      await viewer.page.keyboard.press(key);
      await eventually(async () => {
        const moved = (await firstInView(viewer)).number - before.number;
        assert.ok(Math.abs(moved - by) <= 2, `${key} moved by ${moved} lines of ${page}`);
      });
    };
    await near("PageDown", page);
    await near(" ", page);
    await near("PageUp", -page);
    await near("Shift+ ", -page);
    await viewer.log.view.hover();
    await viewer.page.mouse.wheel(0, 400);
    await eventuallyEqual(async () => (await firstInView(viewer)).number, number + 20);
    for (const [home, end] of [["g", "G"], ["Home", "End"]]) {
      await viewer.page.keyboard.press(home);
      await eventuallyEqual(() => firstInView(viewer), { number: 1, offset: 0 });
      await viewer.page.keyboard.press(end);
      await eventuallyEqual(async () => (await lastInView(viewer)).number, nLines + nAppended);
    }
    assert.ok((await most()) <= mostRows, `${await most()} rows`);
  }));

test("a large log keeps the reader's place and can be followed again", limit, () =>
  fixture.withViewer(async (viewer) => {
    await open(viewer);
    // This scrolls up beyond the loaded lines.
    for (let step = 0; step < 60; step += 1) await viewer.page.keyboard.press("PageUp");
    await inView(viewer);
    await viewer.log.jump.waitFor();
    const read = await viewer.log.inView();
    await append(3);
    await eventuallyMatches(() => viewer.log.jump.innerText(), /3 new/);
    assert.deepEqual(await viewer.log.inView(), read);
    await viewer.log.dragTo(1);
    await eventuallyEqual(async () => (await lastInView(viewer)).number, nLines + nAppended);
    await eventuallyEqual(() => viewer.log.jump.count(), 0);
    await append(2);
    await eventuallyEqual(async () => (await lastInView(viewer)).number, nLines + nAppended);
  }));

test("the viewer skips pieces scrolled past and loads one at a time", limit, () =>
  fixture.withViewer(async (viewer) => {
    await open(viewer);
    let [held, most, asked] = [0, 0, 0];
    // Each request is delayed, so requests that the page sends meanwhile overlap.
    await viewer.page.route(/stdout\.txt/, async (route) => {
      [held, asked] = [held + 1, asked + 1];
      most = Math.max(most, held);
      await pause(50);
      held -= 1;
      await route.continue();
    });
    await viewer.log.view.evaluate(async (view) => {
      for (let frame = 0; frame < 120; frame += 1) {
        view.scrollTop = ((view.scrollHeight - view.clientHeight) * ((frame * 37) % 120)) / 120;
        await new Promise(requestAnimationFrame);
      }
    });
    await viewer.log.dragTo(0.3);
    await inView(viewer);
    // One of them may be a poll of the log.
    assert.ok(most <= 2, `${most} requests at once`);
    assert.ok(asked < 120, `${asked} requests for 120 places`);
  }));

test("lines that could not be read load when the network is back", limit, () =>
  fixture.withViewer(async (viewer) => {
    await open(viewer);
    await fixture.world.proxy.cut();
    try {
      await viewer.log.dragTo(0.6);
      await eventually(async () => assert.ok((await viewer.log.missing.count()) > 0));
      assert.equal(await viewer.log.inView(), null);
    } finally {
      await fixture.world.proxy.restore();
    }
    await inView(viewer);
  }));

test("a very high window has no more row elements than allowed", limit, () =>
  fixture.withViewer(async (viewer) => {
    await open(viewer);
    const most = await viewer.log.countRows();
    for (const part of [0.2, 0.7, 0]) {
      await viewer.log.dragTo(part);
      await inView(viewer);
    }
    assert.ok((await most()) <= mostRows, `${await most()} rows`);
  }, { viewport: { width: 1280, height: 5_000 } }));

test("letter keys do not scroll while the reader types in a field", limit, () =>
  fixture.withViewer(async (viewer) => {
    await open(viewer);
    await viewer.page.evaluate(() => {
      const field = document.createElement("input");
      document.querySelector("main").append(field);
      field.focus();
    });
    await viewer.page.keyboard.type("ggkk");
    assert.equal((await lastInView(viewer)).number, nLines + nAppended);
    assert.equal(await viewer.page.evaluate(() => document.activeElement.value), "ggkk");
  }));

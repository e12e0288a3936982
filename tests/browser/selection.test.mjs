// Selected lines: a link leads to them after the log has grown, and they are copied whole although most
// of them are not drawn.
import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually, eventuallyEqual, eventuallyMatches } from "./support/expect.mjs";
import { createFixture, limit } from "./support/fixture.mjs";
import { inspectScreen } from "./support/inspect.mjs";
import { prepare } from "./support/job.mjs";
import { placeOf, writeLargeLog } from "./support/large-log.mjs";
import { containerSas } from "./support/sas.mjs";

const nLines = 200_000;
const log = "frames/$TaskLog/stdout.txt";
const grows = "frames/$TaskLog/grows.txt";
let container;

const fixture = createFixture(async ({ world }) => {
  container = await prepare(world, "selection");
  await writeLargeLog(world.storage, container, log, nLines);
  await writeLargeLog(world.storage, container, grows, nLines);
  await world.storage.putBlob(container, "frames/$TaskOutput/table.csv", tableText, { type: "text/csv" });
});
const tableLine = (n) => `${n},${"x".repeat(60)},${n * n}`;
const nTable = 20_000;
const tableText = `${Array.from({ length: nTable }, (_, n) => tableLine(n)).join("\n")}\n`;

const linkTo = (route) => fixture.world.linkTo(route, { container, query: containerSas(container) });
const logRoute = () => `/j/${container}/t/${log}`;

async function open(viewer, route = logRoute()) {
  await viewer.open(linkTo(route));
  await eventually(async () => assert.ok((await viewer.log.inView())?.length > 10));
}

/** The lines in view once none is missing. */
const places = async (viewer) =>
  eventually(async () => {
    const rows = await viewer.log.inView();
    assert.ok(rows?.length > 0, "lines in view are missing");
    return rows.map(({ text }) => placeOf(text));
  });

const selectedLines = (viewer) => viewer.page.locator("[data-selected]");
const selectionBar = (viewer) => viewer.page.getByTestId("selection");
const number = (viewer, offset) => viewer.page.locator(`[data-offset="${offset}"] > b.num`);
const clipboard = (viewer) => viewer.page.evaluate(() => navigator.clipboard.readText());

/** Scrolls to a part of the log with the scroll bar. */
async function dragTo(viewer, part) {
  await viewer.log.view.hover();
  await viewer.log.view.evaluate((view, to) => {
    view.dispatchEvent(new PointerEvent("pointerdown"));
    view.scrollTop = to * (view.scrollHeight - view.clientHeight);
  }, part);
  await eventually(async () => {
    const rows = await viewer.log.inView();
    assert.ok(rows?.length > 0);
    const { number } = placeOf(rows[0].text);
    assert.ok(Math.abs(number / nLines - part) < 0.45, `line ${number} for ${part}`);
  });
}

async function allowClipboard(viewer) {
  await viewer.page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
}

test("a copied link leads to the selected line after the log has grown", limit, () =>
  fixture.withViewer(async (viewer) => {
    await allowClipboard(viewer);
    await open(viewer, `/j/${container}/t/${grows}`);
    await dragTo(viewer, 0.5);
    const line = (await places(viewer))[10];
    await number(viewer, line.offset).click();
    await eventuallyEqual(() => selectedLines(viewer).count(), 1);
    await selectionBar(viewer).getByRole("button", { name: "Copy link" }).click();
    const link = await eventually(async () => {
      const text = await clipboard(viewer);
      assert.match(text, new RegExp(`[?&]b=${line.offset}&e=\\d+`));
      return text;
    });
    assert.doesNotMatch(link, /sig/);

    const more = "grown since the link was copied\n".repeat(100_000);
    for (let n = 0; n < 33; n += 1) await fixture.world.storage.appendBlock(container, grows, more);
    await open(viewer, new URL(link).hash.slice(1));
    await eventually(async () => {
      assert.match(await selectedLines(viewer).innerText(), new RegExp(`line ${line.number} at byte ${line.offset} `));
      assert.ok(await selectedLines(viewer).isVisible());
    });
    const box = await selectedLines(viewer).boundingBox();
    const view = await viewer.log.view.boundingBox();
    assert.ok(box.y > view.y && box.y < view.y + view.height / 2, `at ${box.y}`);
    assert.equal(await viewer.log.jump.innerText(), "Jump to end", "the view does not follow, and no line is new");
  }));

test("selected lines that are not drawn are copied too", limit, () =>
  fixture.withViewer(async (viewer) => {
    await allowClipboard(viewer);
    await open(viewer);
    await dragTo(viewer, 0.3);
    const first = (await places(viewer))[3];
    await number(viewer, first.offset).click();
    await dragTo(viewer, 0.4);
    const last = (await places(viewer))[5];
    await number(viewer, last.offset).click({ modifiers: ["Shift"] });
    await selectionBar(viewer).getByRole("button", { name: "Copy lines" }).click();
    await eventually(async () => {
      const lines = (await clipboard(viewer)).split("\n");
      assert.equal(lines.length, last.number - first.number + 1);
      for (const [index, line] of lines.entries()) assert.equal(placeOf(line).number, first.number + index);
      assert.deepEqual([placeOf(lines[0]), placeOf(lines.at(-1))], [first, last]);
    });
  }));

test("Copy all copies a whole log although most of it is not loaded", limit, () =>
  fixture.withViewer(async (viewer) => {
    await allowClipboard(viewer);
    await open(viewer);
    await viewer.log.more.click();
    await viewer.page.getByRole("button", { name: "Copy all" }).click();
    await eventually(async () => {
      const lines = (await clipboard(viewer)).split("\n");
      assert.equal(lines.length, nLines);
      assert.deepEqual([lines[0], lines.at(-1)].map((line) => placeOf(line).number), [1, nLines]);
    });
  }));

test("a mouse selection is copied whole although it has left the page", limit, () =>
  fixture.withViewer(async (viewer) => {
    await allowClipboard(viewer);
    await open(viewer);
    await viewer.page.keyboard.press("g");
    await eventually(async () => assert.equal((await places(viewer))[0].number, 1));
    const text = viewer.page.locator('[data-offset="0"] [data-testid=log-text]');
    const box = await text.boundingBox();
    const { mouse } = viewer.page;
    await mouse.move(box.x + 1, box.y + 10);
    await mouse.down();
    await mouse.move(box.x + 60, box.y + 110, { steps: 4 });
    for (let n = 0; n < 30; n += 1) {
      await mouse.wheel(0, 400);
      await mouse.move(box.x + 60 + (n % 2), box.y + 110);
    }
    await eventually(async () => assert.ok((await places(viewer))[0].number > 300));
    await mouse.move(box.x + 1, box.y + 150, { steps: 3 });
    await mouse.up();
    await viewer.page.keyboard.press("Control+c");
    const lines = await eventually(async () => {
      const lines = (await clipboard(viewer)).split("\n");
      assert.ok(lines.length > 300, `${lines.length} lines`);
      return lines;
    });
    for (const [index, line] of lines.slice(0, -1).entries()) {
      assert.equal(placeOf(line).number, index + 1, line);
    }
  }));

test("keys select lines", limit, () =>
  fixture.withViewer(async (viewer) => {
    await open(viewer);
    await viewer.page.keyboard.press("g");
    await eventually(async () => assert.equal((await places(viewer))[0].number, 1));
    await viewer.page.keyboard.press("m");
    await eventuallyEqual(() => selectionBar(viewer).locator("span").first().innerText(), "Line 1");
    await viewer.page.keyboard.press("J");
    await viewer.page.keyboard.press("J");
    await eventuallyEqual(() => selectionBar(viewer).locator("span").first().innerText(), "Lines 1 to 3");
    await viewer.page.keyboard.press("K");
    await eventuallyEqual(() => selectionBar(viewer).locator("span").first().innerText(), "Lines 1 to 2");
    await eventuallyEqual(() => selectedLines(viewer).count(), 2);
    await viewer.page.keyboard.press("Escape");
    await eventuallyEqual(() => selectedLines(viewer).count(), 0);
    assert.doesNotMatch(await viewer.route(), /[?&]b=/);
  }));

test("the viewer reports a link beyond the end of a log", limit, () =>
  fixture.withViewer(async (viewer) => {
    await open(viewer, `${logRoute()}?b=99999999999&e=100000000000`);
    await eventuallyMatches(() => selectionBar(viewer).innerText(), /ends before byte 99,999,999,999/);
  }));

test("a long text opens at its beginning and loads on scrolling", limit, () =>
  fixture.withViewer(async (viewer) => {
    await open(viewer, `/j/${container}/t/frames/$TaskOutput/table.csv`);
    const inView = async () => (await viewer.log.inView())?.map(({ text }) => text);
    await eventuallyEqual(async () => (await inView())?.[0], tableLine(0));
    await viewer.page.keyboard.press("End");
    await eventuallyEqual(async () => (await inView())?.at(-1), tableLine(nTable - 1));
    await viewer.log.view.evaluate((view) => (view.scrollTop = view.scrollHeight / 2));
    await eventually(async () => {
      const rows = await inView();
      assert.ok(rows?.length > 10, "lines in view are missing");
      const first = Number(rows[0].split(",")[0]);
      assert.ok(first > nTable / 4 && first < (nTable * 3) / 4, `line ${first}`);
      assert.deepEqual(rows, rows.map((_, index) => tableLine(first + index)));
    });
  }));

for (const colorScheme of ["light", "dark"]) {
  for (const [size, viewport] of Object.entries({ desk: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } })) {
    test(`selected lines have no screen problems in ${colorScheme} on a ${size}`, limit, () =>
      fixture.withViewer(async (viewer) => {
        await open(viewer, `${logRoute()}?b=0&e=100`);
        await eventuallyMatches(() => selectionBar(viewer).innerText(), /Lines? 1/);
        assert.deepEqual(await inspectScreen(viewer, `selection-${colorScheme}-${size}`), []);
      }, { colorScheme, viewport }));
  }
}

// A line that is far wider than any screen: its rows, its line number and its drawn part.
import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually, eventuallyEqual } from "./support/expect.mjs";
import { createFixture, limit } from "./support/fixture.mjs";
import { prepare } from "./support/job.mjs";

const log = "frames/$TaskLog/wide.txt";
let container;

/** A line that states its offset every twenty characters. */
const long = Array.from({ length: 5_000 }, (_, index) => `byte ${String(index * 20).padStart(13, "0")}, `).join("");
const start = "first\n".length;

const fixture = createFixture(async ({ world }) => {
  container = await prepare(world, "wide");
  await world.storage.putBlob(container, log, `first\n${long}\nlast\n`, { type: "text/plain" });
});

async function open(viewer, view = "") {
  const link = await fixture.world.viewerLink("wide");
  await viewer.open(link.replace("#/?", `#/j/${container}/t/${log}?${view}`));
  await viewer.log.lines.first().waitFor();
}

/** For each row: offset, line number, drawn text, length of the text before it, left and right edge. */
const drawn = (viewer) =>
  viewer.log.view.evaluate((view) =>
    [...view.querySelectorAll("[data-testid=log-line]")].map((row) => {
      const cell = row.querySelector("[data-testid=log-text]");
      const texts = [...cell.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE);
      const range = document.createRange();
      if (texts.length > 0) range.setStart(texts[0], 0);
      if (texts.length > 0) range.setEnd(texts.at(-1), texts.at(-1).length);
      const { left, right } = range.getBoundingClientRect();
      return {
        offset: Number(row.dataset.offset), number: row.querySelector(".num").textContent, text: cell.textContent,
        before: Number(cell.querySelector("[data-units]")?.dataset.units ?? 0), left, right,
      };
    }));

test("a long line has several rows and one line number", limit, () =>
  fixture.withViewer(async (viewer) => {
    await open(viewer);
    const rows = await drawn(viewer);
    assert.equal(rows.length, 14);
    assert.deepEqual(rows.map(({ number }) => number).filter(Boolean), ["1", "2", "3"]);
    assert.deepEqual(rows.slice(2, -1).map(({ offset }) => offset % 8_192), Array(11).fill(0));
  }));

test("the visible part of a wide row is drawn after scrolling sideways", limit, () =>
  fixture.withViewer(async (viewer) => {
    await open(viewer);
    const area = await viewer.log.view.boundingBox();
    for (const left of [0, 700, 9_000, 30_000, 31_000, 200, 58_000]) {
      await viewer.log.view.evaluate((view, left) => (view.scrollLeft = left), left);
      await eventually(async () => {
        const rows = (await drawn(viewer)).slice(2, -2);
        assert.equal(rows.length, 10);
        for (const { offset, text, before, left, right } of rows) {
          assert.ok(text.length <= 1_024, `${text.length} characters are drawn`);
          const at = offset - start + before;
          assert.equal(text, long.slice(at, at + text.length));
          const isAll = before === 0 || left <= area.x + 84;
          assert.ok(isAll, `the text begins at ${left}, the view begins at ${area.x}`);
          assert.ok(right >= area.x + area.width - 20 || before + text.length === 8_192, `the text ends at ${right}`);
        }
      });
    }
  }));

test("a wrapped wide row is drawn whole", limit, () =>
  fixture.withViewer(async (viewer) => {
    await open(viewer, "wrap=1&");
    await eventuallyEqual(async () => (await drawn(viewer)).filter(({ text }) => text.length === 8_192).length > 0, true);
  }));

test("copying a wide row adds no line end within the line", limit, () =>
  fixture.withViewer(async (viewer) => {
    await viewer.page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await open(viewer);
    const place = async (nth) => viewer.log.lines.nth(nth).locator("[data-testid=log-text]").boundingBox();
    const [from, to] = [await place(1), await place(13)];
    const { mouse } = viewer.page;
    const character = (await place(0)).width / "first".length;
    await mouse.move(from.x + 5.2 * character, from.y + 10);
    await mouse.down();
    await mouse.move(to.x + 2.2 * character, to.y + 10, { steps: 5 });
    await mouse.up();
    await viewer.page.keyboard.press("Control+c");
    await eventuallyEqual(() => viewer.page.evaluate(() => navigator.clipboard.readText()), `${long.slice(5)}\nla`);
  }));

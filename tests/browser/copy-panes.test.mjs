// Copying a selection that is longer than the drawn rows. The text comes from the pane with the
// selection: the log, the second stream, or the filtered lines.
import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually, eventuallyEqual, eventuallyMatches } from "./support/expect.mjs";
import { createFixture, limit } from "./support/fixture.mjs";
import { prepare } from "./support/job.mjs";
import { VirtualLog } from "./support/virtual-log.mjs";

const out = "t1/$TaskLog/stdout.txt";
const err = "t1/$TaskLog/stderr.txt";
const nLines = 4000;
const textOf = (name) => Array.from({ length: nLines }, (_, n) => `${name} line ${n + 1}${n % 2 ? " (odd)" : ""}\n`).join("");
let container;

const fixture = createFixture(async ({ world }) => {
  container = await prepare(world, "copy");
  for (const [blob, name] of [[out, "out"], [err, "a line of err"]]) {
    await world.storage.createAppendBlob(container, blob);
    await world.storage.appendBlock(container, blob, textOf(name));
  }
});

async function open(viewer, view) {
  await viewer.page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  const link = await fixture.world.viewerLink("copy");
  await viewer.open(link.replace("#/?", `#/j/${container}/t/${out}?${view}`));
}

const clipboard = (viewer) => viewer.page.evaluate(() => navigator.clipboard.readText());

/** Selects with the mouse from the first line in `pane` to far beyond the drawn rows, and copies. */
async function copyFrom(viewer, pane) {
  const rows = pane.getByTestId("log-line");
  await eventuallyMatches(() => rows.last().getByTestId("log-text").textContent(), / line 4000/);
  await pane.getByRole("log").focus();
  await viewer.page.keyboard.press("g");
  await eventuallyMatches(() => rows.first().getByTestId("log-text").textContent(), / line [12] ?/);
  const box = await rows.first().getByTestId("log-text").boundingBox();
  const { mouse } = viewer.page;
  await mouse.move(box.x + 1, box.y + 10);
  await mouse.down();
  await mouse.move(box.x + 40, box.y + 110, { steps: 4 });
  for (let n = 0; n < 30; n += 1) {
    await mouse.wheel(0, 400);
    await mouse.move(box.x + 40 + (n % 2), box.y + 110);
  }
  await eventually(async () => assert.ok(Number(/ line (\d+)/.exec(await rows.first().innerText())[1]) > 300));
  await mouse.move(box.x + 1, box.y + 150, { steps: 3 });
  await mouse.up();
  await viewer.page.keyboard.press("Control+c");
  return eventually(async () => {
    const lines = (await clipboard(viewer)).split("\n").slice(0, -1);
    assert.ok(lines.length > 300, `${lines.length} lines`);
    return lines;
  });
}

test("a selection in the second stream is copied from that stream", limit, () =>
  fixture.withViewer(async (viewer) => {
    await open(viewer, "both=1&");
    const lines = await copyFrom(viewer, viewer.page.getByTestId("second-stream"));
    assert.deepEqual(lines, textOf("a line of err").split("\n").slice(0, lines.length));
  }));

test("copying filtered lines leaves out the lines between them", limit, () =>
  fixture.withViewer(async (viewer) => {
    await open(viewer, "filter=odd&");
    await eventuallyEqual(() => viewer.filter.summary.textContent(), "2,000 of 4,000 lines");
    const lines = await copyFrom(viewer, viewer.filter.list);
    assert.deepEqual(lines, textOf("out").split("\n").filter((line) => line.includes("odd")).slice(0, lines.length));
  }));

test("the viewer reports a selection that is too long for a clipboard", limit, () =>
  fixture.withViewer(async (viewer) => {
    const virtual = new VirtualLog("long.txt", 1_000_000);
    await fixture.world.storage.createAppendBlob(container, "t1/$TaskLog/long.txt");
    const stop = fixture.world.proxy.answerInstead((request) => virtual.answer(request));
    try {
      const link = await fixture.world.viewerLink("copy");
      await viewer.open(link.replace("#/?", `#/j/${container}/t/t1/$TaskLog/long.txt?`));
      await viewer.log.lines.first().waitFor();
      await viewer.log.view.focus();
      await viewer.page.keyboard.press("g");
      const first = viewer.page.locator('[data-offset="0"] [data-testid=log-text]');
      const box = await first.boundingBox();
      const { mouse } = viewer.page;
      await mouse.move(box.x + 1, box.y + 10);
      await mouse.down();
      await mouse.move(box.x + 40, box.y + 110, { steps: 4 });
      await viewer.log.dragTo(0.9);
      await eventually(async () => assert.match((await viewer.log.inView())?.[0].text ?? "", /line 000[89]/));
      await mouse.move(box.x + 60, box.y + 150, { steps: 3 });
      await mouse.up();
      await viewer.page.keyboard.press("Control+c");
      await eventuallyMatches(() => viewer.find.status.textContent(), /^Not copied: more than 64 MB/);
    } finally {
      stop();
    }
  }));

// Visiting a page again and again leaks nothing: the viewer frees a page's listeners and elements.
import { test } from "node:test";
import assert from "node:assert/strict";
import { eventually, eventuallyEqual } from "./support/expect.mjs";
import { createFixture, limit } from "./support/fixture.mjs";
import { writeJob } from "./support/job.mjs";

const fixture = createFixture(async ({ world }) => {
  world.container = await writeJob(world);
});
const places = {
  "a job": ["", "[data-testid=task-row]"],
  "a task": ["/t/frames-002", "main table"],
  "a log": ["/t/frames-002/$TaskLog/stderr.txt", "[data-testid=log-line]"],
  "a picture": ["/t/frames-001/$TaskPreview/frame_0001.png", "[data-testid=picture]"],
  "the bytes of a file": ["/t/frames-001/$TaskOutput/exr/frame_0001.exr", ".hex-row"],
};

for (const [what, [place, sign]] of Object.entries(places)) {
  test(`the page of ${what} leaks no listeners and no elements`, limit, () =>
    fixture.withViewer(async (viewer) => {
      await viewer.open(await fixture.world.viewerLink());
      await eventuallyEqual(() => viewer.jobs.rows.count(), 1);
      const devtools = await viewer.page.context().newCDPSession(viewer.page);
      await devtools.send("Performance.enable");
      const visit = async () => {
        await viewer.go(`/j/${fixture.world.container}${place}`);
        await viewer.page.locator(sign).first().waitFor();
        await viewer.go("/connect");
        await viewer.connect.input.waitFor();
      };
      const count = async () => {
        await devtools.send("HeapProfiler.collectGarbage");
        const { metrics } = await devtools.send("Performance.getMetrics");
        const value = (of) => metrics.find(({ name }) => name === of).value;
        return { listeners: value("JSEventListeners"), nodes: value("Nodes") };
      };
      await visit();
      const before = await count();
      for (let visits = 0; visits < 8; visits += 1) await visit();
      // The browser collects garbage when it has time.
      await eventually(async () => {
        const after = await count();
        assert.ok(after.listeners < before.listeners + 8, "each visit leaks a listener");
        assert.ok(after.nodes < before.nodes + 5 * 8, `each visit leaks ${(after.nodes - before.nodes) / 8} elements`);
      });
    }));
}

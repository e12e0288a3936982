// A world and a browser for all tests of a file, and a fresh page for each.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { complaints, launch, newPage } from "./browser.mjs";
import { World } from "./world.mjs";
import { Viewer } from "../pages/viewer.mjs";

/** Longer than any test takes: what hangs should end with its name said. */
export const limit = { timeout: 150_000 };

/** Sets the stage before the file's first test and clears it after the last. */
export function createFixture(prepare = async () => {}) {
  const fixture = {
    /** Runs `scene` with the viewer in a page of its own, which must not complain once. */
    async withViewer(run, options) {
      const page = await newPage(fixture.browser, options);
      try {
        await run(new Viewer(page));
        assert.deepEqual(complaints(page), [], "the console complains");
        assert.deepEqual(page.seen.dialogs, []);
      } finally {
        await page.context().close();
      }
    },
  };
  before(async () => {
    fixture.world = await World.start();
    fixture.browser = await launch();
    await prepare(fixture);
  }, limit);
  after(async () => {
    await fixture.browser?.close();
    await fixture.world?.close();
  }, limit);
  return fixture;
}

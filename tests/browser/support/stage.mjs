// A world and a browser for all tests of a file, and a fresh page for each.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { complaints, launch, newPage } from "./browser.mjs";
import { World } from "./world.mjs";
import { Viewer } from "../pages/viewer.mjs";

/** Longer than any test takes: what hangs should end with its name said. */
export const limit = { timeout: 150_000 };

/** Sets the stage before the file's first test and clears it after the last. */
export function stage(prepare = async () => {}) {
  const set = {
    /** Runs `scene` with the viewer in a page of its own, which must not complain once. */
    async with(scene, options) {
      const page = await newPage(set.browser, options);
      try {
        await scene(new Viewer(page));
        assert.deepEqual(complaints(page), [], "the console complains");
        assert.deepEqual(page.seen.dialogs, []);
      } finally {
        await page.context().close();
      }
    },
  };
  before(async () => {
    set.world = await World.start();
    set.browser = await launch();
    await prepare(set);
  }, limit);
  after(async () => {
    await set.browser?.close();
    await set.world?.close();
  }, limit);
  return set;
}

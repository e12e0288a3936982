// A world and a browser for all tests of a file, and a fresh page for each.
import { after, before } from "node:test";
import { launch, newPage } from "./browser.mjs";
import { World } from "./world.mjs";
import { Viewer } from "../pages/viewer.mjs";

/** Longer than any test takes: what hangs should end with its name said. */
export const limit = { timeout: 150_000 };

/** Sets the stage before the file's first test and clears it after the last. */
export function stage(prepare = async () => {}) {
  const set = {
    /** Runs `scene` with a page of its own, and with the viewer in it. */
    async with(scene, options) {
      const page = await newPage(set.browser, options);
      try {
        return await scene(new Viewer(page), page);
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

// A world and a browser for all tests of a file, and a new page for each test.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { complaints, launch, newPage } from "./browser.mjs";
import { World } from "./world.mjs";
import { Viewer } from "../pages/viewer.mjs";

/** The options of a test: a time limit, so that a hanging test fails under its name. */
export const limit = { timeout: 150_000 };

/** Starts the world and the browser before the file's first test, and closes them after the last. */
export function createFixture(prepare = async () => {}) {
  const fixture = {
    /** Calls `run` with a viewer in a new page; fails if the page logs an error or opens a dialog. */
    async withViewer(run, options) {
      const page = await newPage(fixture.browser, options);
      try {
        await run(new Viewer(page));
        assert.deepEqual(complaints(page), [], "the page logged errors");
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

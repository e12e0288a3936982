// Notifications for an absent reader when a task ends or prints errors. The browser, its permission,
// storage and the followed log are real. Headless Chromium shows no notification and always has the
// focus, so the tests record notifications and simulate the focus (`leave`, `comeBack`).
import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually, eventuallyEqual, eventuallyMatches } from "./support/expect.mjs";
import { createFixture, limit } from "./support/fixture.mjs";
import { inspectScreen } from "./support/inspect.mjs";
import { prepare } from "./support/job.mjs";
import { assertNoLeak, spellings } from "./support/leaks.mjs";

const log = "frames-002/$TaskLog/stderr.txt";
const running = { jobshelf_state: "running" };
const failed = { jobshelf_state: "finished", jobshelf_exit_code: "3" };
const fixture = createFixture();

/** Runs in the page before its scripts: records notifications and requests for permission. */
function record() {
  window.shown = [];
  window.asked = 0;
  window.isAway = false;
  window.focused = 0;
  const ask = Notification.requestPermission.bind(Notification);
  class Recorded {
    constructor(title, { body, tag }) {
      window.shown.push({ title, body, tag });
      window.lastShown = this;
    }
    close() {}
    static requestPermission() {
      window.asked += 1;
      return ask();
    }
  }
  window.Notification = Recorded;
  window.focus = () => (window.focused += 1);
  document.hasFocus = () => !window.isAway;
}

const setAway = (viewer, isAway) =>
  viewer.page.evaluate((isAway) => {
    window.isAway = isAway;
    if (!isAway) window.dispatchEvent(new Event("focus"));
  }, isAway);
const leave = (viewer) => setAway(viewer, true);
const comeBack = (viewer) => setAway(viewer, false);
const shown = (viewer) => viewer.page.evaluate(() => window.shown);
const button = (viewer) => viewer.page.getByTestId("watch");
const note = (viewer) => viewer.page.getByTestId("watch-note");
const isOn = (viewer) => button(viewer).getAttribute("aria-pressed");

/** Opens a log that grows; returns functions that append to it and end it. */
async function follow(viewer, job, { permissions = ["notifications"], init = record, view = "" } = {}) {
  const { storage, site } = fixture.world;
  const container = await prepare(fixture.world, job);
  await storage.createAppendBlob(container, log, running);
  await storage.appendBlock(container, log, "begun\n");
  await viewer.page.context().grantPermissions(permissions, { origin: site.origin });
  await viewer.page.addInitScript(init);
  const minted = await fixture.world.viewerLink(job);
  const link = minted.replace("#/?", `#/j/${container}/t/${log}?${view}`);
  await viewer.open(link);
  await viewer.log.lines.first().waitFor();
  await viewer.log.more.click();
  const append = async (text) => {
    await storage.appendBlock(container, log, text);
    const last = text.trimEnd().split("\n").at(-1);
    await eventuallyEqual(async () => (await viewer.log.texts()).at(-1), last);
  };
  return { link, append, end: () => storage.setMetadata(container, log, failed) };
}

test("an absent reader gets one notification of errors and one of the end", limit, () =>
  fixture.withViewer(async (viewer) => {
    const { link, append, end } = await follow(viewer, "watch");
    assert.equal(await isOn(viewer), "false");
    assert.equal(await viewer.page.evaluate(() => window.asked), 0, "the page asks only after the press");
    await button(viewer).click();
    await eventuallyEqual(() => isOn(viewer), "true");
    assert.equal(await viewer.page.evaluate(() => window.asked), 1);
    await append("[error] seen\n");
    assert.deepEqual(await shown(viewer), [], "a present reader needs no notification");
    await leave(viewer);
    await append("fine\n");
    assert.deepEqual(await shown(viewer), []);
    await append("[error] one\nfine again\n[error] two\n");
    const first = { title: "4 new lines, 2 errors", body: `watch · ${log}`, tag: log };
    await eventuallyEqual(() => shown(viewer), [first]);
    for (const n of [1, 2, 3]) await append(`[error] flood ${n}\n`);
    assert.deepEqual(await shown(viewer), [first]);
    await end();
    const last = { title: "Ended: exit 3", body: `watch · ${log}\n7 new lines, 5 errors`, tag: log };
    await eventuallyEqual(() => shown(viewer), [first, last]);
    await viewer.page.evaluate(() => window.lastShown.onclick());
    assert.equal(await viewer.page.evaluate(() => window.focused), 1, "a press focuses the page");
    const text = JSON.stringify(await shown(viewer));
    for (const secret of spellings(link)) assert.ok(!text.includes(secret));
    await assertNoLeak(viewer.page, fixture.world, spellings(link));
  }));

test("notifications resume after a visit, can be off and are not stored", limit, () =>
  fixture.withViewer(async (viewer) => {
    const { link, append } = await follow(viewer, "watch-again");
    await button(viewer).click();
    await eventuallyEqual(() => isOn(viewer), "true");
    await leave(viewer);
    await append("[error] one\n");
    await eventuallyEqual(async () => (await shown(viewer)).length, 1);
    await comeBack(viewer);
    await leave(viewer);
    await append("[error] two\n");
    await eventuallyEqual(async () => (await shown(viewer)).at(-1).title, "1 new line, 1 error");
    assert.equal((await shown(viewer)).length, 2);
    await button(viewer).click();
    await eventuallyEqual(() => isOn(viewer), "false");
    assert.equal(await note(viewer).textContent(), "");
    await comeBack(viewer);
    await leave(viewer);
    await append("[error] three\n");
    assert.equal((await shown(viewer)).length, 2);
    await button(viewer).click();
    await eventuallyEqual(() => isOn(viewer), "true");
    await viewer.open(link);
    await viewer.log.lines.first().waitFor();
    assert.equal(await isOn(viewer), "false");
    assert.deepEqual(await viewer.page.evaluate(() => [Object.keys(localStorage), window.asked]), [[], 0]);
  }));

test("notifications use the reader's own error expression", limit, () =>
  fixture.withViewer(async (viewer) => {
    const { append } = await follow(viewer, "watch-own", { view: "err=nan&" });
    await button(viewer).click();
    await eventuallyEqual(() => isOn(viewer), "true");
    await leave(viewer);
    await append("[error] as usual\n");
    await append("loss=NaN\nfine\n");
    await eventuallyEqual(async () => (await shown(viewer)).map(({ title }) => title), ["3 new lines, 1 error"]);
  }));

test("the viewer explains blocked and missing notifications", limit, async () => {
  await fixture.withViewer(async (viewer) => {
    // Headless Chromium itself denies what was not granted.
    const { append } = await follow(viewer, "watch-denied", { permissions: [] });
    await button(viewer).click();
    await eventuallyMatches(() => note(viewer).textContent(), /does not let this page notify you\. Allow that/);
    assert.equal(await isOn(viewer), "false");
    await leave(viewer);
    await append("[error] one\n");
    assert.deepEqual(await shown(viewer), []);
    await comeBack(viewer);
    await viewer.page.context().grantPermissions(["notifications"], { origin: fixture.world.site.origin });
    await button(viewer).click();
    await eventuallyEqual(() => isOn(viewer), "true");
  });
  await fixture.withViewer(async (viewer) => {
    await follow(viewer, "watch-none", { init: () => delete window.Notification });
    await button(viewer).click();
    await eventuallyMatches(() => note(viewer).textContent(), /no notifications, or none for pages without https/);
    assert.equal(await isOn(viewer), "false");
  });
  await fixture.withViewer(async (viewer) => {
    // Browsers of phones throw this error.
    const init = () => {
      window.Notification = class {
        static requestPermission = async () => "granted";
        constructor() {
          throw new TypeError("Illegal constructor");
        }
      };
      document.hasFocus = () => false;
    };
    const { append } = await follow(viewer, "watch-phone", { init });
    await button(viewer).click();
    await eventuallyEqual(() => isOn(viewer), "true");
    await append("[error] one\n");
    await eventuallyMatches(() => note(viewer).textContent(), /no notifications/);
    assert.equal(await isOn(viewer), "false");
  });
});

test("Chromium accepts the notifications that the tests record", limit, () =>
  fixture.withViewer(async (viewer) => {
    // This uses the browser's own notification, which throws if it is not valid.
    const init = () => {
      const own = window.Notification;
      window.made = [];
      window.Notification = class extends own {
        constructor(...args) {
          super(...args);
          window.made.push([this.title, this.tag]);
        }
      };
      document.hasFocus = () => false;
    };
    const { append } = await follow(viewer, "watch-real", { init });
    await button(viewer).click();
    await eventuallyEqual(() => isOn(viewer), "true");
    await append("[error] one\n");
    await eventuallyEqual(() => viewer.page.evaluate(() => window.made), [["1 new line, 1 error", log]]);
    assert.equal(await isOn(viewer), "true");
  }));

test("a file that is not a log offers no notifications", limit, () =>
  fixture.withViewer(async (viewer) => {
    const container = await prepare(fixture.world, "watch-file");
    await fixture.world.storage.putBlob(container, "$JobOutput/notes.txt", "[error] one\n", { type: "text/plain" });
    const link = await fixture.world.viewerLink("watch-file");
    await viewer.open(link.replace("#/?", `#/j/${container}/$JobOutput/notes.txt?`));
    await viewer.log.lines.first().waitFor();
    await viewer.log.more.click();
    await viewer.errors.field.waitFor();
    assert.equal(await button(viewer).count(), 0);
  }));

for (const [size, viewport] of Object.entries({ desk: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } })) {
  for (const scheme of ["light", "dark"]) {
    test(`the notify button is usable in ${scheme} on a ${size}`, limit, () =>
      fixture.withViewer(async (viewer) => {
        await follow(viewer, `watch-screen-${scheme}-${size}`, { permissions: [] });
        const problems = await inspectScreen(viewer, `watch-off-${scheme}-${size}`);
        await viewer.errors.field.focus();
        await viewer.page.keyboard.press("Tab");
        await viewer.page.keyboard.press("Enter");
        await eventually(async () => assert.match(await note(viewer).textContent(), /Allow that/));
        problems.push(...(await inspectScreen(viewer, `watch-denied-${scheme}-${size}`)));
        await viewer.page.context().grantPermissions(["notifications"], { origin: fixture.world.site.origin });
        await viewer.page.keyboard.press("Enter");
        await eventuallyEqual(() => isOn(viewer), "true");
        problems.push(...(await inspectScreen(viewer, `watch-on-${scheme}-${size}`)));
        assert.deepEqual(problems, []);
      }, { colorScheme: scheme, viewport }));
  }
}

// A log for readers who use a screen reader or only the keyboard: roles and labels, announcements, and
// every state of a followed log.
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { eventually, eventuallyEqual, eventuallyMatches } from "./support/expect.mjs";
import { createFixture, limit } from "./support/fixture.mjs";
import { inspectScreen } from "./support/inspect.mjs";
import { prepare } from "./support/job.mjs";
import { refusal } from "./support/proxy.mjs";
import { containerSas, inHours } from "./support/sas.mjs";

const log = "frames/$TaskLog/stdout.txt";
const fixture = createFixture();
const cleanUps = [];
afterEach(() => cleanUps.splice(0).forEach((cleanUp) => cleanUp()));

const lines = (name, n) => Array.from({ length: n }, (_, index) => `${name} ${index + 1}`);
const textOf = (of) => of.map((line) => `${line}\n`).join("");
const isLog = ({ method, path }) => method === "GET" && path.endsWith("stdout.txt");

async function follow(viewer, id, n = 200) {
  const { world } = fixture;
  const container = await prepare(world, id);
  await world.storage.createAppendBlob(container, log);
  await world.storage.appendBlock(container, log, textOf(lines("line", n)));
  const query = containerSas(container, { expires: inHours(48) });
  await viewer.open(world.linkTo(`/j/${container}/t/${log}`, { container, query }));
  await eventuallyEqual(async () => (await viewer.log.texts()).at(-1), `line ${n}`);
  return container;
}

const append = (container, of) => fixture.world.storage.appendBlock(container, log, textOf(of));

test("a log has its file's name and announces new lines while followed", limit, () =>
  fixture.withViewer(async (viewer) => {
    const container = await follow(viewer, "access-live");
    const { view } = viewer.log;
    assert.equal(await view.getAttribute("aria-label"), "stdout.txt");
    assert.equal(await view.getAttribute("aria-live"), "polite");
    await eventually(async () => assert.equal(await view.getAttribute("aria-busy"), "false"));
    assert.equal(await view.locator(".rows").getAttribute("aria-live"), "off", "single rows are not announced");
    const announcement = view.locator("p.hidden-text").first();
    assert.equal(await announcement.innerText(), "", "lines that existed before are not announced");
    await append(container, ["one", "error: two", "three"]);
    await eventuallyMatches(() => announcement.textContent(), /^3 new lines, 1 error\s?$/);
    // A repeated announcement differs as text; otherwise a screen reader would not read it.
    const before = await announcement.textContent();
    await append(container, ["four", "error: five", "s"]);
    const announcedAgain = async (before) => {
      const now = await announcement.textContent();
      assert.match(now, /^3 new lines, 1 error\s?$/);
      assert.notEqual(now, before);
      return now;
    };
    const again = await eventually(() => announcedAgain(before));
    // The number of bytes makes no difference.
    await append(container, ["six", "error: seven", "ss"]);
    await eventually(() => announcedAgain(again));
    await view.focus();
    await viewer.page.keyboard.press("Home");
    await eventually(async () => assert.equal(await view.getAttribute("aria-live"), "off"));
    assert.equal(await announcement.textContent(), "");
  }));

test("each row states its number and the number of all rows", limit, () =>
  fixture.withViewer(async (viewer) => {
    await follow(viewer, "access-rows", 1_000);
    const table = viewer.log.view.getByRole("table", { name: "Lines" });
    assert.equal(await table.getAttribute("aria-rowcount"), "1000");
    const rows = await table.getByRole("row").evaluateAll((rows) =>
      rows.map((row) => [row.getAttribute("aria-rowindex"), row.querySelector("[role=cell]").textContent]));
    assert.ok(rows.length < 300);
    for (const [index, text] of rows) assert.equal(text, `line ${index}`);
    assert.equal(rows.at(-1)[0], "1000");
  }));

test("a log with an unloaded beginning states no number of rows", limit, () =>
  fixture.withViewer(async (viewer) => {
    await follow(viewer, "access-part", 60_000);
    const table = viewer.log.view.getByRole("table", { name: "Lines" });
    assert.equal(await table.getAttribute("aria-rowcount"), "-1");
  }));

test("filtered lines state no number of rows", limit, () =>
  fixture.withViewer(async (viewer) => {
    await follow(viewer, "access-filtered", 1_000);
    await viewer.filter.opener.click();
    await viewer.filter.include.fill("line 99");
    await eventuallyEqual(() => viewer.filter.lines.count(), 11);
    const table = viewer.filter.list.getByRole("table");
    assert.equal(await table.getAttribute("aria-rowcount"), "-1");
    assert.equal(await table.getByRole("row").last().getAttribute("aria-rowindex"), "999");
  }));

for (const colorScheme of ["light", "dark"]) {
  test(`axe finds no problems in any state of a followed log (${colorScheme})`, limit, () =>
    fixture.withViewer(async (viewer) => {
      const container = await follow(viewer, `access-axe-${colorScheme}`, 60_000);
      const problems = [];
      const inspect = async (name) => problems.push(...(await inspectScreen(viewer, `log-${name}-${colorScheme}`)));
      await inspect("followed");
      await viewer.log.view.focus();
      await viewer.page.keyboard.press("PageUp");
      await viewer.log.jump.waitFor();
      await inspect("paused");
      const stop = fixture.world.proxy.answerInstead((seen) => (isLog(seen) ? refusal(503, "ServerBusy") : undefined));
      cleanUps.push(stop);
      await viewer.log.dragTo(0.5);
      await viewer.log.missing.first().waitFor();
      await viewer.banner.waitFor();
      await inspect("busy-and-a-gap");
      stop();
      await eventuallyEqual(() => viewer.banner.count(), 0, undefined, { within: 60_000 });
      await fixture.world.storage.deleteBlob(container, log);
      await viewer.log.changeNotice.waitFor();
      await inspect("deleted");
      await fixture.world.storage.createAppendBlob(container, log);
      await append(container, lines("again", 5));
      await viewer.log.changeNotice.getByRole("button", { name: "Try now" }).click();
      await viewer.log.showNew.waitFor();
      await inspect("held");
      await viewer.log.showNew.click();
      await eventuallyEqual(() => viewer.log.texts(), lines("again", 5));
      await inspect("there-again");
      assert.deepEqual(problems, []);
    }, { colorScheme }));
}

test("Tab reaches every control of a followed log with visible focus", limit, () =>
  fixture.withViewer(async (viewer) => {
    const container = await follow(viewer, "access-keys");
    const { keyboard } = viewer.page;
    /** The name of the focused element if its focus is visible. */
    const focused = () => viewer.page.evaluate(() => {
      const element = document.activeElement;
      if (element === document.body) return "the end";
      // The box around a field shows the focus of the field.
      const boxes = [element, element.parentElement, element.parentElement.parentElement];
      const isMarked = boxes.map((box) => getComputedStyle(box)).some(
        ({ outlineStyle, boxShadow }) => outlineStyle !== "none" || boxShadow !== "none");
      const isSeen = element.matches(":focus-visible") && isMarked;
      return isSeen ? element.getAttribute("data-testid") ?? element.textContent.trim() : { notSeen: element.outerHTML };
    });
    const tabTo = async (name) => {
      for (let step = 0; step < 60; step += 1) {
        await keyboard.press("Tab");
        const now = await focused();
        assert.equal(typeof now, "string", JSON.stringify(now));
        if (now === name) return;
      }
      assert.fail(`${name} is not reached by Tab`);
    };
    await tabTo("follow");
    await keyboard.press("Enter");
    await viewer.log.jump.waitFor();
    await tabTo("log");
    await keyboard.press("PageUp");
    await tabTo("jump");
    await keyboard.press("Enter");
    await eventuallyEqual(() => viewer.log.jump.count(), 0);
    await keyboard.press("Home");
    await viewer.log.jump.waitFor();
    await fixture.world.storage.createAppendBlob(container, log);
    await append(container, lines("again", 300));
    await viewer.log.showNew.waitFor();
    await tabTo("show-new");
    await keyboard.press("Enter");
    await eventuallyEqual(async () => (await viewer.log.texts()).at(-1), "again 300");
    await tabTo("Dismiss");
    await keyboard.press("Enter");
    await eventuallyEqual(() => viewer.log.changeNotice.count(), 0);
  }));

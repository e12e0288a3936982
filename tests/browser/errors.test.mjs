// The reader's own expression for errors. Keys, ticks and rows agree on it whichever part of the log is
// loaded, and links contain it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually, eventuallyEqual, eventuallyMatches } from "./support/expect.mjs";
import { createFixture, limit } from "./support/fixture.mjs";
import { inspectScreen } from "./support/inspect.mjs";
import { prepare } from "./support/job.mjs";

const nLines = 100_000;
const log = "frames/$TaskLog/stdout.txt";
const other = "frames/$TaskLog/stderr.txt";
const small = "frames/$TaskLog/small.txt";
/** Lines that match the reader's expression, and a line with an ordinary error. */
const diverged = [7, 50_000, 99_980, 99_981];
const failed = 99_990;
const smallLog = ["[error] as usual", "fine", "loss=NaN at step 3", "warning: low", "warning: NaN", "nan again", ""].join("\n");
let container;

const fixture = createFixture(async ({ world }) => {
  container = await prepare(world, "errors");
  await world.storage.createAppendBlob(container, log);
  const line = (number) => {
    if (diverged.includes(number)) return `step ${number}: loss=NaN`;
    return number === failed ? `[error] step ${number} went wrong` : `step ${number}: loss=0.25, and on it goes`;
  };
  for (let from = 1; from <= nLines; from += 50_000) {
    const lines = Array.from({ length: 50_000 }, (_, index) => `${line(from + index)}\n`);
    await world.storage.appendBlock(container, log, lines.join(""));
  }
  const put = (name, text) => world.storage.putBlob(container, name, text, { type: "text/plain" });
  await put(small, smallLog);
  await put(other, "fine\n[error] as usual\nNaN\n");
});

async function open(viewer, name = log, more = "") {
  const link = await fixture.world.viewerLink("errors");
  await viewer.open(link.replace("#/?", `#/j/${container}/t/${name}?${more}`));
  await viewer.log.lines.first().waitFor();
}

const firstNumber = ({ text }) => Number(/step (\d+)/.exec(text)[1]);
const isInView = (viewer, number) =>
  eventually(async () => assert.ok((await viewer.log.inView())?.some((row) => firstNumber(row) === number), `step ${number} is in view`));
/** The texts of the lines that are drawn as errors in any pane. */
const errorLines = (viewer) =>
  viewer.page.evaluate(() => [...document.querySelectorAll(".ln.err [data-testid=log-text]")].map((text) => text.textContent));
const ticks = async (viewer) => [await viewer.find.nTicks("bad"), await viewer.find.nTicks("warn")];

test("keys, ticks and rows use the reader's expression, else the default", limit, () =>
  fixture.withViewer(async (viewer) => {
    await open(viewer, small);
    await eventuallyEqual(() => errorLines(viewer), ["[error] as usual"]);
    await viewer.errors.setExpression("nan");
    await eventuallyEqual(() => errorLines(viewer), ["loss=NaN at step 3", "warning: NaN", "nan again"]);
    await eventuallyEqual(() => ticks(viewer), [3, 1]);
    assert.match(await viewer.route(), /[?&]err=nan/);
    await viewer.errors.field.fill("");
    await eventuallyEqual(() => errorLines(viewer), ["[error] as usual"]);
    await eventuallyEqual(() => ticks(viewer), [1, 1]);
    assert.doesNotMatch(await viewer.route(), /err=/);
  }));

test("the error keys find exactly the lines that match the expression", limit, () =>
  fixture.withViewer(async (viewer) => {
    await open(viewer, log, "err=loss%3D%5Cw*n&");
    // The keys skip errors that are in view.
    await isInView(viewer, 99_980);
    const press = async (key, number) => {
      await viewer.page.keyboard.press(key);
      await isInView(viewer, number);
    };
    await press("E", 50_000);
    await press("E", 7);
    await press("E", 99_981);
    await eventuallyMatches(() => viewer.find.status.textContent(), /Continued from the end/);
    await press("e", 7);
    await eventuallyMatches(() => viewer.find.status.textContent(), /Continued from the beginning/);
    await press("e", 50_000);
    await press("e", 99_980);
    await eventuallyEqual(() => viewer.find.nTicks("bad"), 3, "two of the four share a tick");
  }));

test("a link with an expression shows its errors and reads only the end", limit, () =>
  fixture.withViewer(async (viewer) => {
    const before = fixture.world.proxy.matching("GET", /stdout\.txt$/).length;
    await open(viewer, log, "err=nan&");
    await eventuallyEqual(() => errorLines(viewer), ["step 99980: loss=NaN", "step 99981: loss=NaN"]);
    await eventuallyEqual(() => viewer.find.nTicks("bad"), 1);
    const ranges = fixture.world.proxy.matching("GET", /stdout\.txt$/).slice(before).map(({ headers }) => headers.range);
    const pieces = ranges.filter((range) => range !== "bytes=0-0");
    assert.ok(pieces.length > 0);
    for (const range of pieces) assert.ok(Number(/=(\d+)-/.exec(range)[1]) > 2_000_000, `a piece before the end was read: ${ranges.join(" ")}`);
    await viewer.errors.openDrawer();
    assert.equal(await viewer.errors.field.inputValue(), "nan");
  }));

test("the viewer explains an invalid expression and uses the default rule", limit, () =>
  fixture.withViewer(async (viewer) => {
    await open(viewer, small);
    await viewer.errors.setExpression("(nan");
    await eventuallyMatches(() => viewer.errors.problem.textContent(), /no regular expression: unclosed group\. Errors are found as usual/);
    assert.equal(await viewer.errors.field.getAttribute("aria-invalid"), "true");
    await eventuallyEqual(() => errorLines(viewer), ["[error] as usual"]);
    await eventuallyEqual(() => ticks(viewer), [1, 1]);
    await viewer.errors.field.press("End");
    await viewer.page.keyboard.type(")");
    await eventuallyEqual(async () => (await errorLines(viewer)).length, 3);
    assert.equal(await viewer.errors.problem.textContent(), "");
    await viewer.errors.field.fill("nowhere at all");
    await eventuallyEqual(() => errorLines(viewer), []);
    await viewer.page.keyboard.press("Escape");
    await viewer.page.keyboard.press("e");
    await eventuallyMatches(() => viewer.find.status.textContent(), /No line of this log is an error by your expression/);
  }));

test("the expression applies to new, filtered and second-stream lines", limit, () =>
  fixture.withViewer(async (viewer) => {
    const { storage } = fixture.world;
    const name = "frames/$TaskLog/growing.txt";
    await storage.createAppendBlob(container, name);
    await storage.appendBlock(container, name, "fine\n[error] a\nNa");
    await open(viewer, name, "err=nan&");
    await eventuallyEqual(() => ticks(viewer), [0, 0]);
    await storage.appendBlock(container, name, "N 1\n[error] b\nNaN 2\n");
    await eventuallyEqual(() => errorLines(viewer), ["NaN 1", "NaN 2"]);
    await eventuallyEqual(() => viewer.find.nTicks("bad"), 2);
    // The line that was incomplete when the log was opened counts as new.
    await eventuallyMatches(() => viewer.log.view.locator("p").first().textContent(), /^3 new lines, 1 error/);
    await viewer.filter.opener.click();
    await viewer.filter.include.fill("b|2");
    await viewer.page.getByRole("button", { name: "Regular expression" }).last().click();
    await eventuallyEqual(async () => (await viewer.filter.rows()).map(({ number }) => number), [4, 5]);
    await eventuallyEqual(async () => (await errorLines(viewer)).slice(-1), ["NaN 2"]);
    await open(viewer, log, "both=1&err=nan&");
    await eventuallyEqual(async () => (await errorLines(viewer)).sort(), ["NaN", "step 99980: loss=NaN", "step 99981: loss=NaN"]);
  }));

test("the keyboard reaches the expression field", limit, () =>
  fixture.withViewer(async (viewer) => {
    await open(viewer, small);
    await viewer.log.more.focus();
    await viewer.page.keyboard.press("Enter");
    const isThere = () => viewer.errors.field.evaluate((field) => document.activeElement === field && field.matches(":focus-visible"));
    for (let step = 0; step < 20 && !(await isThere()); step += 1) await viewer.page.keyboard.press("Tab");
    assert.ok(await isThere());
    await viewer.page.keyboard.type("nan");
    await viewer.page.keyboard.press("Enter");
    await eventuallyEqual(async () => (await errorLines(viewer)).length, 3);
    await viewer.page.keyboard.press("Escape");
    await eventuallyEqual(() => viewer.log.more.evaluate((button) => document.activeElement === button), true);
  }));

for (const [size, viewport] of Object.entries({ desk: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } })) {
  for (const scheme of ["light", "dark"]) {
    test(`an error expression has no screen problems in ${scheme} on a ${size}`, limit, () =>
      fixture.withViewer(async (viewer) => {
        await open(viewer, small);
        await viewer.errors.openDrawer();
        const problems = await inspectScreen(viewer, `errors-none-${scheme}-${size}`);
        await viewer.errors.field.fill("nan");
        await eventuallyEqual(async () => (await errorLines(viewer)).length, 3);
        problems.push(...(await inspectScreen(viewer, `errors-${scheme}-${size}`)));
        await viewer.errors.field.fill("(nan");
        await eventuallyMatches(() => viewer.errors.problem.textContent(), /unclosed group/);
        problems.push(...(await inspectScreen(viewer, `errors-bad-${scheme}-${size}`)));
        assert.deepEqual(problems, []);
      }, { colorScheme: scheme, viewport }));
  }
}

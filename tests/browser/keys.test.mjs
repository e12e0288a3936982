// The keyboard shortcuts: a dialog that lists them, and a switch for those that are single characters.
import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually, eventuallyEqual, eventuallyMatches } from "./support/expect.mjs";
import { createFixture, limit } from "./support/fixture.mjs";
import { inspectScreen } from "./support/inspect.mjs";
import { prepare } from "./support/job.mjs";
import { containerSas } from "./support/sas.mjs";

const nLines = 400;
const text = Array.from({ length: nLines }, (_, n) => `line ${n + 1}\n`).join("");
const blob = "t1/$TaskLog/stdout.txt";

const fixture = createFixture(async ({ world }) => {
  world.container = await prepare(world, "keys");
  await world.storage.putBlob(world.container, blob, text, { type: "text/plain" });
});

async function openLog(viewer) {
  const { world } = fixture;
  const query = containerSas(world.container);
  await viewer.open(world.linkTo(`/j/${world.container}/t/${blob}`, { container: world.container, query }));
  await eventually(async () => assert.equal((await viewer.log.inView())?.at(-1).text, `line ${nLines}`));
}

const first = async (viewer) => (await viewer.log.inView())?.[0].text;
const dialog = (viewer) => viewer.page.getByRole("dialog", { name: "Keys" });
const isPressed = (viewer, name) => viewer.page.getByTestId(name).getAttribute("aria-pressed");

for (const colorScheme of ["light", "dark"]) {
  for (const [size, viewport] of Object.entries({ desk: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } })) {
    test(`a question mark lists the keys in ${colorScheme} on a ${size}`, limit, () =>
      fixture.withViewer(async (viewer) => {
        await openLog(viewer);
        await viewer.log.view.focus();
        await viewer.page.keyboard.press("?");
        await dialog(viewer).waitFor();
        assert.match(await dialog(viewer).innerText(), /Follow, or stay here/);
        assert.deepEqual(await inspectScreen(viewer, `keys-${colorScheme}-${size}`), []);
        // An open dialog takes all keys.
        await viewer.page.keyboard.press("f");
        assert.equal(await isPressed(viewer, "follow"), "true");
        await viewer.page.keyboard.press("Escape");
        await dialog(viewer).waitFor({ state: "hidden" });
        assert.ok(await viewer.log.view.evaluate((view) => view === document.activeElement));
      }, { colorScheme, viewport }));
  }
}

test("keys start and stop following and wrap lines", limit, () =>
  fixture.withViewer(async (viewer) => {
    await openLog(viewer);
    await viewer.page.keyboard.press("f");
    await eventuallyEqual(() => isPressed(viewer, "follow"), "false");
    await viewer.page.keyboard.press("g");
    await eventuallyEqual(() => first(viewer), "line 1");
    await viewer.page.keyboard.press("f");
    await eventuallyEqual(() => isPressed(viewer, "follow"), "true");
    await eventuallyEqual(async () => (await viewer.log.inView())?.at(-1).text, `line ${nLines}`);
    const wrapped = await isPressed(viewer, "wrap");
    await viewer.page.keyboard.press("w");
    await eventuallyEqual(() => isPressed(viewer, "wrap"), wrapped === "true" ? "false" : "true");
  }));

test("a reader can switch character keys off, and they stay off", limit, () =>
  fixture.withViewer(async (viewer) => {
    await openLog(viewer);
    await viewer.page.keyboard.press("?");
    const box = viewer.page.getByTestId("key-characters");
    assert.ok(await box.isChecked());
    await box.uncheck();
    await viewer.page.keyboard.press("Escape");
    // The browser removes the focus from a hidden box in the next frame.
    await eventuallyEqual(() => viewer.page.evaluate(() => document.activeElement.closest("dialog") === null), true);
    await viewer.page.keyboard.press("g");
    await viewer.page.keyboard.press("?");
    await viewer.page.keyboard.press("Home");
    await eventuallyEqual(() => first(viewer), "line 1");
    assert.ok(await dialog(viewer).isHidden());
    await openLog(viewer);
    await viewer.page.keyboard.press("f");
    await viewer.page.getByTestId("keys").click();
    assert.equal(await viewer.page.getByTestId("key-characters").isChecked(), false);
    assert.equal(await isPressed(viewer, "follow"), "true");
    await eventuallyMatches(() => dialog(viewer).innerText(), /single character/);
  }));

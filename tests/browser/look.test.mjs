// Every screen, light and dark, on a desk and on a phone: readable for all, nothing sticks out,
// nothing complains, nothing is asked of anybody else.
import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { strayRequests } from "./support/browser.mjs";
import { eventually } from "./support/expect.mjs";
import { job, prepare, writeJob } from "./support/job.mjs";
import { limit, stage } from "./support/stage.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const sizes = { desk: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } };

const set = stage(async ({ world }) => {
  world.container = await writeJob(world);
  world.empty = await prepare(world, "still-empty");
});

/** Screens by name: where they are, and the words or the test ID that is there once they are drawn. */
const screens = (container, empty) => ({
  jobs: ["/", /1 failed/],
  job: [`/j/${container}`, /frames-010/],
  "job-previews": [`/j/${container}?tab=previews`, /frame_0001\.png/],
  "job-outputs": [`/j/${container}?tab=outputs`, /\$Statistics/],
  "job-other": [`/j/${container}?tab=other`, /read me\.txt/],
  task: [`/j/${container}/t/frames-001`, /\$RenderStats/],
  "task-failed": [`/j/${container}/t/${job.failed}`, /exit code 3|exit 3/i],
  log: [`/j/${container}/t/frames-001/$TaskLog/stdout.txt`, /frame done/],
  "log-error": [`/j/${container}/t/${job.failed}/$TaskLog/stderr.txt`, /foam_07/],
  picture: [`/j/${container}/t/frames-001/$TaskPreview/frame_0001.png`, "picture"],
  text: [`/j/${container}/$Statistics/statistics.csv`, /frame,seconds/],
  hex: [`/j/${container}/t/frames-001/$TaskOutput/exr/frame_0001.exr`, /76 2f 31 01/i],
  empty: [`/j/${empty}`, /nothing here yet/i],
  missing: ["/j/job-nobody", /no container/i],
  unknown: ["/nowhere", /no such page/i],
});

for (const scheme of ["light", "dark"]) {
  for (const [size, viewport] of Object.entries(sizes)) {
    test(`every screen is in order in ${scheme} on a ${size}`, { timeout: 300_000 }, () =>
      set.with(async (viewer) => {
        const { world } = set;
        const problems = [];
        const inspect = async (name) => problems.push(...(await inspectScreen(viewer, `${name}-${scheme}-${size}`)));
        await viewer.open(world.site.url);
        await viewer.connect.input.waitFor();
        await inspect("connect");
        await viewer.connect.paste("nothing of the kind");
        await eventually(async () => assert.match(await viewer.connect.refusal(), /./));
        await inspect("connect-refused");
        await viewer.connect.paste(await world.sasUrl());
        await eventually(async () => assert.ok(await viewer.connect.canSubmit()));
        await inspect("connect-ready");
        await viewer.connect.submit();
        for (const [name, [route, drawn]] of Object.entries(screens(world.container, world.empty))) {
          await viewer.go(route);
          await eventually(async () => {
            if (typeof drawn === "string") await viewer.picture.pixels(viewer.page.getByTestId(drawn));
            else assert.match(await viewer.words(), drawn, name);
          });
          await inspect(name);
        }
        assert.deepEqual(problems, []);
        assert.deepEqual(strayRequests(viewer.page, [world.site.origin, world.proxy.origin]), []);
      }, { colorScheme: scheme, viewport }));
  }
}

/** What is wrong with the screen as it stands, a line each. */
async function inspectScreen({ page }, name) {
  await page.evaluate(() => document.fonts.ready);
  if (process.env.SHOTS) {
    await mkdir(process.env.SHOTS, { recursive: true });
    await page.screenshot({ path: join(process.env.SHOTS, `${name}.png`) });
  }
  const wide = await page.evaluate(overflow);
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
  const grave = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
  const elements = (nodes) => nodes.slice(0, 3).map(({ html }) => html.slice(0, 160)).join(" ");
  return [
    ...wide.map((element) => `${name}: sticks out to the side: ${element}`),
    ...grave.map(({ id, nodes }) => `${name}: ${id}: ${elements(nodes)}`),
  ];
}

/** Runs in the page: what sticks out of the window, but for what lies in a box that scrolls itself. */
function overflow() {
  const width = document.documentElement.clientWidth;
  const main = document.querySelector("main");
  const scrolls = (element) => /auto|scroll/.test(getComputedStyle(element).overflowX) && element !== main;
  const isHeld = (element) => element.parentElement !== null && (scrolls(element.parentElement) || isHeld(element.parentElement));
  const isOut = (element) => {
    const { left, right, width: own } = element.getBoundingClientRect();
    return own > 1 && (right > width + 1 || left < -1) && !isHeld(element);
  };
  const out = [...document.querySelectorAll("body *")].filter(isOut).map((element) => element.outerHTML.slice(0, 120));
  const isWider = [document.documentElement, document.body, main].some((box) => box.scrollWidth > box.clientWidth);
  return isWider ? [...out.slice(0, 5), `${main.scrollWidth} px wide`] : out.slice(0, 5);
}

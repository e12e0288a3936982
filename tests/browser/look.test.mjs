// Every screen, light and dark, on a desk and on a phone: readable for all, nothing sticks out,
// nothing complains, nothing is asked of anybody else.
import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { complaints, strayRequests } from "./support/browser.mjs";
import { eventually } from "./support/expect.mjs";
import { job, prepare, writeJob } from "./support/job.mjs";
import { limit, stage } from "./support/stage.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const sizes = { desk: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } };

const set = stage(async ({ world }) => {
  world.container = await writeJob(world);
  world.empty = await prepare(world, "still-empty");
});

/** Screens by name: where they are, and words that stand there once they are drawn. */
const screens = (container, empty) => ({
  jobs: ["/", new RegExp(job.id)],
  job: [`/j/${container}`, /frames-010/],
  "job-previews": [`/j/${container}?tab=previews`, /frame_0001\.png/],
  "job-outputs": [`/j/${container}?tab=outputs`, /\$Statistics/],
  "job-other": [`/j/${container}?tab=other`, /read me\.txt/],
  task: [`/j/${container}/t/frames-001`, /\$RenderStats/],
  "task-failed": [`/j/${container}/t/${job.failed}`, /exit code 3|exit 3/i],
  log: [`/j/${container}/t/frames-001/$TaskLog/stdout.txt`, /frame done/],
  "log-error": [`/j/${container}/t/${job.failed}/$TaskLog/stderr.txt`, /foam_07/],
  picture: [`/j/${container}/t/frames-001/$TaskPreview/frame_0001.png`, /96\s*×\s*54/],
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
        const inspect = (name) => inspectScreen(viewer, `${name}-${scheme}-${size}`);
        await viewer.open(world.site.url);
        await viewer.connect.input.waitFor();
        await inspect("connect");
        await viewer.connect.paste("nothing of the kind");
        await eventually(() => viewer.connect.refusal());
        await inspect("connect-refused");
        await viewer.connect.paste(await world.sasUrl());
        await eventually(async () => assert.ok(await viewer.connect.canSubmit()));
        await inspect("connect-ready");
        await viewer.connect.submit();
        for (const [name, [route, drawn]] of Object.entries(screens(world.container, world.empty))) {
          await viewer.go(route);
          await eventually(async () => assert.match(await viewer.words(), drawn, name));
          await inspect(name);
        }
        assert.deepEqual(complaints(viewer.page), []);
        assert.deepEqual(strayRequests(viewer.page, [world.site.origin, world.proxy.origin]), []);
      }, { colorScheme: scheme, viewport }));
  }
}

async function inspectScreen(viewer, name) {
  await viewer.page.evaluate(() => document.fonts.ready);
  if (process.env.SHOTS) {
    await mkdir(process.env.SHOTS, { recursive: true });
    await viewer.page.screenshot({ path: join(process.env.SHOTS, `${name}.png`) });
  }
  assert.deepEqual(await viewer.page.evaluate(overflow), [], `${name}: sticks out to the side`);
  await viewer.page.evaluate(axe);
  const violations = await viewer.page.evaluate(async () => {
    const { violations } = await window.axe.run(document, { resultTypes: ["violations"] });
    return violations
      .filter(({ impact }) => impact === "serious" || impact === "critical")
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).slice(0, 3).join(" ")}`);
  });
  assert.deepEqual(violations, [], name);
}

/** Runs in the page: what makes it wider than the window. */
function overflow() {
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth <= clientWidth) return [];
  const isOut = (element) => element.getBoundingClientRect().right > clientWidth + 1;
  return [...document.querySelectorAll("body *")].filter(isOut).slice(0, 5).map((element) => element.outerHTML.slice(0, 120));
}

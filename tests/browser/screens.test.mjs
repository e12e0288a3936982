// Every screen, light and dark, on a desk and on a phone: it is accessible, nothing overflows, the
// console is clean, and no request goes to another host.
import assert from "node:assert/strict";
import { test } from "node:test";
import { strayRequests } from "./support/browser.mjs";
import { eventually } from "./support/expect.mjs";
import { createFixture } from "./support/fixture.mjs";
import { inspectScreen } from "./support/inspect.mjs";
import { job, prepare, writeJob } from "./support/job.mjs";

const sizes = { desk: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } };

const fixture = createFixture(async ({ world }) => {
  world.container = await writeJob(world);
  world.empty = await prepare(world, "still-empty");
});

/** Screens by name: their route, and the text or test ID that appears once they are drawn. */
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

/** Links that the connect page refuses, by the name of the screen. */
const refusedLinks = (sas) => ({
  "connect-cut-link": sas.replace(/&sig=.*/, ""),
  "connect-link-over-http": sas.replace(/127\.0\.0\.1:\d+/, "farm.example.test"),
  "connect-link-to-other-host": sas.replace(/http:.*?devstoreaccount1/, "https://farm.blob.core.windows.net"),
});

/** The same SAS URL for an account that does not exist, on the same host. */
const otherAccount = (sas) => sas.replace("/devstoreaccount1", "/otheraccount");

for (const scheme of ["light", "dark"]) {
  for (const [size, viewport] of Object.entries(sizes)) {
    test(`no screen has problems in ${scheme} on a ${size}`, { timeout: 300_000 }, () =>
      fixture.withViewer(async (viewer) => {
        const { world } = fixture;
        const problems = [];
        const inspect = async (name) => problems.push(...(await inspectScreen(viewer, `${name}-${scheme}-${size}`)));
        for (const [name, sas] of Object.entries(refusedLinks(await world.sasUrl()))) {
          await viewer.open(`${world.site.url}#/?sas=${encodeURIComponent(sas)}`);
          await viewer.linkNotice.notice.waitFor();
          await inspect(name);
        }
        await viewer.open(world.site.url);
        await viewer.connect.input.waitFor();
        await inspect("connect");
        await viewer.connect.paste("nothing of the kind");
        await eventually(async () => assert.match(await viewer.connect.problem(), /./));
        await inspect("connect-refused");
        await viewer.connect.paste(await world.sasUrl());
        await eventually(async () => assert.ok(await viewer.connect.canSubmit()));
        await inspect("connect-ready");
        await viewer.connect.submit();
        for (const [name, [route, drawn]] of Object.entries(screens(world.container, world.empty))) {
          await viewer.go(route);
          await eventually(async () => {
            if (typeof drawn === "string") await viewer.picture.pixels(viewer.page.getByTestId(drawn));
            else assert.match(await viewer.mainText(), drawn, name);
          });
          await inspect(name);
        }
        await viewer.go(`/?sas=${encodeURIComponent(otherAccount(await world.sasUrl()))}`);
        await viewer.linkNotice.open.waitFor();
        await inspect("link-to-other-account");
        assert.deepEqual(problems, []);
        assert.deepEqual(strayRequests(viewer.page, [world.site.origin, world.proxy.origin]), []);
      }, { colorScheme: scheme, viewport }));
  }
}

// The second file of wasm, with which files are shown: when it is fetched, and that no other page
// needs it. Only a page as it is published has one: cargo xtask build, without --quick.
import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually, eventuallyEqual, eventuallyMatches } from "./support/expect.mjs";
import { job, writeJob } from "./support/job.mjs";
import { accountSas, containerSas, inHours } from "./support/sas.mjs";
import { limit, stage } from "./support/stage.mjs";

const file = /_views\.wasm$/;
const set = stage(async ({ world }) => {
  world.container = await writeJob(world);
  const page = await (await fetch(world.site.url)).text();
  assert.match(page, / data-views="[^"]*_views\.wasm"/, "a page built with --quick has no second file");
});

const fetches = (viewer) => viewer.page.seen.requests.filter(({ url }) => file.test(new URL(url).pathname));
const eventuallyFetched = (viewer) => eventuallyEqual(() => fetches(viewer).length, 1);
const placeOf = (rest) => `/j/${set.world.container}${rest}`;
const logPlace = () => placeOf(`/t/${job.failed}/$TaskLog/stderr.txt`);
const linkTo = async (place) => (await set.world.viewerLink(job.id)).replace("#/?", `#${place}?`);

/** Keeps the second file from a page until what is given back is called. */
async function keepAway({ page }) {
  await page.route(file, (route) => route.abort());
  return () => page.unroute(file);
}

const showsLog = (viewer) =>
  eventually(async () => assert.ok((await viewer.log.texts()).includes(job.errorLine)));

test("what shows files is fetched with the first job, once, and knows no SAS", limit, () =>
  set.with(async (viewer) => {
    await viewer.open(await set.world.viewerLink());
    await eventuallyEqual(() => viewer.jobs.rows.count(), 1);
    await viewer.page.waitForLoadState("networkidle");
    assert.deepEqual(fetches(viewer), []);

    await viewer.jobs.open(job.id);
    await eventuallyFetched(viewer);
    await viewer.job.openTask(job.failed);
    await viewer.job.openFile("stderr.txt");
    await showsLog(viewer);
    await viewer.go(placeOf(`/t/${job.tasks[0]}/$TaskPreview/frame_0001.png`));
    await eventually(() => viewer.picture.pixels());
    await viewer.go(placeOf(`/t/${job.tasks[0]}/$TaskOutput/exr/frame_0001.exr`));
    await eventuallyMatches(() => viewer.words(), /76 2f 31 01/i);
    assert.equal(fetches(viewer).length, 1);
    const [{ url, headers }] = fetches(viewer);
    assert.doesNotMatch(url + JSON.stringify(headers), /sig|sas/i);
  }));

test("a link to a file has it fetched along", limit, () =>
  set.with(async (viewer) => {
    let arrived;
    const isHere = new Promise((resolve) => (arrived = resolve));
    // The viewer itself is kept away: what is fetched now was asked for by nothing of it.
    await viewer.page.route(/_bg\.wasm$/, async (route) => {
      await isHere;
      await route.continue();
    });
    viewer.page.on("request", (request) => file.test(request.url()) && arrived());
    await viewer.open(await linkTo(logPlace()));
    await showsLog(viewer);
    assert.equal(fetches(viewer).length, 1);
  }));

test("every page but a file's works without it", limit, () =>
  set.with(async (viewer) => {
    const { world } = set;
    await keepAway(viewer);
    await viewer.open(world.site.url);
    await viewer.connect.paste("nothing of the kind");
    await eventuallyMatches(() => viewer.connect.refusal(), /url|link/i);
    await viewer.connect.paste(await world.sasUrl());
    await viewer.connect.submit();
    await eventuallyEqual(() => viewer.jobs.rows.count(), 1);

    await viewer.jobs.open(job.id);
    await eventuallyEqual(() => viewer.job.taskRows.count(), job.tasks.length);
    await viewer.job.tab("previews").click();
    await eventually(async () => assert.ok((await viewer.job.previews.count()) >= job.tasks.length));
    await viewer.job.tab("outputs").click();
    await eventuallyMatches(() => viewer.words(), /\$Statistics/);
    await viewer.job.tab("other").click();
    await eventuallyMatches(() => viewer.words(), /notes\/read me\.txt/);
    await viewer.job.tab("tasks").click();
    await viewer.job.openTask(job.failed);
    await eventuallyMatches(() => viewer.words(), /stderr\.txt/);
    await eventuallyMatches(() => viewer.words(), /exit code/i);
    await viewer.page.getByTestId("expiry").click();
    await viewer.connect.input.waitFor();
    await viewer.page.getByTestId("scheme").click();
    await viewer.go("/somewhere");
    await eventuallyMatches(() => viewer.words(), /no such page/i);
    await viewer.go(placeOf("/t/nobody"));
    await eventuallyMatches(() => viewer.words(), /nothing of this task/i);
    await viewer.go("/j/job-nobody");
    await eventuallyMatches(() => viewer.words(), /no container/i);

    const { container } = world;
    for (const [query, says] of [
      [containerSas(container, { expires: inHours(-1) }), /link has ended/i],
      [containerSas(container, { permissions: "r" }), /may not list/i],
      [containerSas("job-other"), /does not accept|refuses/i],
    ]) {
      await viewer.open(world.linkTo(placeOf(""), { container, query }));
      await eventuallyMatches(() => viewer.words(), says);
    }
    await viewer.open(world.linkTo("/", { query: accountSas({ types: "o" }) }));
    await eventuallyMatches(() => viewer.words(), /something else|cannot list jobs|not for viewing/i);
  }));

test("a file says that it cannot be shown yet, and is shown once what shows it can be had", limit, () =>
  set.with(async (viewer) => {
    const letCome = await keepAway(viewer);
    await viewer.open(await linkTo(logPlace()));
    await eventuallyMatches(() => viewer.advice.innerText(), /part of this page did not load/i);
    await eventuallyMatches(() => viewer.page.title(), /^stderr\.txt/);
    // The way back is open.
    await viewer.go(placeOf(`/t/${job.failed}`));
    await eventuallyMatches(() => viewer.words(), /exit code/i);
    assert.equal(await viewer.page.getByTestId("last-words").locator("pre").innerText(), "");
    await viewer.page.goBack();
    await viewer.advice.waitFor();

    await letCome();
    await viewer.advice.getByRole("button", { name: /try/i }).click();
    await showsLog(viewer);
    await viewer.go(placeOf(`/t/${job.failed}`));
    await eventuallyMatches(() => viewer.page.getByTestId("last-words").innerText(), /is missing/);
  }));

test("it is asked for again when the network is back, and lines of logs come with it", limit, () =>
  set.with(async (viewer) => {
    const letCome = await keepAway(viewer);
    await viewer.open(await set.world.viewerLink(job.id));
    await eventuallyEqual(() => viewer.job.taskRows.count(), job.tasks.length);
    await viewer.page.context().setOffline(true);
    await viewer.go(logPlace());
    await eventuallyMatches(() => viewer.advice.innerText(), /offline/i);
    await viewer.go(placeOf(""));
    await viewer.job.lastLine(job.tasks[0]).waitFor();
    assert.equal(await viewer.job.lastLine(job.tasks[0]).innerText(), "");

    await letCome();
    await viewer.page.context().setOffline(false);
    await eventuallyMatches(() => viewer.job.lastLine(job.tasks[0]).innerText(), /frame done/);
    await viewer.go(logPlace());
    await showsLog(viewer);
  }));

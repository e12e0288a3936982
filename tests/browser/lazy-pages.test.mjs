// The lazy parts that a link to a job does not need: the form that takes a SAS, the list of jobs, a task and
// the tables of files, and the list of keys. The rows of a job come first, nothing flashes or jumps, and a
// part that fails to load is fetched again.
import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually, eventuallyEqual, eventuallyMatches } from "./support/expect.mjs";
import { createFixture, limit } from "./support/fixture.mjs";
import { job, writeJob } from "./support/job.mjs";
import {
  LazyParts, delayMainUntilRequested, failFiles, fetchesOf, holdFiles, namesOf, notFound, offline, pageParts,
} from "./support/lazy-parts.mjs";

let parts;
const fixture = createFixture(async ({ world }) => {
  world.container = await writeJob(world);
  parts = await LazyParts.of(world.site);
});

const notLoaded = /part of this page did not load/i;
const showsRows = (viewer) => eventuallyEqual(() => viewer.job.taskRows.count(), job.tasks.length);
const showsJobs = (viewer) => eventuallyEqual(() => viewer.jobs.rows.count(), 1);
const showsForm = (viewer) => viewer.connect.input.waitFor();
const keys = (viewer) => viewer.page.getByRole("dialog", { name: "Keys" });

const showsFiles = (viewer) => eventuallyMatches(() => viewer.mainText(), /\$Statistics|\$RenderStats/);
/** A link to a place in the job. */
const linkTo = async (world, rest) => (await world.viewerLink(job.id)).replace("#/?", `#/j/${world.container}${rest}`);

/** Addresses whose first page is a lazy part. */
const firstPages = {
  "an address without a SAS": { part: "connect", address: (world) => world.site.url, shows: showsForm },
  "a reload of a job": { part: "connect", address: (world) => `${world.site.url}#/j/${world.container}`, shows: showsForm },
  "a link to the form": {
    part: "connect", address: async (world) => (await world.viewerLink()).replace("#/?", "#/connect?"), shows: showsForm,
  },
  "a link to an account": { part: "jobs", address: (world) => world.viewerLink(), shows: showsJobs },
  "a link to a task": { part: "files", address: (world) => linkTo(world, "/t/frames-001?"), shows: showsFiles },
  "a link to a tab": { part: "files", address: (world) => linkTo(world, "?tab=outputs&"), shows: showsFiles },
};

for (const [name, { part, address, shows }] of Object.entries(firstPages)) {
  test(`${name} fetches its part side by side with the main part`, limit, () =>
    fixture.withViewer(async (viewer) => {
      await delayMainUntilRequested(viewer, parts.filesOf(part));
      await viewer.open(await address(fixture.world));
      await shows(viewer);
      assert.deepEqual(namesOf(fetchesOf(viewer, parts.filesOf(part))), parts.filesOf(part));
    }));
}

test("the rows of a job need no lazy part, and are drawn before any is fetched", limit, () =>
  fixture.withViewer(async (viewer) => {
    const files = Object.keys(parts.parts).flatMap((part) => parts.filesOf(part));
    await viewer.page.addInitScript(recordFetchesWithoutRows);
    const release = await holdFiles(viewer, files);
    await viewer.open(await fixture.world.viewerLink(job.id));
    await showsRows(viewer);
    release();
    await eventuallyEqual(() => fetchesOf(viewer, parts.filesOf(...pageParts)).length, parts.filesOf(...pageParts).length);
    const early = await viewer.page.evaluate(() => window.fetchesWithoutRows);
    assert.ok(early.length > 0, "no request was seen");
    assert.deepEqual(early.filter((path) => files.includes(path.split("/").at(-1))), []);
  }));

for (const [part, { address, shows }] of Object.entries({
  connect: firstPages["an address without a SAS"],
  jobs: firstPages["a link to an account"],
})) {
  test(`what stands for the part ${part} looks like the page before the viewer starts`, limit, () =>
    fixture.withViewer(async (viewer) => {
      const startMain = await holdFiles(viewer, await mainFiles());
      const showPage = await holdFiles(viewer, parts.filesOf(part));
      await viewer.open(await address(fixture.world));
      await eventually(async () => assert.ok((await placeholders(viewer)).length > 0));
      const before = await placeholders(viewer);
      startMain();
      await viewer.page.getByTestId("scheme").waitFor();
      assert.deepEqual(await placeholders(viewer), before);
      showPage();
      await shows(viewer);
      assert.deepEqual(await placeholders(viewer), []);
    }));
}

for (const name of ["an address without a SAS", "a link to an account", "a link to a task", "a link to a tab"]) {
  const { part, address, shows } = firstPages[name];
  test(`${name} reports that its part is missing, and shows it once it loads`, limit, () =>
    fixture.withViewer(async (viewer) => {
      const restore = await failFiles(viewer, parts.filesOf(part), notFound);
      await viewer.open(await address(fixture.world));
      await eventuallyMatches(() => viewer.advice.innerText(), notLoaded);
      await restore();
      await viewer.advice.getByRole("button", { name: "Try now" }).click();
      await shows(viewer);
      assert.equal(await viewer.advice.count(), 0);
    }));
}

test("the focus moves to a page whose part is slow, and stays when it is there", limit, () =>
  fixture.withViewer(async (viewer) => {
    const release = await holdFiles(viewer, parts.filesOf("connect"));
    await viewer.open(await fixture.world.viewerLink(job.id));
    await showsRows(viewer);
    await viewer.page.getByTestId("expiry").click();
    await eventually(async () => assert.ok(await hasFocusInHeading(viewer)));
    await eventuallyMatches(() => viewer.page.title(), /^Connect/);
    release();
    await showsForm(viewer);
    await eventually(async () => assert.ok(await hasFocusInHeading(viewer)));
    await eventuallyMatches(() => viewer.heading.innerText(), /Open a job's outputs/);
  }));

test("the list of keys opens without a network once the rows are there", limit, () =>
  fixture.withViewer(async (viewer) => {
    await viewer.open(await fixture.world.viewerLink(job.id));
    await showsRows(viewer);
    await eventuallyEqual(() => namesOf(fetchesOf(viewer, parts.filesOf("help"))), parts.filesOf("help"));
    await viewer.page.waitForLoadState("networkidle");
    await viewer.page.context().setOffline(true);
    await viewer.page.keyboard.press("?");
    await eventuallyMatches(() => keys(viewer).innerText(), /Follow, or stay here/);
    await viewer.page.keyboard.press("Escape");
    await keys(viewer).waitFor({ state: "hidden" });
    await viewer.page.getByTestId("expiry").click();
    await showsForm(viewer);
    await viewer.page.context().setOffline(false);
  }));

test("a missing list of keys is reported in its dialog, and appears once it loads", limit, () =>
  fixture.withViewer(async (viewer) => {
    const restore = await failFiles(viewer, parts.filesOf("help"), offline);
    await viewer.open(await fixture.world.viewerLink(job.id));
    await showsRows(viewer);
    await viewer.page.keyboard.press("?");
    await eventuallyMatches(() => keys(viewer).innerText(), notLoaded);
    await restore();
    await keys(viewer).getByRole("button", { name: "Try now" }).click();
    await eventuallyMatches(() => keys(viewer).innerText(), /Follow, or stay here/);
    assert.doesNotMatch(await keys(viewer).innerText(), notLoaded);
    await keys(viewer).getByRole("button", { name: "Close" }).click();
    await keys(viewer).waitFor({ state: "hidden" });
    await showsRows(viewer);
  }));

/** The wasm of the main part. */
async function mainFiles() {
  const page = await (await fetch(fixture.world.site.url)).text();
  return [/ data-wasm="\.\/([^"]*)"/.exec(page)[1]];
}

/** Where the placeholders of the main part are, and whether they can be seen. */
const placeholders = (viewer) =>
  viewer.page.evaluate(() =>
    [...document.querySelectorAll("main .boot .bone")].map((bone) => {
      const { x, y, width, height } = bone.getBoundingClientRect();
      return { x, y, width, height, visibility: getComputedStyle(bone).visibility };
    }));

const hasFocusInHeading = (viewer) => viewer.page.evaluate(() => document.activeElement?.matches("main h1"));

/** Runs in the page before its scripts: records the paths of requests as long as there is no row of a task. */
function recordFetchesWithoutRows() {
  window.fetchesWithoutRows = [];
  const { fetch } = window;
  window.fetch = (resource, options) => {
    const { pathname } = new URL(resource.url ?? resource, document.baseURI);
    if (!document.querySelector("[data-testid=task-row]")) window.fetchesWithoutRows.push(pathname);
    return fetch(resource, options);
  };
}

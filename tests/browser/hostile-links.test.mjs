// Links that an open tab has to take apart: damaged ones, and ones that lead away from the account in use.
import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually, eventuallyEqual, eventuallyMatches } from "./support/expect.mjs";
import { createFixture, limit } from "./support/fixture.mjs";
import { fragmentVectors } from "./support/fragments.mjs";
import { job, writeJob } from "./support/job.mjs";
import { assertNoLeak, spellings } from "./support/leaks.mjs";
import { refusal } from "./support/proxy.mjs";
import { containerSas } from "./support/sas.mjs";

const foreignHost = "farm.blob.core.windows.net";

const fixture = createFixture(async ({ world }) => {
  world.container = await writeJob(world);
});

/** Opens the job, connected. */
async function openJob(viewer) {
  await viewer.open(await fixture.world.viewerLink(job.id));
  await eventuallyEqual(() => viewer.job.taskRows.count(), job.tasks.length);
}

/** The SAS URL of the job for the page. */
const sasUrl = () => `${fixture.world.endpoint}/${fixture.world.container}?${containerSas(fixture.world.container)}`;

/** The same for an account that does not exist, on the same host. */
const sasUrlOfOtherAccount = () => sasUrl().replace(/\/devstoreaccount1\//, "/otheraccount/");

/** The addresses of the tab's history. */
async function historyOf(page) {
  const devtools = await page.context().newCDPSession(page);
  const { entries } = await devtools.send("Page.getNavigationHistory");
  await devtools.detach();
  return entries.map(({ url }) => url);
}

/** Runs in the page: enters each fragment into the address; returns what the page made of it. */
async function enterFragments(fragments) {
  const seen = [];
  for (const fragment of fragments) {
    const changed = new Promise((resolve) => addEventListener("hashchange", resolve, { once: true }));
    location.hash = fragment;
    await changed;
    for (let frame = 0; frame < 2; frame += 1) await new Promise(requestAnimationFrame);
    const notice = document.querySelector("[data-testid=link-notice]");
    seen.push({ route: location.hash.slice(1), notice: notice?.textContent });
    notice?.querySelector("[data-testid=link-close]").click();
  }
  return seen;
}

const requestsToHost = (viewer, host) => viewer.page.seen.requests.filter(({ url }) => new URL(url).host === host);

test("an open tab keeps no signature of any link in its address", limit, () =>
  fixture.withViewer(async (viewer) => {
    await openJob(viewer);
    const route = await viewer.route();
    // All of them are damaged or for a host outside the policy.
    const links = fragmentVectors.filter(({ sas }) => sas !== null);
    const seen = await viewer.page.evaluate(enterFragments, links.map(({ fragment }) => fragment));
    for (const [index, { about, sas }] of links.entries()) {
      assert.equal(seen[index].route, route, about);
      assert.ok(seen[index].notice && !seen[index].notice.includes(sas), about);
    }
    for (const address of await historyOf(viewer.page)) assert.doesNotMatch(address, /jsJX3SwBdiTk|sig=/i);
    assert.equal(await viewer.job.taskRows.count(), job.tasks.length);
    assert.deepEqual(requestsToHost(viewer, foreignHost), []);
  }));

test("a link that is malformed and whole is followed in an open tab", limit, () =>
  fixture.withViewer(async (viewer) => {
    const { world } = fixture;
    const encoded = encodeURIComponent(sasUrl());
    await viewer.open(world.site.url);
    await viewer.connect.input.waitFor();
    for (const fragment of [`/?SAS=${encoded}`, `/?s%61s=${encoded}`, `/#sas=${encoded}`, `/sas=${encoded}`]) {
      await viewer.open(world.site.url);
      await viewer.connect.input.waitFor();
      await viewer.go(fragment);
      await eventuallyEqual(() => viewer.job.taskRows.count(), job.tasks.length);
      await eventuallyEqual(() => viewer.route(), `/j/${world.container}`);
      await assertNoLeak(viewer.page, world, spellings(sasUrl()));
    }
  }));

test("a link to another account is opened only after a question", limit, () =>
  fixture.withViewer(async (viewer) => {
    const { world } = fixture;
    // The emulator has one account only.
    world.proxy.answerInstead(({ path }) => path.startsWith("/otheraccount/") && refusal(403, "AuthenticationFailed"));
    await openJob(viewer);
    const route = await viewer.route();
    const asked = () => world.proxy.requests.filter(({ path }) => path.startsWith("/otheraccount/"));
    const link = `/?sas=${encodeURIComponent(sasUrlOfOtherAccount())}`;
    await viewer.go(link);
    await eventuallyMatches(() => viewer.linkNotice.text(), /another storage account/i);
    assert.equal(await viewer.route(), route);
    await viewer.linkNotice.close.click();
    await eventuallyEqual(() => viewer.linkNotice.notice.count(), 0);
    await viewer.job.openTask(job.failed);
    await eventuallyMatches(() => viewer.mainText(), /stderr\.txt/);
    assert.deepEqual(asked(), []);

    await viewer.go(link);
    await viewer.linkNotice.open.click();
    await eventually(async () => assert.ok(asked().length > 0));
    assert.equal(await viewer.linkNotice.notice.count(), 0);
    await assertNoLeak(viewer.page, world, spellings(sasUrl()));
  }));

test("a link to a host outside the page's policy is refused without a request", limit, () =>
  fixture.withViewer(async (viewer) => {
    const { world } = fixture;
    const sas = sasUrl().replace(/^http:.*?devstoreaccount1/, `https://${foreignHost}`);
    await viewer.open(`${world.site.url}#/?sas=${encodeURIComponent(sas)}`);
    await eventuallyMatches(() => viewer.linkNotice.text(), new RegExp(`may not connect to ${foreignHost}`));
    await assertNoLeak(viewer.page, world, spellings(sas));
    await viewer.connect.paste(sas);
    await eventuallyMatches(() => viewer.connect.problem(), new RegExp(`may not connect to ${foreignHost}`));
    assert.ok(!(await viewer.connect.canSubmit()));
    assert.deepEqual(requestsToHost(viewer, foreignHost), []);
  }));

test("a damaged link is named as such at the start and in an open tab", limit, () =>
  fixture.withViewer(async (viewer) => {
    const { world } = fixture;
    const cut = encodeURIComponent(sasUrl().replace(/&sig=.*/, ""));
    await viewer.open(`${world.site.url}#/j/${world.container}?sas=${cut}`);
    await eventuallyMatches(() => viewer.linkNotice.text(), /not opened/);
    await viewer.connect.input.waitFor();
    await viewer.go(`/j/${world.container}?sas=${encodeURIComponent(sasUrl())}`);
    await eventuallyEqual(() => viewer.job.taskRows.count(), job.tasks.length);
    assert.equal(await viewer.linkNotice.notice.count(), 0);
    await viewer.go(`/j/${world.container}?sas=${cut}`);
    await eventuallyMatches(() => viewer.linkNotice.text(), /not opened/);
    assert.equal(await viewer.job.taskRows.count(), job.tasks.length);
  }));

test("the browser keeps no address of a request in its performance timeline", limit, () =>
  fixture.withViewer(async (viewer) => {
    await openJob(viewer);
    await viewer.job.openTask(job.failed);
    await viewer.job.openFile("stderr.txt");
    await eventually(async () => assert.ok((await viewer.log.texts()).includes(job.errorLine)));
    const kept = await viewer.page.evaluate(() => performance.getEntriesByType("resource").map(({ name }) => name));
    assert.deepEqual(kept, []);
  }));

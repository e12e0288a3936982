// A SAS is a password. After a link is opened, its SAS exists only in the page's memory, and the page
// sends it only to its storage account.
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { eventually, eventuallyEqual, eventuallyMatches } from "./support/expect.mjs";
import { createFixture, limit } from "./support/fixture.mjs";
import { job, writeJob } from "./support/job.mjs";
import { assertNoLeak, spellings } from "./support/leaks.mjs";
import { containerSas } from "./support/sas.mjs";

const fixture = createFixture(async ({ world }) => {
  world.container = await writeJob(world);
});
afterEach(() => fixture.world.proxy.restore());

const noLeak = (viewer, secrets) => assertNoLeak(viewer.page, fixture.world, secrets);

test("the SAS of a link appears nowhere on any screen", limit, () =>
  fixture.withViewer(async (viewer) => {
    const link = await fixture.world.viewerLink();
    const secrets = spellings(link);
    await viewer.page.addInitScript(recordFetches);
    await viewer.open(link);
    await eventuallyEqual(() => viewer.jobs.rows.count(), 1);
    await noLeak(viewer, secrets);

    await viewer.jobs.open(job.id);
    await eventuallyEqual(() => viewer.job.taskRows.count(), job.tasks.length);
    await noLeak(viewer, secrets);

    await viewer.job.openTask(job.failed);
    await viewer.job.openFile("frame_0002.png");
    await eventually(async () => assert.equal((await viewer.picture.pixels()).width, job.frame.width));
    await noLeak(viewer, secrets);

    await viewer.page.goBack();
    await viewer.job.openFile("frame_0002.exr");
    await eventuallyMatches(() => viewer.mainText(), /76 2f 31 01/i);
    await noLeak(viewer, secrets);

    await viewer.page.goBack();
    await viewer.job.openFile("stderr.txt");
    await eventually(async () => assert.ok((await viewer.log.texts()).includes(job.errorLine)));
    await noLeak(viewer, secrets);

    const addresses = await viewer.page.evaluate(() => window.addressesAtFetch);
    assert.ok(addresses.length > 3, `${addresses.length} requests were seen`);
    for (const secret of secrets) {
      assert.ok(!addresses.some((address) => address.includes(secret)), "the SAS was still in the address at a request");
    }

    await viewer.page.reload();
    await viewer.connect.input.waitFor();
    await noLeak(viewer, secrets);
  }));

test("a pasted SAS appears nowhere after use, nor during an outage", limit, () =>
  fixture.withViewer(async (viewer) => {
    const { world } = fixture;
    const sas = await world.sasUrl(job.id);
    await viewer.open(world.site.url);
    await viewer.connect.paste(sas);
    await viewer.connect.submit();
    await eventuallyEqual(() => viewer.job.taskRows.count(), job.tasks.length);
    await noLeak(viewer, spellings(sas));

    await world.proxy.cut();
    await eventually(async () => assert.ok((await viewer.banner.count()) > 0));
    await noLeak(viewer, spellings(sas));
  }));

test("the error for a refused SAS does not show the SAS", limit, () =>
  fixture.withViewer(async (viewer) => {
    const { world } = fixture;
    // The signature is well formed and belongs to another container.
    const signature = /sig=.*/.exec(containerSas("job-another"))[0];
    const query = containerSas(world.container).replace(/sig=.*/, signature);
    const link = world.linkTo("/", { container: world.container, query });
    await viewer.open(link);
    await eventuallyMatches(() => viewer.mainText(), /signature|refuse/i);
    await noLeak(viewer, spellings(link));
  }));

const leaks = {
  "the address bar": (secret) => history.replaceState(null, "", `#/?x=${secret}`),
  "the DOM": (secret) => document.body.append(secret),
  "the console": (secret) => console.info(secret),
  "localStorage": (secret) => localStorage.setItem("x", secret),
  "sessionStorage": (secret) => sessionStorage.setItem("x", secret),
  "the cookies": (secret) => (document.cookie = `x=${secret}`),
  "the caches": async (secret) => (await caches.open("x")).put(`/x?${secret}`, new Response("")),
};

for (const [place, plant] of Object.entries(leaks)) {
  test(`the test finds a part of a SAS in ${place}`, limit, () =>
    fixture.withViewer(async (viewer) => {
      const sas = await fixture.world.sasUrl(job.id);
      await viewer.open(fixture.world.site.url);
      await viewer.connect.input.waitFor();
      const secret = spellings(sas).at(-1);
      await noLeak(viewer, [secret]);
      await viewer.page.evaluate(plant, secret);
      await assert.rejects(noLeak(viewer, [secret]), new RegExp(`${place} holds`));
    }));
}

/** Runs in the page before its scripts: records the address at each request. */
function recordFetches() {
  const { fetch } = window;
  window.addressesAtFetch = [];
  window.fetch = (...parameters) => {
    window.addressesAtFetch.push(window.location.href);
    return fetch(...parameters);
  };
}

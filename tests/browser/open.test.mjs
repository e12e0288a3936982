// Ways from a link to a file: clicks, back and forward, a reload, pasting.
import assert from "node:assert/strict";
import { test } from "node:test";
import { account, accountKey } from "./support/azurite.mjs";
import { eventually, eventuallyEqual, eventuallyMatches } from "./support/expect.mjs";
import { createFixture, limit } from "./support/fixture.mjs";
import { job, writeJob } from "./support/job.mjs";
import { containerSas } from "./support/sas.mjs";

const fixture = createFixture(async ({ world }) => {
  world.container = await writeJob(world);
});
const taskRows = (viewer, n = job.tasks.length) => eventuallyEqual(() => viewer.job.taskRows.count(), n);

test("clicks lead from the jobs to a picture, and the address follows", limit, () =>
  fixture.withViewer(async (viewer) => {
    const { world } = fixture;
    await viewer.open(await world.viewerLink());
    await eventuallyEqual(() => viewer.jobs.rows.count(), 1);
    assert.equal(await viewer.route(), "/");
    assert.equal(viewer.page.url(), `${world.site.url}#/`);

    await viewer.jobs.open(job.id);
    await taskRows(viewer);
    assert.equal(await viewer.route(), `/j/${world.container}`);
    for (const task of job.tasks) assert.equal(await viewer.job.task(task).count(), 1, task);
    await eventuallyMatches(() => viewer.job.chip(job.failed).innerText(), /exit 3/);

    await viewer.job.openTask("frames-001");
    await eventuallyEqual(() => viewer.route(), `/j/${world.container}/t/frames-001`);
    await eventuallyMatches(() => viewer.mainText(), /\$RenderStats/);
    await viewer.job.openFile("frame_0001.png");
    await eventuallyEqual(() => viewer.route(), `/j/${world.container}/t/frames-001/$TaskPreview/frame_0001.png`);
    const shown = await eventually(() => viewer.picture.pixels());
    const stored = await world.storage.getBlob(world.container, "frames-001/$TaskPreview/frame_0001.png");
    assert.deepEqual(shown, await viewer.picture.pixelsOf(stored));

    await viewer.page.goBack();
    await viewer.page.goBack();
    await taskRows(viewer);
    await viewer.page.goForward();
    await eventuallyEqual(() => viewer.route(), `/j/${world.container}/t/frames-001`);
    await viewer.page.goBack();
    await viewer.page.goBack();
    await eventuallyEqual(() => viewer.jobs.rows.count(), 1);
  }));

test("the tabs of a job hold its outputs, its kinds and other files", limit, () =>
  fixture.withViewer(async (viewer) => {
    await viewer.open(await fixture.world.viewerLink(job.id));
    await taskRows(viewer);
    await viewer.job.tab("previews").click();
    await eventually(async () => assert.ok((await viewer.job.previews.count()) >= job.tasks.length));
    await viewer.job.tab("outputs").click();
    for (const kind of [/\$JobOutput/, /\$JobPreview/, /\$Statistics/]) {
      await eventuallyMatches(() => viewer.mainText(), kind);
    }
    await viewer.job.tab("other").click();
    await eventuallyMatches(() => viewer.mainText(), /notes\/read me\.txt/);
    await viewer.job.openFile(job.other);
    await eventuallyMatches(() => viewer.mainText(), /written by hand,\s+(\d\s+)?outside the convention/);
  }));

test("a link to one job opens that job at once", limit, () =>
  fixture.withViewer(async (viewer) => {
    const { world } = fixture;
    await viewer.open(await world.viewerLink(job.id));
    await taskRows(viewer);
    assert.equal(viewer.page.url(), `${world.site.url}#/j/${world.container}`);
  }));

test("an open viewer takes a link and removes its SAS from the address", limit, () =>
  fixture.withViewer(async (viewer) => {
    const { world } = fixture;
    await viewer.page.goto(world.site.url);
    await viewer.connect.input.waitFor();
    // The document stays the same; only the part after `#` changes.
    await viewer.page.goto(await world.viewerLink(job.id));
    await taskRows(viewer);
    assert.equal(viewer.page.url(), `${world.site.url}#/j/${world.container}`);
  }));

test("a reload asks for the link again and returns to the same place", limit, () =>
  fixture.withViewer(async (viewer) => {
    const { world } = fixture;
    const place = `/j/${world.container}/t/${job.failed}/$TaskLog/stderr.txt`;
    await viewer.open(await world.viewerLink(job.id));
    await taskRows(viewer);
    await viewer.go(place);
    await eventually(async () => assert.ok((await viewer.log.texts()).includes(job.errorLine)));

    await viewer.page.reload();
    await viewer.connect.input.waitFor();
    assert.equal(await viewer.route(), place);
    await viewer.connect.paste(await world.sasUrl(job.id));
    await viewer.connect.submit();
    await eventually(async () => assert.ok((await viewer.log.texts()).includes(job.errorLine)));
    assert.equal(await viewer.route(), place);
  }));

test("a reader can paste a viewer link or a SAS URL", limit, () =>
  fixture.withViewer(async (viewer) => {
    const { world } = fixture;
    for (const text of [await world.viewerLink(job.id), await world.sasUrl(job.id), ` ${await world.sasUrl(job.id)}\n`]) {
      await viewer.open(world.site.url);
      await viewer.connect.paste(text);
      await viewer.connect.submit();
      await taskRows(viewer);
    }
  }));

test("the form says what is wrong with each wrong paste", limit, () =>
  fixture.withViewer(async (viewer) => {
    const { world } = fixture;
    const query = containerSas(world.container);
    const wrong = [
      ["nothing of the kind", /url|link/i],
      [`${world.endpoint}/${world.container}`, /no SAS/i],
      [`${world.endpoint}/${world.container}?${query.replace(/&sig=.*/, "")}`, /SAS|sig/],
      [`DefaultEndpointsProtocol=http;AccountName=${account};AccountKey=${accountKey};`, /connection string/i],
      [query, /URL/],
    ];
    const messages = new Set();
    for (const [text, pattern] of wrong) {
      await viewer.open(world.site.url);
      await viewer.connect.paste(text);
      await eventuallyMatches(() => viewer.connect.problem(), pattern, text.slice(0, 20));
      assert.ok(!(await viewer.connect.canSubmit()), text.slice(0, 20));
      messages.add(await viewer.connect.problem());
    }
    assert.ok(messages.size >= 3, [...messages].join(" | "));
  }));

test("every page has its own title, and the focus moves to its content", limit, () =>
  fixture.withViewer(async (viewer) => {
    await viewer.open(await fixture.world.viewerLink());
    await eventuallyEqual(() => viewer.jobs.rows.count(), 1);
    const titles = [await viewer.page.title()];
    const arrivedAt = async (name) => {
      await eventuallyMatches(() => viewer.page.title(), new RegExp(`^${name}.*Jobshelf$`));
      await eventually(async () => assert.ok(await viewer.hasFocusInMain(), `opening ${name} did not move the focus`));
      titles.push(await viewer.page.title());
    };
    await viewer.jobs.open(job.id);
    await taskRows(viewer);
    await arrivedAt(job.id);
    await viewer.job.openTask("frames-001");
    await arrivedAt("frames-001");
    await viewer.job.openFile("frame_0001.png");
    await arrivedAt("frame_0001.png");
    assert.equal(new Set(titles).size, titles.length, titles.join(" | "));
  }));

// The lazy parts of the viewer that show files: each family of viewers has one, which a page fetches when
// files may be opened. Pages without a file need none, and a part that fails to load is fetched again.
import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually, eventuallyEqual, eventuallyMatches } from "./support/expect.mjs";
import { createFixture, limit } from "./support/fixture.mjs";
import { job, writeJob } from "./support/job.mjs";
import {
  LazyParts, delayMainUntilRequested, failFiles, fetchesOf, fileParts, namesOf, notFound, offline, pageParts,
} from "./support/lazy-parts.mjs";
import { accountSas, containerSas, inHours } from "./support/sas.mjs";

let parts;
const fixture = createFixture(async ({ world }) => {
  world.container = await writeJob(world);
  parts = await LazyParts.of(world.site);
});

/** The files of these parts, or of all that show files, which no page without a file needs. */
const filesOf = (...names) => parts.filesOnlyOf(names.length > 0 ? names : fileParts, pageParts);
const fetches = (viewer, files = filesOf()) => fetchesOf(viewer, files);
const placeOf = (rest) => `/j/${fixture.world.container}${rest}`;
const logPlace = () => placeOf(`/t/${job.failed}/$TaskLog/stderr.txt`);
const linkTo = async (place) => (await fixture.world.viewerLink(job.id)).replace("#/?", `#${place}?`);

/** Answers each request for such a file with a failure until the returned function is called. */
const failParts = (viewer, answer) => failFiles(viewer, filesOf(), answer);

const showsLog = (viewer) =>
  eventually(async () => assert.ok((await viewer.log.texts()).includes(job.errorLine)));

test("the parts load once, after a job is listed, and without the SAS", limit, () =>
  fixture.withViewer(async (viewer) => {
    await viewer.open(await fixture.world.viewerLink());
    await eventuallyEqual(() => viewer.jobs.rows.count(), 1);
    await viewer.page.waitForLoadState("networkidle");
    assert.deepEqual(fetches(viewer), []);

    await viewer.jobs.open(job.id);
    await eventuallyEqual(() => namesOf(fetches(viewer, filesOf("log", "picture"))), filesOf("log", "picture"));
    await viewer.job.openTask(job.failed);
    await viewer.job.openFile("stderr.txt");
    await showsLog(viewer);
    await viewer.go(placeOf(`/t/${job.tasks[0]}/$TaskPreview/frame_0001.png`));
    await eventually(() => viewer.picture.pixels());
    await viewer.go(placeOf(`/t/${job.tasks[0]}/$TaskOutput/exr/frame_0001.exr`));
    await eventuallyMatches(() => viewer.mainText(), /76 2f 31 01/i);
    assert.deepEqual(namesOf(fetches(viewer)), filesOf());
    for (const { url, headers } of fetches(viewer)) {
      assert.doesNotMatch(url + JSON.stringify(headers), /sig|sas/i);
    }
  }));

test("a link to a log fetches its part side by side with the main part", limit, () =>
  fixture.withViewer(async (viewer) => {
    await delayMainUntilRequested(viewer, filesOf("log"));
    await viewer.open(await linkTo(logPlace()));
    await showsLog(viewer);
    assert.deepEqual(namesOf(fetches(viewer, filesOf("log"))), filesOf("log"));
  }));

test("every page except a file's works without the parts that show files", limit, () =>
  fixture.withViewer(async (viewer) => {
    const { world } = fixture;
    await failParts(viewer, offline);
    await viewer.open(world.site.url);
    await viewer.connect.paste("nothing of the kind");
    await eventuallyMatches(() => viewer.connect.problem(), /url|link/i);
    await viewer.connect.paste(await world.sasUrl());
    await viewer.connect.submit();
    await eventuallyEqual(() => viewer.jobs.rows.count(), 1);

    await viewer.jobs.open(job.id);
    await eventuallyEqual(() => viewer.job.taskRows.count(), job.tasks.length);
    await viewer.job.tab("previews").click();
    await eventually(async () => assert.ok((await viewer.job.previews.count()) >= job.tasks.length));
    await viewer.job.tab("outputs").click();
    await eventuallyMatches(() => viewer.mainText(), /\$Statistics/);
    await viewer.job.tab("other").click();
    await eventuallyMatches(() => viewer.mainText(), /notes\/read me\.txt/);
    await viewer.job.tab("tasks").click();
    await viewer.job.openTask(job.failed);
    await eventuallyMatches(() => viewer.mainText(), /stderr\.txt/);
    await eventuallyMatches(() => viewer.mainText(), /exit code/i);
    await viewer.page.getByTestId("expiry").click();
    await viewer.connect.input.waitFor();
    await viewer.page.getByTestId("scheme").click();
    await viewer.go("/somewhere");
    await eventuallyMatches(() => viewer.mainText(), /no such page/i);
    await viewer.go(placeOf("/t/nobody"));
    await eventuallyMatches(() => viewer.mainText(), /nothing of this task/i);
    await viewer.go("/j/job-nobody");
    await eventuallyMatches(() => viewer.mainText(), /no container/i);

    const { container } = world;
    for (const [query, says] of [
      [containerSas(container, { expires: inHours(-1) }), /link has ended/i],
      [containerSas(container, { permissions: "r" }), /may not list/i],
      [containerSas("job-other"), /does not accept|refuses/i],
    ]) {
      await viewer.open(world.linkTo(placeOf(""), { container, query }));
      await eventuallyMatches(() => viewer.mainText(), says);
    }
    await viewer.open(world.linkTo("/", { query: accountSas({ types: "o" }) }));
    await eventuallyMatches(() => viewer.mainText(), /something else|cannot list jobs|not for viewing/i);
  }));

test("a file page reports a missing part and opens the file once it loads", limit, () =>
  fixture.withViewer(async (viewer) => {
    const restore = await failParts(viewer, notFound);
    await viewer.open(await linkTo(logPlace()));
    await eventuallyMatches(() => viewer.advice.innerText(), /part of this page did not load/i);
    await eventuallyMatches(() => viewer.page.title(), /^stderr\.txt/);
    // The reader can still go back.
    await viewer.go(placeOf(`/t/${job.failed}`));
    await eventuallyMatches(() => viewer.mainText(), /exit code/i);
    assert.equal(await viewer.page.getByTestId("log-excerpt").locator("pre").innerText(), "");
    await viewer.page.goBack();
    await viewer.advice.waitFor();

    await restore();
    await viewer.advice.getByRole("button", { name: /try/i }).click();
    await showsLog(viewer);
    await viewer.go(placeOf(`/t/${job.failed}`));
    await eventuallyMatches(() => viewer.page.getByTestId("log-excerpt").innerText(), /is missing/);
  }));

test("the viewer fetches a part again when the network is back", limit, () =>
  fixture.withViewer(async (viewer) => {
    const restore = await failParts(viewer, offline);
    await viewer.open(await fixture.world.viewerLink(job.id));
    await eventuallyEqual(() => viewer.job.taskRows.count(), job.tasks.length);
    await viewer.page.context().setOffline(true);
    await viewer.go(logPlace());
    await eventuallyMatches(() => viewer.advice.innerText(), /offline/i);
    await viewer.go(placeOf(""));
    await viewer.job.lastLine(job.tasks[0]).waitFor();
    assert.equal(await viewer.job.lastLine(job.tasks[0]).innerText(), "");

    await restore();
    await viewer.page.context().setOffline(false);
    await eventuallyMatches(() => viewer.job.lastLine(job.tasks[0]).innerText(), /frame done/);
    await viewer.go(logPlace());
    await showsLog(viewer);
  }));

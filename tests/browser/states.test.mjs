// Screens with nothing to show: each state has its own message. Names may contain anything.
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { strayRequests } from "./support/browser.mjs";
import { eventually, eventuallyEqual, eventuallyMatches } from "./support/expect.mjs";
import { createFixture, limit } from "./support/fixture.mjs";
import { prepare } from "./support/job.mjs";
import { accountSas, containerSas, inHours } from "./support/sas.mjs";

const job = "states";
const fixture = createFixture(async ({ world }) => {
  world.container = await prepare(world, job);
  await world.storage.putBlob(world.container, "no-log/$TaskOutput/result.txt", "done");
});
afterEach(() => fixture.world.storage.allowOrigins(fixture.world.site.origin));

const states = {
  "a job without a container": {
    says: /no container/i,
    link: (world) => world.linkTo("/", { container: "job-nobody", query: containerSas("job-nobody") }),
  },
  "a job without a blob": {
    says: /nothing here yet/i,
    link: async (world) => world.viewerLink((await prepare(world, "states-empty")) && "states-empty"),
  },
  "a SAS without list permission": {
    says: /(may not|cannot) list\b(?! jobs)/i,
    link: (world) => world.linkTo("/", { container: world.container, query: containerSas(world.container, { permissions: "r" }) }),
  },
  "an account SAS that cannot list jobs": {
    says: /something else|cannot list jobs|not for viewing/i,
    link: (world) => world.linkTo("/", { query: accountSas({ types: "o" }) }),
  },
  "an expired SAS": {
    says: /link has ended/i,
    link: (world) => world.linkTo("/", { container: world.container, query: containerSas(world.container, { expires: inHours(-1) }) }),
  },
  "a SAS that is not valid yet": {
    says: /not valid yet/i,
    link: (world) => world.linkTo("/", { container: world.container, query: containerSas(world.container, { starts: inHours(2) }) }),
  },
  "a task without files": {
    says: /nothing of this task/i,
    link: (world) => world.linkTo(`/j/${world.container}/t/nobody`, { container: world.container, query: containerSas(world.container) }),
  },
  "a task without a log": {
    says: /no log yet/i,
    link: (world) => world.linkTo(`/j/${world.container}/t/no-log`, { container: world.container, query: containerSas(world.container) }),
  },
  "a missing log": {
    says: /not there yet/i,
    link: (world) => world.linkTo(`/j/${world.container}/t/no-log/$TaskLog/stdout.txt`, { container: world.container, query: containerSas(world.container) }),
  },
  "a missing file": {
    says: /no such file/i,
    link: (world) => world.linkTo(`/j/${world.container}/t/no-log/$TaskOutput/gone.bin`, { container: world.container, query: containerSas(world.container) }),
  },
  "an unknown address": {
    says: /no such page/i,
    link: (world) => world.linkTo("/somewhere", { container: world.container, query: containerSas(world.container) }),
  },
  "a SAS for another job": {
    says: /opens another job/i,
    link: (world) => world.linkTo(`/j/job-other`, { container: world.container, query: containerSas(world.container) }),
  },
};

for (const [name, { says, link }] of Object.entries(states)) {
  test(`${name} has its own message`, limit, () =>
    fixture.withViewer(async (viewer) => {
      await viewer.open(await link(fixture.world));
      await eventuallyMatches(() => viewer.mainText(), says);
      const words = await viewer.mainText();
      const others = Object.values(states).filter((state) => state.says !== says && state.says.test(words));
      assert.deepEqual(others, [], words);
    }));
}

test("the page explains a missing CORS rule and continues once it exists", limit, () =>
  fixture.withViewer(async (viewer) => {
    const { world } = fixture;
    await world.storage.allowOrigins("https://another.example");
    await viewer.open(await world.viewerLink(job));
    await eventuallyMatches(() => viewer.mainText(), /does not let this page read/i);
    assert.match(await viewer.mainText(), new RegExp(`az storage cors add .*--origins "?${world.site.origin}`));
    await world.storage.allowOrigins(world.site.origin);
    await eventuallyEqual(() => viewer.job.taskRows.count(), 1, undefined, { within: 60_000 });
  }));

const hostile = [
  "<img src=x onerror=window.harmed=1>.txt",
  "\"'><script>window.harmed=1</script>.txt",
  "right-to-left \u202egnp.exe",
  "a#b?c&d=e.txt",
  "a%2Fb%23.txt",
  "folder/../up.txt",
  "../../out.txt",
  "javascript:window.harmed=1",
  `${"long ".repeat(40)}.txt`,
];

test("hostile names are listed and opened, and none is executed", limit, () =>
  fixture.withViewer(async (viewer) => {
    const { world } = fixture;
    const id = "states-hostile";
    const container = await prepare(world, id);
    const task = "<img src=x onerror=window.harmed=1>";
    for (const [index, name] of hostile.entries()) {
      await world.storage.putBlob(container, `${task}/$TaskOutput/${name}`, contentOf(index), { type: "text/html" });
    }
    await viewer.open(await world.viewerLink(id));
    await eventuallyEqual(() => viewer.job.taskRows.count(), 1);
    await viewer.job.openTask(task);
    for (const [index, name] of hostile.entries()) {
      const shown = name.replace(/[\u202a-\u202e]/g, (mark) => `⟨U+${mark.codePointAt(0).toString(16).toUpperCase()}⟩`);
      const link = viewer.main.getByRole("link", { name: shown, exact: false }).first();
      await eventually(async () => assert.equal(await link.count(), 1, shown));
      await link.click();
      await eventually(async () => {
        const words = await viewer.mainText();
        // A browser removes dot segments from every URL, so it cannot request such a blob.
        const canBeAsked = !name.split("/").some((segment) => segment === "..");
        assert.ok(canBeAsked ? words.includes(contentOf(index)) : /name|no such file|cannot/i.test(words), words);
      });
      await viewer.page.goBack();
    }
    assert.equal(await viewer.page.evaluate(() => window.harmed), undefined);
    assert.equal(await viewer.page.locator("img[src=x], main script").count(), 0);
    assert.deepEqual(strayRequests(viewer.page, [world.site.origin, world.proxy.origin]), []);
  }));

const contentOf = (index) => `<script>window.harmed = 1</script> <b>content ${index}</b>`;

test("an unknown address does not keep the title of the previous page", limit, () =>
  fixture.withViewer(async (viewer) => {
    await viewer.open(await fixture.world.viewerLink(job));
    await eventuallyMatches(() => viewer.page.title(), /states/);
    await viewer.go("/somewhere");
    await eventuallyMatches(() => viewer.page.title(), /no such page/i);
  }));

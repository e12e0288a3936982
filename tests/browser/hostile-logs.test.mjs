// Logs that try to break the page: whoever can write a log writes its bytes and its metadata.
import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually, eventuallyEqual, eventuallyMatches } from "./support/expect.mjs";
import { createFixture, limit } from "./support/fixture.mjs";
import { prepare } from "./support/job.mjs";
import { containerSas } from "./support/sas.mjs";

const id = "hostile-logs";
const log = (task) => `${task}/$TaskLog/stdout.txt`;
const running = { jobshelf_state: "running" };
/** Metadata in which no number can be true. */
const impossible = {
  large: "18446744073709551615", larger: "9".repeat(40), negative: "-1", float: "1e308", nan: "NaN", text: "soon",
};
const nLineEnds = 300_000;

let container;
const fixture = createFixture(async ({ world }) => {
  container = await prepare(world, id);
  const write = async (task, bytes, metadata = running) => {
    await world.storage.createAppendBlob(container, log(task), metadata);
    await world.storage.appendBlock(container, log(task), bytes);
  };
  for (const [name, number] of Object.entries(impossible)) {
    const offsets = Array.from({ length: 300 }, () => number).join(",").slice(0, 6_000);
    await write(name, "first\nlast\n", {
      ...running, jobshelf_flush_seconds: number, jobshelf_attempt: number, jobshelf_attempt_offset: number,
      jobshelf_attempt_offsets: offsets, jobshelf_exit_code: number,
    });
  }
  await write("renamed", "first\n", { ...running, jobshelf_job_id: "Payroll", jobshelf_task_id: "boss" });
  await write("line-ends", `${"\n".repeat(nLineEnds)}last\n`);
  const link = (address) => `\x1b]8;;${address}\x07${address}\x1b]8;;\x07\n`;
  await write("links", ["https://portal.example@other.example/", "https:///a@b/", "https://good.example/@a"].map(link).join(""));
});

/** Opens the log of a task. */
async function open(viewer, task, view = "") {
  const query = containerSas(container);
  await viewer.open(fixture.world.linkTo(`/j/${container}/t/${log(task)}${view}`, { container, query }));
}

for (const name of Object.keys(impossible)) {
  test(`metadata whose numbers cannot be true leaves a log readable (${name})`, limit, () =>
    fixture.withViewer(async (viewer) => {
      await open(viewer, name);
      await eventuallyEqual(() => viewer.log.texts(), ["first", "last"]);
      await viewer.page.getByTestId("log-facts-button").click();
      await eventuallyMatches(() => viewer.page.getByTestId("log-facts").innerText(), /Size/);
      // Lines that are appended later arrive, so the page still runs.
      await fixture.world.storage.appendBlock(container, log(name), "later\n");
      await eventuallyEqual(() => viewer.log.texts(), ["first", "last", "later"]);
    }));
}

test("a job with such metadata lists its tasks under its own name", limit, () =>
  fixture.withViewer(async (viewer) => {
    await viewer.open(fixture.world.linkTo(`/j/${container}`, { container, query: containerSas(container) }));
    await eventuallyEqual(() => viewer.job.taskRows.count(), Object.keys(impossible).length + 3);
    assert.equal(await viewer.heading.first().innerText(), id);
    assert.match(await viewer.page.title(), new RegExp(`^${id}`));
  }));

test("a log of 300,000 bare line ends is shown and scrolls to its beginning", limit, () =>
  fixture.withViewer(async (viewer) => {
    await open(viewer, "line-ends");
    await eventuallyEqual(async () => (await viewer.log.texts()).at(-1), "last");
    await viewer.log.dragTo(0);
    await eventually(async () => assert.equal((await viewer.log.inView())?.[0].offset, 0));
    await viewer.log.view.focus();
    await viewer.page.keyboard.press("G");
    await eventually(async () => assert.equal((await viewer.log.inView())?.at(-1).text, "last"));
  }));

test("the line ends of such a log pass a filter and wrap", limit, () =>
  fixture.withViewer(async (viewer) => {
    await open(viewer, "line-ends", "?not=last&wrap=1");
    await eventually(async () => assert.ok((await viewer.log.texts()).length > 0));
    await viewer.go(`/j/${container}/t/${log("line-ends")}?wrap=1`);
    await eventually(async () => assert.ok((await viewer.log.texts()).includes("last")));
  }));

test("a link in a log with a user before its host is no link", limit, () =>
  fixture.withViewer(async (viewer) => {
    await open(viewer, "links");
    await eventuallyEqual(async () => (await viewer.log.texts()).length, 3);
    const addresses = await viewer.log.lines.locator("a").evaluateAll((links) => links.map((link) => link.getAttribute("href")));
    assert.deepEqual(addresses, ["https://good.example/@a"]);
  }));

// Pieces of a text or of a finished log, which are not followed: a read error is reported until the
// piece is read, and no longer.
import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually, eventuallyEqual, eventuallyMatches } from "./support/expect.mjs";
import { createFixture, limit } from "./support/fixture.mjs";
import { prepare } from "./support/job.mjs";
import { refusal } from "./support/proxy.mjs";
import { containerSas, inHours } from "./support/sas.mjs";

const fixture = createFixture();
const text = Array.from({ length: 60_000 }, (_, index) => `line ${index + 1} ${"-".repeat(30)}\n`).join("");

async function writeEnded(container, blob) {
  const { storage } = fixture.world;
  await storage.createAppendBlob(container, blob, { jobshelf_state: "finished", jobshelf_exit_code: "0" });
  await storage.appendBlock(container, blob, text);
}

async function open(viewer, id, blob, write) {
  const { world } = fixture;
  const container = await prepare(world, id);
  await write(container, blob);
  const query = containerSas(container, { expires: inHours(48) });
  await viewer.open(world.linkTo(`/j/${container}/t/${blob}`, { container, query }));
  await eventually(async () => assert.ok((await viewer.log.inView())?.length > 10));
  if (write === writeEnded) await eventuallyMatches(() => viewer.page.getByTestId("freshness").innerText(), /Complete/);
}

/** Refuses to read a file until the returned function is called. */
function refuse(name) {
  const { proxy } = fixture.world;
  return proxy.answerInstead(({ method, path }) =>
    method === "GET" && path.endsWith(name) ? refusal(503, "ServerBusy") : undefined);
}

for (const [what, blob, write] of [
  ["a text", "frames/$TaskOutput/report.txt", (container, blob) => fixture.world.storage.putBlob(container, blob, text, { type: "text/plain" })],
  ["a finished log", "frames/$TaskLog/stdout.txt", writeEnded],
]) {
  const name = blob.split("/").at(-1);
  const id = `pieces-${what.split(" ").at(-1)}`;
  test(`a read error in ${what} is reported until its piece is read`, limit, () =>
    fixture.withViewer(async (viewer) => {
      await open(viewer, id, blob, write);
      const stop = refuse(name);
      await viewer.log.dragTo(0.5);
      await viewer.banner.waitFor();
      stop();
      await eventually(async () => assert.ok(await viewer.log.inView(), "lines in view are missing"));
      await eventuallyEqual(() => viewer.banner.count(), 0);
    }));

  test(`a read error in ${what} disappears where nothing is missing`, limit, () =>
    fixture.withViewer(async (viewer) => {
      await open(viewer, `${id}-back`, blob, write);
      const stop = refuse(name);
      await viewer.log.dragTo(0.5);
      await viewer.banner.waitFor();
      await viewer.log.dragTo(1);
      await eventuallyEqual(() => viewer.banner.count(), 0);
      stop();
    }));
}

test("a rewritten text is reported, and replaced when the reader asks", limit, () =>
  fixture.withViewer(async (viewer) => {
    const { storage } = fixture.world;
    const blob = "frames/$TaskOutput/report.txt";
    const put = (container, body) => storage.putBlob(container, blob, body, { type: "text/plain" });
    let container;
    await open(viewer, "pieces-replaced", blob, (into) => put((container = into), text));
    await put(container, text.replaceAll("line", "other"));
    await viewer.log.dragTo(0.5);
    await eventuallyMatches(() => viewer.log.changeNotice.innerText(), /written anew.*What you read is the old one/s);
    assert.ok(!(await viewer.log.texts()).some((line) => line.startsWith("other")));
    await viewer.log.showNew.click();
    await eventually(async () => {
      const lines = (await viewer.log.inView())?.map(({ text }) => text) ?? [];
      assert.ok(lines.length > 10 && lines.every((line) => line.startsWith("other")));
    });
    await viewer.log.dragTo(0.5);
    await eventually(async () => assert.ok((await viewer.log.inView())?.every(({ text }) => text.startsWith("other"))));
  }));

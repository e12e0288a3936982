// Faults while a log is followed: an expired SAS, a busy service, no network, a device that slept.
// Loaded lines stay, the page explains the problem, and following resumes at the same byte.
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { eventually, eventuallyEqual, eventuallyMatches } from "./support/expect.mjs";
import { createFixture, limit } from "./support/fixture.mjs";
import { prepare } from "./support/job.mjs";
import { refusal } from "./support/proxy.mjs";
import { containerSas, inHours } from "./support/sas.mjs";
import { VirtualLog } from "./support/virtual-log.mjs";

const log = "frames/$TaskLog/stdout.txt";
const fixture = createFixture();
// The fake answers of a failed test must not reach the next test.
const cleanUps = [];
afterEach(() => cleanUps.splice(0).forEach((cleanUp) => cleanUp()));

const lines = (name, n) => Array.from({ length: n }, (_, index) => `${name} ${String(index + 1).padStart(4, "0")}`);
const textOf = (of) => of.map((line) => `${line}\n`).join("");
const isLog = ({ method, path }) => method === "GET" && path.endsWith("stdout.txt");
const polls = (of = log) => fixture.world.proxy.requests.filter(({ method, path }) => method === "GET" && path.endsWith(of.split("/").at(-1)));
const startOf = ({ headers }) => Number(/^bytes=(\d+)-/.exec(headers.range)[1]);

/** Writes a log of 40 lines, opens it with its own SAS and follows it. */
async function follow(viewer, id, sas = {}) {
  const { world } = fixture;
  const container = await prepare(world, id);
  await world.storage.createAppendBlob(container, log);
  await world.storage.appendBlock(container, log, textOf(lines("before", 40)));
  const query = containerSas(container, sas);
  await viewer.open(world.linkTo(`/j/${container}/t/${log}`, { container, query }));
  await eventuallyEqual(async () => (await viewer.log.texts()).at(-1), "before 0040");
  return { container, query };
}

const append = (container, of) => fixture.world.storage.appendBlock(container, log, textOf(of));

/** Answers requests with `answer` until the test is over or the returned function is called. */
function answerInstead(answer) {
  const cleanUp = fixture.world.proxy.answerInstead(answer);
  cleanUps.push(cleanUp);
  return cleanUp;
}

const bannerSays = (viewer, pattern) => eventuallyMatches(() => viewer.banner.first().innerText(), pattern);

/** Waits until the log shows all lines, each once. */
const shows = (viewer, n, more) =>
  eventuallyEqual(() => viewer.log.wholeText(), [...lines("before", n), ...more], undefined, { within: 60_000 });

async function pasteNewSas(viewer, container) {
  const { world } = fixture;
  const query = containerSas(container, { expires: inHours(30) });
  const before = polls().length;
  await viewer.connect.paste(`${world.endpoint}/${container}?${query}`);
  await eventuallyEqual(() => viewer.banner.count(), 0);
  return eventually(async () => {
    const next = polls().slice(before).find((poll) => poll.query.includes(signatureOf(query)));
    assert.ok(next, "the new SAS was not used");
    return next;
  });
}

const signatureOf = (query) => /sig=([^&]+)/.exec(query)[1];

test("the viewer asks for a new SAS when one is revoked and then resumes", limit, () =>
  fixture.withViewer(async (viewer) => {
    const { container, query } = await follow(viewer, "faults-revoked");
    const signature = signatureOf(query);
    answerInstead((seen) => (seen.query.includes(signature) ? refusal(403, "AuthenticationFailed") : undefined));
    await bannerSays(viewer, /does not accept this link/);
    assert.deepEqual(await viewer.log.texts(), lines("before", 40));
    await append(container, lines("after", 20));
    const length = textOf(lines("before", 40)).length;
    const next = await pasteNewSas(viewer, container);
    assert.equal(startOf(next), length - 64, "it resumes where it was, with 64 known bytes");
    await shows(viewer, 40, lines("after", 20));
  }));

test("the viewer asks for a new SAS when one expires and then resumes", limit, () =>
  fixture.withViewer(async (viewer) => {
    const { container } = await follow(viewer, "faults-ended", { expires: inHours(12 / 3600) });
    await bannerSays(viewer, /This link has ended/);
    assert.deepEqual(await viewer.log.texts(), lines("before", 40));
    await append(container, lines("after", 20));
    await pasteNewSas(viewer, container);
    await shows(viewer, 40, lines("after", 20));
  }));

test("a new SAS is used although the old one is refused after the paste", limit, () =>
  fixture.withViewer(async (viewer) => {
    const { container, query } = await follow(viewer, "faults-late-refusal");
    const signature = signatureOf(query);
    let release;
    const held = new Promise((resolve) => (release = resolve));
    await viewer.page.route(/stdout\.txt\?/, async (route) => {
      if (!route.request().url().includes(signature)) return route.continue();
      await held;
      const { status, headers, body } = refusal(403, "AuthenticationFailed");
      return route.fulfill({ status, body, headers: { ...headers, "access-control-allow-origin": "*" } });
    });
    await viewer.page.waitForRequest(/stdout\.txt\?/, { timeout: 60_000 });
    await append(container, lines("after", 5));
    // The refused listing makes the page ask for a new SAS; the refusal of the log is still under way.
    answerInstead(({ query }) => (query.includes(signature) ? refusal(403, "AuthenticationFailed") : undefined));
    await bannerSays(viewer, /does not accept this link/);
    const pasted = pasteNewSas(viewer, container);
    await eventuallyEqual(() => viewer.banner.count(), 0);
    release();
    await pasted;
    await shows(viewer, 40, lines("after", 5));
  }));

for (const [name, headers] of [["asks to wait", { "retry-after": "4" }], ["does not say how long", {}]]) {
  test(`no line is lost while a busy service ${name}`, limit, () =>
    fixture.withViewer(async (viewer) => {
      const { container } = await follow(viewer, `faults-busy-${Object.keys(headers).length}`);
      const stop = answerInstead((seen) => (isLog(seen) ? refusal(503, "ServerBusy", headers) : undefined));
      await bannerSays(viewer, /storage account is busy/);
      await eventuallyMatches(() => viewer.page.getByTestId("freshness").innerText(), /Next try in \d+ s/);
      assert.deepEqual(await viewer.log.texts(), lines("before", 40));
      await append(container, lines("after", 20));
      stop();
      await shows(viewer, 40, lines("after", 20));
      assert.equal(await viewer.banner.count(), 0);
    }));
}

test("the viewer reports that it is offline and resumes when online", limit, () =>
  fixture.withViewer(async (viewer) => {
    const { container } = await follow(viewer, "faults-offline");
    await viewer.page.context().setOffline(true);
    await bannerSays(viewer, /This device is offline/);
    await append(container, lines("after", 20));
    assert.deepEqual(await viewer.log.texts(), lines("before", 40));
    await viewer.page.context().setOffline(false);
    await shows(viewer, 40, lines("after", 20));
    await eventuallyEqual(() => viewer.banner.count(), 0);
  }));

test("a notice that appears or goes does not move the text on screen", limit, () =>
  fixture.withViewer(async (viewer) => {
    const { container } = await follow(viewer, "faults-steady");
    await append(container, lines("before", 400).slice(40));
    await eventuallyEqual(async () => (await viewer.log.texts()).at(-1), "before 0400");
    await viewer.log.view.focus();
    for (let page = 0; page < 4; page += 1) await viewer.page.keyboard.press("PageUp");
    const inView = await eventually(async () => {
      const rows = await viewer.log.inView();
      assert.match(rows[0].text, /before 0[12]/);
      return rows;
    });
    const row = viewer.log.lines.filter({ hasText: inView[Math.floor(inView.length / 2)].text });
    const place = async () => (await row.boundingBox()).y;
    // The height of a notice may be a fraction of a pixel; a scroll position may not.
    const stays = () => eventually(async () => assert.ok(Math.abs((await place()) - before) < 1.5, `${await place()}, not ${before}`));
    const before = await place();
    const stop = answerInstead((seen) => (isLog(seen) ? refusal(503, "ServerBusy") : undefined));
    await viewer.banner.waitFor();
    await stays();
    stop();
    await eventuallyEqual(() => viewer.banner.count(), 0, undefined, { within: 60_000 });
    await stays();
  }));

test("a log whose beginning cannot be read is followed anyway", limit, () =>
  fixture.withViewer(async (viewer) => {
    const { world } = fixture;
    const container = await prepare(world, "faults-head");
    await world.storage.createAppendBlob(container, log);
    await world.storage.appendBlock(container, log, `${textOf(lines("before", 40_000))}a NUL \0 in it\n`);
    // The last bytes contain a NUL, so the first bytes decide whether the log is text.
    const stop = answerInstead((seen) => (isLog(seen) && seen.headers.range === "bytes=0-511" ? refusal(500, "InternalError") : undefined));
    const query = containerSas(container, { expires: inHours(48) });
    await viewer.open(world.linkTo(`/j/${container}/t/${log}`, { container, query }));
    await eventuallyEqual(async () => (await viewer.log.texts()).at(-1)?.slice(0, 5), "a NUL");
    stop();
    await append(container, ["and on"]);
    await eventuallyEqual(async () => (await viewer.log.texts()).at(-1), "and on");
  }));

test("a problem of one stream is shown while the other one loads", limit, () =>
  fixture.withViewer(async (viewer) => {
    const { world } = fixture;
    const container = await prepare(world, "faults-second-stream");
    const other = log.replace("stdout", "stderr");
    for (const name of [log, other]) {
      await world.storage.createAppendBlob(container, name);
      await world.storage.appendBlock(container, name, "begun\n");
    }
    const query = containerSas(container, { expires: inHours(48) });
    await viewer.open(world.linkTo(`/j/${container}/t/${log}?both=1`, { container, query }));
    await eventuallyEqual(() => viewer.log.texts(), ["begun", "begun"]);
    for (const [name, otherLog] of [["stderr.txt", log], ["stdout.txt", other]]) {
      const stop = answerInstead(({ path }) => (path.endsWith(name) ? refusal(503, "ServerBusy") : undefined));
      await viewer.banner.waitFor();
      const answered = () => polls(otherLog).filter(({ status }) => status === 206).length;
      const before = answered();
      await eventually(() => assert.ok(answered() > before + 1));
      assert.equal(await viewer.banner.count(), 1, `${name} still has a problem`);
      stop();
      await eventuallyEqual(() => viewer.banner.count(), 0, undefined, { within: 60_000 });
    }
  }));

/** Opens a virtual log, which the proxy generates, on a page whose clock the test controls. */
async function openVirtual(viewer, id, nLines) {
  const { world } = fixture;
  const container = await prepare(world, id);
  const virtual = new VirtualLog("stdout.txt", nLines);
  answerInstead((seen) => virtual.answer(seen));
  await viewer.page.clock.install();
  const query = containerSas(container, { expires: inHours(48) });
  await viewer.open(world.linkTo(`/j/${container}/t/${log}`, { container, query }));
  await eventuallyEqual(async () => (await viewer.log.texts()).at(-1)?.slice(0, 14), numbered(nLines));
  return virtual;
}

const numbered = (number) => `line ${String(number).padStart(9, "0")}`;

test("after a long sleep the viewer reads the size and the newest lines", limit, () =>
  fixture.withViewer(async (viewer) => {
    const virtual = await openVirtual(viewer, "faults-asleep", 5_000);
    const before = polls().length;
    virtual.nLines += 20_050_000;
    await viewer.page.clock.fastForward("01:00:00");
    await eventuallyEqual(async () => (await viewer.log.texts()).at(-1)?.slice(0, 14), numbered(virtual.nLines));
    const asked = polls().slice(before);
    assert.ok(asked.length <= 2, `${asked.length} requests`);
    await eventually(async () => assert.ok(asked.every(({ bytesDown }) => bytesDown > 0)));
    const bytes = asked.reduce((sum, { bytesDown }) => sum + bytesDown, 0);
    assert.ok(bytes < 300 * 1024, `${bytes} bytes`);
    await eventuallyMatches(() => viewer.log.changeNotice.innerText(), /2 GB came while this page was away\. It is not loaded/);

    // The skipped lines are a gap that states its size and loads where the reader scrolls.
    const top = await viewer.log.view.evaluate((view) => view.scrollHeight);
    assert.ok(top > 1_000_000, "the gap takes space");
    const slow = answerInstead((seen) => (isLog(seen) ? refusal(503, "ServerBusy") : undefined));
    await viewer.log.dragTo(0.5);
    await eventuallyMatches(() => viewer.log.missing.first().innerText(), /2 GB not loaded/);
    slow();
    await viewer.page.clock.runFor(10_000);
    await eventually(async () => {
      await viewer.page.clock.runFor(1_000);
      assert.match((await viewer.log.inView())?.[0].text ?? "", /^line 0[01]\d{7} /);
    });
  }));

test("an unanswered request is abandoned and sent again", limit, () =>
  fixture.withViewer(async (viewer) => {
    const virtual = await openVirtual(viewer, "faults-silence", 5_000);
    const { clock } = viewer.page;
    const { proxy } = fixture.world;
    // The next request gets no answer, and its connection stays open.
    cleanUps.push(proxy.hold(/stdout\.txt$/));
    await clock.runFor(31_000);
    proxy.hold(/^no other$/);
    virtual.nLines += 10;
    await clock.runFor(45_000);
    await eventually(async () => {
      await clock.runFor(1_000);
      assert.equal((await viewer.log.texts()).at(-1)?.slice(0, 14), numbered(virtual.nLines));
    });
  }));

test("after a short sleep the viewer sends one request", limit, () =>
  fixture.withViewer(async (viewer) => {
    const virtual = await openVirtual(viewer, "faults-nap", 5_000);
    await viewer.page.clock.pauseAt(await viewer.page.evaluate(() => Date.now() + 1_000));
    await eventually(() => assert.ok(fixture.world.proxy.isIdle));
    const before = polls().length;
    virtual.nLines += 10;
    await viewer.page.clock.fastForward("00:01:00");
    await eventuallyEqual(async () => (await viewer.log.texts()).at(-1)?.slice(0, 14), numbered(virtual.nLines));
    assert.equal(polls().length - before, 1);
    assert.equal(await viewer.log.changeNotice.count(), 0);
  }));

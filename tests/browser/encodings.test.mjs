// Logs and texts that are not UTF-8. The viewer detects their encoding by the first bytes or by NULs,
// or the reader chooses it in the menu. Bytes that are not text are shown as bytes.
import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually, eventuallyEqual } from "./support/expect.mjs";
import { createFixture, limit } from "./support/fixture.mjs";
import { inspectScreen } from "./support/inspect.mjs";
import { prepare } from "./support/job.mjs";
import { containerSas } from "./support/sas.mjs";

const nLines = 12_000;
const line = (number) => `line ${number}: größe 3 µm, 12 €${number % 10 === 0 ? ", 素材 🎬 Ċ\u0a0a" : ""}`;
const whole = Array.from({ length: nLines }, (_, index) => `${line(index + 1)}\r\n`).join("");
const utf16 = (text, order) => {
  const bytes = Buffer.from(text, "utf16le");
  return order === "be" ? bytes.swap16() : bytes;
};
const latin = Buffer.from("12 € – größer\r\n".replace("€", "\x80").replace("–", "\x96").repeat(4000), "latin1");
const log = (name) => `frames/$TaskLog/${name}`;

let container;
const fixture = createFixture(async ({ world }) => {
  container = await prepare(world, "encodings");
  const put = (name, body) => world.storage.putBlob(container, name, body, { type: "text/plain" });
  await put(log("powershell.txt"), utf16(`\ufeff${whole}`, "le"));
  await put(log("unmarked.txt"), utf16(whole, "be"));
  await put(log("latin.txt"), latin);
  // The text is equally long in both encodings, so only its letters differ.
  await put("frames/$TaskOutput/note.txt", Buffer.from("12 \x80 \x96 it\x92s\n".repeat(10), "latin1"));
  await put(log("zeros.bin"), Buffer.from(Array.from({ length: 600_000 }, (_, index) => (index * index) % 7)));
  await put(log("preallocated.txt"), Buffer.from(`${"plain text in UTF-8\n".repeat(20_000)}the end\n${"\0".repeat(4096)}`));
  await put("frames/$TaskOutput/report.txt", utf16(`\ufeff${whole}`, "be"));
  await put("frames/$TaskOutput/unmarked.txt", utf16(whole, "le"));
});

/** Opens a file; returns a function that gives the requests for it. */
async function open(viewer, blob, { view = "", last } = {}) {
  const before = fixture.world.proxy.requests.length;
  const query = containerSas(container);
  await viewer.open(fixture.world.linkTo(`/j/${container}/t/${blob}${view}`, { container, query }));
  if (last) await eventuallyEqual(async () => (await viewer.log.inView())?.at(-1)?.text, last);
  return () => fixture.world.proxy.requests.slice(before).filter(({ path }) => decodeURI(path).endsWith(blob.split("/").at(-1)));
}

const menu = (viewer) => viewer.page.getByTestId("encoding");

/** Chooses an encoding in the drawer of the log. */
async function choose(viewer, encoding) {
  if (await menu(viewer).isHidden()) await viewer.log.more.click();
  await menu(viewer).selectOption(encoding);
}
const textsInView = async (viewer) => (await viewer.log.inView())?.map(({ text }) => text);

/** The numbers of the lines in view, each of which must be complete. */
async function numbersInView(viewer) {
  return eventually(async () => {
    const texts = await textsInView(viewer);
    assert.ok(texts?.length > 10, "lines in view are missing");
    const numbers = texts.map((text) => Number(/^line (\d+):/.exec(text)?.[1]));
    assert.deepEqual(texts, numbers.map(line));
    return numbers;
  });
}

for (const [name, encoding] of [["powershell.txt", "utf-16le"], ["unmarked.txt", "utf-16be"]]) {
  test(`a log in ${encoding} opens at its end as text and is complete`, limit, () =>
    fixture.withViewer(async (viewer) => {
      const requests = await open(viewer, log(name), { last: line(nLines) });
      assert.ok(requests().length <= 3, `${requests().length} requests`);
      assert.equal(await menu(viewer).inputValue(), encoding);
      for (const part of [0.4, 0.7]) {
        await viewer.log.dragTo(part);
        const [first] = await numbersInView(viewer);
        assert.ok(first > 1 && first < nLines - 100);
      }
      await viewer.log.dragTo(0);
      await eventuallyEqual(async () => (await numbersInView(viewer))[0], 1);
      const [{ offset }, next] = await viewer.log.inView();
      const mark = name === "powershell.txt" ? 2 : 0;
      assert.deepEqual([offset, next.offset], [0, mark + Buffer.byteLength(`${line(1)}\r\n`, "utf16le")]);
    }));
}

for (const [name, encoding] of [["report.txt", "utf-16be"], ["unmarked.txt", "utf-16le"]]) {
  test(`a text in ${encoding} (${name}) opens at its beginning`, limit, () =>
    fixture.withViewer(async (viewer) => {
      await open(viewer, `frames/$TaskOutput/${name}`);
      await eventuallyEqual(async () => (await numbersInView(viewer))[0], 1);
      assert.equal(await menu(viewer).inputValue(), encoding);
    }));
}

test("a chosen encoding keeps the place and is stored in the link", limit, () =>
  fixture.withViewer(async (viewer) => {
    await open(viewer, log("latin.txt"), { last: "12 \ufffd \ufffd gr\ufffd\ufffder" });
    assert.equal(await menu(viewer).inputValue(), "utf-8");
    await viewer.log.dragTo(0.5);
    const before = await eventually(async () => {
      const rows = await viewer.log.inView();
      assert.ok(rows);
      return rows[0].offset;
    });
    assert.ok(before > 1000);
    await choose(viewer, "windows-1252");
    await eventually(async () => {
      const rows = await viewer.log.inView();
      assert.equal(rows?.[0].offset, before, "the place is the same");
      assert.deepEqual([...new Set(rows.map(({ text }) => text))], ["12 € – größer"]);
    });
    assert.match(await viewer.route(), /[?&]enc=windows-1252\b/);
    await open(viewer, log("latin.txt"), { view: "?enc=windows-1252", last: "12 € – größer" });
    assert.equal(await menu(viewer).inputValue(), "windows-1252");
  }));

test("a partly loaded text can be shown in another encoding", limit, () =>
  fixture.withViewer(async (viewer) => {
    await open(viewer, "frames/$TaskOutput/report.txt");
    await eventuallyEqual(async () => (await numbersInView(viewer))[0], 1);
    await choose(viewer, "utf-16le");
    await eventually(async () => {
      const texts = await textsInView(viewer);
      assert.ok(texts?.length > 0 && !texts.some((text) => text.includes("line")), "the characters differ");
    });
    await choose(viewer, "utf-16be");
    await eventuallyEqual(async () => (await numbersInView(viewer))[0], 1);
  }));

test("a text that is all in view can be shown in another encoding", limit, () =>
  fixture.withViewer(async (viewer) => {
    await open(viewer, "frames/$TaskOutput/note.txt", { view: "?as=text", last: "12 \ufffd \ufffd it\ufffds" });
    await choose(viewer, "windows-1252");
    await eventuallyEqual(async () => [...new Set(await textsInView(viewer))], ["12 € – it’s"]);
  }));

test("the viewer follows a utf-16 log whose appends split characters", limit, () =>
  fixture.withViewer(async (viewer) => {
    const { storage } = fixture.world;
    const name = log("live.txt");
    const texts = Array.from({ length: 12 }, (_, index) => line((index + 1) * 10));
    const bytes = utf16(`\ufeff${texts.join("\r\n")}\r\n`, "le");
    await storage.createAppendBlob(container, name);
    await storage.appendBlock(container, name, bytes.subarray(0, 40));
    await open(viewer, name);
    await eventually(async () => assert.match((await textsInView(viewer))?.[0] ?? "", /^line 10: größ/));
    for (let at = 40; at < bytes.length; at += 97) {
      await storage.appendBlock(container, name, bytes.subarray(at, at + 97));
    }
    await eventuallyEqual(() => textsInView(viewer), texts);
  }));

test("a log padded with NULs is text, and binary data is shown as bytes", limit, () =>
  fixture.withViewer(async (viewer) => {
    await open(viewer, log("preallocated.txt"));
    await eventually(async () => assert.ok((await textsInView(viewer)).includes("the end")));
    assert.equal(await menu(viewer).inputValue(), "utf-8");
    await open(viewer, log("zeros.bin"));
    await eventually(async () => assert.match(await viewer.mainText(), /00 01 04 02 02 04 01 00/));
  }));

for (const colorScheme of ["light", "dark"]) {
  for (const [size, viewport] of Object.entries({ desk: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } })) {
    test(`an encoded log has no screen problems in ${colorScheme} on a ${size}`, limit, () =>
      fixture.withViewer(async (viewer) => {
        await open(viewer, log("powershell.txt"));
        await numbersInView(viewer);
        await viewer.log.more.click();
        await menu(viewer).waitFor();
        assert.deepEqual(await inspectScreen(viewer, `encoding-${colorScheme}-${size}`), []);
      }, { colorScheme, viewport }));
  }
}

// The module: how it is loaded, what a failure inside of it does, and that its memory does not grow.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { installed, load } from "./support/package.mjs";
import { blobHeaders, serve } from "./support/server.mjs";
import { errorOf } from "./support/storage.mjs";

const folder = installed();
const wasm = readFileSync(join(folder, "node_modules/jobshelf/jobshelf.wasm"));
const serveWasm = (type) => serve((_, response) => response.writeHead(200, { "content-type": type }).end(wasm));
const right = await serveWasm("application/wasm");
const wrong = await serveWasm("text/html");
const none = await serve((_, response) => response.writeHead(404).end());
after(() => Promise.all([right.close(), wrong.close(), none.close()]));

let nCopies = 0;
const fresh = () => load(folder, `${(nCopies += 1)}`);
const works = async ({ names }) => assert.equal(await names.container("a"), "job-a");

test("init takes whatever has the module", async () => {
  for (const given of [
    new URL(right.origin), wrong.origin, fetch(right.origin), fetch(wrong.origin), wasm, wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.length),
    WebAssembly.compile(wasm), Promise.resolve(new URL(`file://${folder}/node_modules/jobshelf/jobshelf.wasm`)),
  ]) {
    const jobshelf = await fresh();
    await jobshelf.init({ wasm: given });
    await jobshelf.init();
    await works(jobshelf);
  }
});

test("a module that cannot be loaded is tried again", async () => {
  for (const given of [() => none.origin, () => new Uint8Array([1, 2, 3]), () => Promise.reject(new Error("no"))]) {
    const jobshelf = await fresh();
    const error = await errorOf(() => jobshelf.init({ wasm: given() }));
    assert.deepEqual([error.name, error.code, error.retriable], ["InternalError", "WasmUnavailable", true]);
    await works(jobshelf);
  }
  const jobshelf = await fresh();
  assert.equal((await errorOf(() => jobshelf.init({ wasm: 5 }))).code, "InvalidArgument");
  assert.equal((await errorOf(() => jobshelf.init(5))).code, "InvalidArgument");
});

test("calls at once share one module, and nothing is compiled synchronously", async (t) => {
  const jobshelf = await fresh();
  const compile = t.mock.method(WebAssembly, "compile");
  const sync = t.mock.method(WebAssembly, "Module");
  await Promise.all([works(jobshelf), works(jobshelf), works(jobshelf)]);
  assert.deepEqual([compile.mock.callCount(), sync.mock.callCount()], [1, 0]);
});

test("a failure inside the module rejects its calls, and the next call works", async () => {
  const jobshelf = await fresh();
  const slow = await serve(() => {});
  try {
    const job = await jobshelf.Job.open(slow.job);
    const output = job.task("t").output("TaskLog", "x");
    const waiting = errorOf(() => output.text());
    const listing = job.outputs();
    const listed = errorOf(() => listing.next());
    // A signal that throws where no signal may.
    const { signal } = new AbortController();
    let nAsked = 0;
    Object.defineProperty(signal, "aborted", { get: () => { if ((nAsked += 1) > 1) throw new Error("trap"); return false; } });
    const error = await errorOf(() => output.properties({ signal }));
    assert.deepEqual([error.name, error.code, error.retriable], ["InternalError", "Internal", true]);
    for (const other of [await waiting, await listed]) assert.equal(other.code, "Internal");
    await works(jobshelf);
    assert.deepEqual(await listing.next(), { done: true, value: undefined });
  } finally {
    await slow.close();
  }
});

/** A copy of the package, and the length of its memory. */
async function measured(t) {
  let memory;
  const instantiate = WebAssembly.instantiate;
  t.mock.method(WebAssembly, "instantiate", async (...words) => {
    const made = await instantiate.apply(WebAssembly, words);
    memory = (made.instance ?? made).exports.memory;
    return made;
  });
  const jobshelf = await fresh();
  await jobshelf.init();
  return { jobshelf, length: () => memory.buffer.byteLength };
}

test("ten thousand polls of a log leave the memory as long as it was", async (t) => {
  const server = await serve((request, response) => {
    const [first] = /\d+/.exec(request.headers.range);
    // One new byte behind the known ones, and more to come.
    const known = Math.min(64, nBytes);
    assert.equal(Number(first), nBytes - known);
    nBytes += 1;
    const body = Buffer.alloc(known + 1, 97);
    const range = `bytes ${first}-${nBytes - 1}/${nBytes + 1}`;
    response.writeHead(206, blobHeaders({ "content-range": range, "content-length": body.length })).end(body);
  });
  let nBytes = 0;
  const { jobshelf, length } = await measured(t);
  try {
    const output = (await jobshelf.Job.open(server.job)).task("t").output("TaskLog", "x");
    let nPolls = 0;
    let before;
    for await (const event of output.follow()) {
      assert.equal(event.type, "appended");
      nPolls += 1;
      if (nPolls === 500) before = length();
      if (nPolls === 10_500) break;
    }
    assert.equal(length(), before);
  } finally {
    await server.close();
  }
});

test("a thousand aborted reads end their requests and leave the memory as it was", async (t) => {
  let nOpen = 0;
  const server = await serve((_, response) => {
    nOpen += 1;
    response.once("close", () => { nOpen -= 1; });
    response.writeHead(200, blobHeaders({ "content-length": 1 << 30 }));
    response.write(Buffer.alloc(32 << 10));
  });
  const { jobshelf, length } = await measured(t);
  try {
    const output = (await jobshelf.Job.open(server.job)).task("t").output("TaskOutput", "x");
    const abortOne = async (index) => {
      const controller = new AbortController();
      if (index % 2 === 0) {
        const reader = output.stream({ signal: controller.signal }).getReader();
        await reader.read();
        if (index % 4 === 0) return reader.cancel();
        controller.abort();
        return assert.rejects(async () => { for (;;) await reader.read(); }, { code: "Aborted" });
      }
      const reading = assert.rejects(output.bytes({ signal: controller.signal, end: 1 << 20 }), { code: "Aborted" });
      await new Promise((resolve) => setTimeout(resolve, 1));
      controller.abort();
      return reading;
    };
    let before;
    for (let index = 0; index < 1_100; index += 1) {
      await abortOne(index);
      if (index === 100) before = length();
    }
    assert.equal(length(), before);
    while (nOpen > 0) await new Promise((resolve) => setTimeout(resolve, 10));
  } finally {
    await server.close();
  }
});

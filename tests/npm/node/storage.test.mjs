// Jobs, tasks and outputs against a real Azurite, and beside the official SDK.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { inspect } from "node:util";
import { ContainerClient } from "@azure/storage-blob";
import { installed, load } from "./support/package.mjs";
import { all, newJob, startStorage } from "./support/storage.mjs";

const jobshelf = await load(installed());
const storage = await startStorage(jobshelf);
after(storage.close);

const bytesOf = (length) => Uint8Array.from({ length }, (_, index) => (index * 31) % 251);
const sdkOf = async (job) => new ContainerClient(await storage.mint({ container: job.container }));

test("a container is created once, and the account lists its job", async () => {
  const account = new jobshelf.Account(await storage.mint());
  const job = await account.job("Made-1");
  assert.deepEqual([job.id, job.container], ["made-1", "job-made-1"]);
  assert.deepEqual(await job.prepare({ origins: ["https://example.org"] }), { created: true });
  assert.deepEqual(await job.prepare(), { created: false });
  const listed = (await all(account.jobs())).find((found) => found.id === "made-1");
  assert.ok(listed.lastModified instanceof Date);
  assert.equal(listed.url, `${storage.endpoint}/job-made-1`);
  await listed.saveText("JobOutput", "a.txt", "x");
});

test("the rule that prepare sets allows a page to write", async () => {
  const job = await newJob(jobshelf, storage, "cors");
  await job.prepare({ origins: ["https://example.org"] });
  const answer = await fetch(`${job.url}/x`, {
    method: "OPTIONS",
    headers: {
      origin: "https://example.org",
      "access-control-request-method": "PUT",
      "access-control-request-headers": "x-ms-blob-type,x-ms-version",
    },
  });
  assert.equal(answer.headers.get("access-control-allow-origin"), "https://example.org");
  assert.match(answer.headers.get("access-control-allow-methods"), /PUT/);
});

test("what is saved is listed with its properties, and read back", async () => {
  const job = await newJob(jobshelf, storage, "list");
  const [one, two] = [job.task("t1"), job.task("t2")];
  await one.save("TaskOutput", "a/b.bin", bytesOf(1000), { metadata: { step: "7" }, contentType: "x/y" });
  await one.save("Custom kind", "é 世😀.txt", "text é");
  await two.save("TaskPreview", "p.png", new Blob(["abc"], { type: "image/png" }));
  await job.saveText("JobOutput", "r.txt", "whole");

  assert.deepEqual((await all(job.tasks())).map((task) => task.id), ["t1", "t2"]);
  assert.deepEqual(await all(job.kinds()), ["JobOutput"]);
  assert.deepEqual(await all(one.kinds()), ["Custom kind", "TaskOutput"]);
  const outputs = await all(job.outputs());
  const names = outputs.map(({ taskId, kind, path }) => [taskId, kind, path].join(" "));
  assert.deepEqual(names, [" JobOutput r.txt", "t1 Custom kind é 世😀.txt", "t1 TaskOutput a/b.bin", "t2 TaskPreview p.png"]);
  const found = outputs[2];
  assert.deepEqual([found.size, found.contentType, { ...found.metadata }], [1000, "x/y", { step: "7" }]);
  assert.ok(found.lastModified instanceof Date && Date.now() - found.lastModified < 600_000);
  assert.deepEqual([found.log, found.job], [null, job]);
  assert.deepEqual(await found.bytes(), bytesOf(1000));
  assert.equal(outputs[3].contentType, "image/png");
  assert.equal(await outputs[1].text(), "text é");
  assert.equal(outputs[1].contentType, "text/plain; charset=utf-8");
});

test("listings follow kind, prefix and limit", async () => {
  const job = await newJob(jobshelf, storage, "limits");
  const task = job.task("t1");
  for (const path of ["a/1", "a/2", "b/1"]) await task.saveText("TaskLog", path, "x");
  await task.saveText("TaskLogArchive", "a/3", "x");
  const paths = async (...words) => (await all(task.outputs(...words))).map((output) => output.path);
  assert.deepEqual(await paths("TaskLog"), ["a/1", "a/2", "b/1"]);
  assert.deepEqual(await paths("TaskLog", { prefix: "a/" }), ["a/1", "a/2"]);
  assert.deepEqual(await paths(undefined, { limit: 3 }), ["a/1", "a/2", "b/1"]);
  assert.deepEqual(await paths("TaskLog", { limit: 0 }), []);
  assert.deepEqual(await all(job.outputs("JobOutput")), []);
});

test("a range, the properties and the addresses of an output", async () => {
  const job = await newJob(jobshelf, storage, "range");
  const output = await job.task("t1").save("TaskOutput", "r.bin", bytesOf(100), { metadata: { a: "b" } });
  assert.deepEqual(await output.bytes({ start: 10, end: 20 }), bytesOf(100).subarray(10, 20));
  assert.deepEqual(await output.bytes({ start: 90, end: 500 }), bytesOf(100).subarray(90));
  assert.deepEqual(await output.bytes({ start: 100 }), new Uint8Array(0));
  assert.deepEqual(await output.bytes({ start: 5, end: 5 }), new Uint8Array(0));
  const properties = await output.properties();
  assert.deepEqual([properties.size, { ...properties.metadata }, properties.log], [100, { a: "b" }, null]);
  assert.ok(properties.lastModified instanceof Date);
  assert.equal(await output.url(), `${job.url}/t1/%24TaskOutput/r.bin`);
  assert.equal(await output.safePath(), "r.bin");
});

test("a long stream is saved in blocks, and streamed back", async () => {
  const task = (await newJob(jobshelf, storage, "stream")).task("t1");
  const piece = bytesOf(1 << 20);
  let left = 20;
  const source = new ReadableStream({ pull: (to) => (left-- > 0 ? to.enqueue(piece) : to.close()) });
  const output = await task.save("TaskOutput", "long.bin", source);
  let at = 0;
  for await (const chunk of output.stream()) {
    for (const byte of [chunk[0], chunk.at(-1)]) assert.equal(typeof byte, "number");
    assert.deepEqual(chunk[0], piece[at % piece.length]);
    at += chunk.length;
  }
  assert.equal(at, 20 << 20);
  assert.deepEqual(await output.bytes({ start: 19 << 20 }), piece);
});

test("a large Blob and large bytes arrive whole", async () => {
  const task = (await newJob(jobshelf, storage, "large")).task("t1");
  const bytes = bytesOf((8 << 20) + 5);
  for (const data of [bytes, new Blob([bytes]), bytes.buffer]) {
    const output = await task.save("TaskOutput", "large.bin", data);
    assert.equal(Buffer.compare(Buffer.from(await output.bytes()), Buffer.from(bytes)), 0);
  }
});

test("an output is replaced only if that is allowed, and deleted once", async () => {
  const task = (await newJob(jobshelf, storage, "again")).task("t1");
  const output = await task.saveText("TaskOutput", "x", "one");
  await task.saveText("TaskOutput", "x", "two");
  await assert.rejects(task.saveText("TaskOutput", "x", "three", { overwrite: false }), { code: "Conflict", status: 409 });
  assert.equal(await output.text(), "two");
  assert.deepEqual([await output.delete(), await output.delete()], [true, false]);
});

test("the official SDK reads what is saved, and the reverse", async () => {
  const job = await newJob(jobshelf, storage, "interop");
  const sdk = await sdkOf(job);
  await job.task("t1").save("TaskOutput", "a b/é.txt", "from here", { metadata: { k: "v" } });
  const read = await sdk.getBlobClient("t1/$TaskOutput/a b/é.txt").download();
  assert.equal(await new Response(read.readableStreamBody).text(), "from here");
  assert.deepEqual([read.metadata, read.contentType], [{ k: "v" }, "text/plain; charset=utf-8"]);

  const body = "from there";
  await sdk.getBlockBlobClient("t2/$TaskLog/x.txt").upload(body, body.length, { metadata: { odd: "1" } });
  const [output] = await all(job.task("t2").outputs("TaskLog"));
  assert.deepEqual([await output.text(), output.size, { ...output.metadata }], [body, body.length, { odd: "1" }]);
});

test("an iterator that is left early ends its listing", async () => {
  const task = (await newJob(jobshelf, storage, "early")).task("t1");
  for (const path of ["1", "2", "3"]) await task.saveText("TaskOutput", path, "x");
  for await (const output of task.outputs()) {
    assert.equal(output.path, "1");
    break;
  }
  const outputs = task.outputs();
  await outputs.next();
  assert.deepEqual(await outputs.return(), { done: true, value: undefined });
  assert.deepEqual(await outputs.next(), { done: true, value: undefined });
});

test("handles show no secret", async () => {
  const job = await newJob(jobshelf, storage, "secret");
  const output = await job.task("t1").saveText("TaskOutput", "x", "x");
  for (const handle of [new jobshelf.Account(await storage.mint()), job, job.task("t1"), output]) {
    const shown = inspect(handle, { showHidden: true, depth: 9 }) + JSON.stringify(handle) + Object.entries(handle);
    assert.doesNotMatch(shown, /sig=|sig%3D/i);
  }
  assert.match(inspect(output), /Output \{.*TaskOutput/s);
});

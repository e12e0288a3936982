// Logs: written by `openLog`, read by `follow`.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { AppendBlobClient } from "@azure/storage-blob";
import { installed, load } from "./support/package.mjs";
import { blobHeaders, serve } from "./support/server.mjs";
import { all, newJob, startStorage } from "./support/storage.mjs";

const jobshelf = await load(installed());
const storage = await startStorage(jobshelf);
after(storage.close);

async function write(stream, ...chunks) {
  const writer = stream.getWriter();
  for (const chunk of chunks) await writer.write(chunk);
  await writer.close();
}

test("a log has every byte once, its state and its exit code", async () => {
  const task = (await newJob(jobshelf, storage, "log")).task("t1");
  const lines = Array.from({ length: 500 }, (_, index) => `line ${index} é\n`);
  const stream = task.openLog("stdout.txt", { exitCode: () => 3, flushSeconds: 1 });
  await write(stream, ...lines.slice(0, 250), new TextEncoder().encode(lines.slice(250).join("")));
  assert.equal(await task.output("TaskLog", "stdout.txt").text(), lines.join(""));
  const [output] = await all(task.outputs("TaskLog"));
  assert.deepEqual(output.log, { state: "finished", exitCode: 3, flushSeconds: 1, attempt: 1, attemptOffset: 0 });
  assert.equal(output.contentType, "text/plain; charset=utf-8");
});

test("a log is flushed while it is open, and a second opening is another attempt", async () => {
  const task = (await newJob(jobshelf, storage, "attempts")).task("t1");
  const output = task.output("TaskLog", "out.txt");
  const writer = task.openLog("out.txt", { flushSeconds: 1 }).getWriter();
  await writer.write("first\n");
  for await (const event of output.follow()) {
    if (event.type === "appended") {
      assert.equal(event.text, "first\n");
      break;
    }
  }
  assert.equal((await output.properties()).log.state, "running");
  await writer.close();
  await write(task.openLog("out.txt"), "second\n");
  assert.equal(await output.text(), "first\nsecond\n");
  const { attempt, attemptOffset } = (await output.properties()).log;
  assert.deepEqual([attempt, attemptOffset], [2, 6]);
});

test("a large log is sent in several appends", async () => {
  const task = (await newJob(jobshelf, storage, "long-log")).task("t1");
  const piece = new Uint8Array(3 << 20).fill(97);
  await write(task.openLog("out.txt"), piece, piece, piece);
  assert.equal((await task.output("TaskLog", "out.txt").properties()).size, 9 << 20);
});

test("a log whose answers are lost has its bytes once", async () => {
  let blob = "";
  let nAppends = 0;
  const server = await serve((request, response) => {
    const chunks = [];
    request.on("data", (chunk) => chunks.push(chunk));
    request.on("end", () => {
      if (request.method === "HEAD") {
        return response.writeHead(200, blobHeaders({ "content-length": blob.length })).end();
      }
      if (request.url.includes("comp=appendblock")) {
        nAppends += 1;
        if (Number(request.headers["x-ms-blob-condition-appendpos"]) !== blob.length) {
          return response.writeHead(412, { ...blobHeaders(), "x-ms-error-code": "AppendPositionConditionNotMet" }).end();
        }
        blob += Buffer.concat(chunks);
        // Stored, and nobody hears of it.
        if (nAppends === 1) return request.socket.destroy();
      }
      return response.writeHead(request.url.includes("comp=metadata") ? 200 : 201, blobHeaders()).end();
    });
  });
  try {
    const job = await jobshelf.Job.open(server.job);
    await write(job.task("t1").openLog("out.txt"), "one\n", "two\n");
    assert.equal(blob, "one\ntwo\n");
  } finally {
    await server.close();
  }
});

test("following a finished log gives its text and ends", async () => {
  const task = (await newJob(jobshelf, storage, "follow")).task("t1");
  await write(task.openLog("o.txt", { exitCode: 0 }), "hello é\n", "world\n");
  const output = task.output("TaskLog", "o.txt");
  const read = async (from) => {
    const events = await all(output.follow({ from }));
    const text = events.filter(({ type }) => type === "appended").map((event) => event.text).join("");
    assert.deepEqual(events.at(-1), { type: "finished", exitCode: 0 });
    return text;
  };
  assert.equal(await read(), "hello é\nworld\n");
  assert.equal(await read("start"), "hello é\nworld\n");
  assert.equal(await read(9), "world\n");
  assert.equal(await read(-6), "world\n");
  assert.equal(await read("end"), "");
});

test("a follower sees a log that appears, grows and is replaced", async () => {
  const job = await newJob(jobshelf, storage, "grow");
  const url = await storage.mint({ container: job.container });
  const blob = new AppendBlobClient(url.replace("?", "/t1/%24TaskLog/o.txt?"));
  const events = job.task("t1").output("TaskLog", "o.txt").follow();
  assert.deepEqual((await events.next()).value, { type: "missing" });
  await blob.create();
  await blob.appendBlock("one\n", 4);
  const first = (await events.next()).value;
  assert.deepEqual([first.type, first.offset, first.text], ["appended", 0, "one\n"]);
  await blob.appendBlock("two\n", 4);
  assert.equal((await events.next()).value.text, "two\n");
  await blob.create();
  await blob.appendBlock("x", 1);
  const restarted = (await events.next()).value;
  assert.equal(restarted.type, "restarted");
  await events.return();
});

test("a follower that waits ends at once when it is told to", async () => {
  const job = await newJob(jobshelf, storage, "wait");
  const output = await job.task("t1").saveText("TaskLog", "o.txt", "x");
  const events = output.follow();
  await events.next();
  const waiting = events.next();
  assert.deepEqual(await events.return(), { done: true, value: undefined });
  assert.deepEqual(await waiting, { done: true, value: undefined });

  const controller = new AbortController();
  const aborted = output.follow({ signal: controller.signal });
  await aborted.next();
  const next = aborted.next();
  controller.abort(new Error("enough"));
  await assert.rejects(next, (error) => error.name === "AbortError" && error.cause.message === "enough");
});

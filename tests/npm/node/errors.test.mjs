// What a wrong call gives: the class, the code, and never a secret.
import assert from "node:assert/strict";
import { createServer } from "node:net";
import { after, test } from "node:test";
import { inspect } from "node:util";
import { installed, load } from "./support/package.mjs";
import { blobHeaders, serve } from "./support/server.mjs";
import { account, accountKey, all, errorOf, inAnHour, newJob, startStorage } from "./support/storage.mjs";

const folder = installed();
const jobshelf = await load(folder);
const { Account, Job, names, sas } = jobshelf;
const storage = await startStorage(jobshelf);
const foreign = await serve((_, response) => response.end("<html>Sign in</html>"));
const busy = await serve((_, response) => response.writeHead(503, { ...blobHeaders(), "x-ms-error-code": "ServerBusy" }).end());
after(() => Promise.all([storage.close(), foreign.close(), busy.close()]));

const job = await newJob(jobshelf, storage, "errors");
const task = job.task("t1");
const output = await task.saveText("TaskOutput", "x", "x");
const container = job.container;
const once = { tries: 1 };
const closedPort = await new Promise((resolve) => {
  const server = createServer().listen(0, "127.0.0.1", () => {
    const { port } = server.address();
    server.close(() => resolve(port));
  });
});
const url = await storage.mint({ container });
const damaged = url.replace(/sig=./, (text) => (text === "sig=A" ? "sig=B" : "sig=A"));
const mint = { account, key: accountKey, expires: inAnHour() };
const outputOf = async (jobUrl) => (await Job.open(jobUrl, once)).task("t1").output("TaskOutput", "x");
const signal = AbortSignal.abort(new Error("no more"));

// What is wrong, the call, the class, the code, and the status.
const table = [
  ["a number for a job", () => names.container(5), "InputError", "InvalidArgument"],
  ["nothing for a path", () => names.taskBlob("t", "k"), "InputError", "InvalidArgument"],
  ["nothing for a URL", () => Job.open(null), "InputError", "InvalidArgument"],
  ["nothing for an account", () => new Account(), "InputError", "InvalidArgument"],
  ["a number to save", () => task.save("TaskOutput", "x", 42), "InputError", "InvalidArgument"],
  ["a list to save", () => task.save("TaskOutput", "x", [1]), "InputError", "InvalidArgument"],
  ["bad metadata", () => task.save("TaskOutput", "x", "", { metadata: { "a-b": "1" } }), "InputError", "InvalidArgument"],
  ["metadata with a line break", () => task.save("TaskOutput", "x", "", { metadata: { a: "1\r\nb: 2" } }), "InputError", "InvalidArgument"],
  ["a negative start", () => output.bytes({ start: -1 }), "InputError", "InvalidArgument"],
  ["an end before the start", () => output.bytes({ start: 5, end: 4 }), "InputError", "InvalidArgument"],
  ["half an output", () => all(task.outputs("TaskLog", { limit: 1.5 })), "InputError", "InvalidArgument"],
  ["no signal", () => output.bytes({ signal: {} }), "InputError", "InvalidArgument"],
  ["options that are none", () => output.bytes(5), "InputError", "InvalidArgument"],
  ["a word to follow from", () => all(output.follow({ from: "middle" })), "InputError", "InvalidArgument"],
  ["a text as a date", () => sas.mint({ ...mint, expires: "soon" }), "InputError", "InvalidArgument"],
  ["an unknown permission", () => sas.mint({ ...mint, permissions: ["fly"] }), "InputError", "InvalidArgument"],
  ["a job that is constructed", () => new jobshelf.Job(), "InputError", "InvalidArgument"],
  ["a task without a name", () => names.taskBlob("", "TaskLog", "x"), "InputError", "InvalidName"],
  ["a job with a space", () => names.container("a b"), "InputError", "InvalidName"],
  ["a kind with a slash", () => names.jobBlob("a/b", "x"), "InputError", "InvalidName"],
  ["a path that leaves its kind", () => task.saveText("TaskOutput", "../x", ""), "InputError", "InvalidName"],
  ["a path that leaves its kind, to read", () => task.output("TaskOutput", "../x").text(), "InputError", "InvalidName"],
  ["a task with a slash", () => all(job.task("a/b").outputs()), "InputError", "InvalidName"],
  ["a text for a URL", () => Job.open("nonsense"), "InputError", "InvalidSas"],
  ["a URL without a SAS", () => Job.open(job.url), "InputError", "InvalidSas"],
  ["the URL of an account for a job", async () => Job.open(await storage.mint()), "InputError", "InvalidSas"],
  ["a SAS that is cut off", () => Job.open(url.slice(0, -20)), "InputError", "InvalidSas"],
  ["a SAS that is no SAS", () => sas.inspect("https://x.blob.core.windows.net/job-x?a=b"), "InputError", "InvalidSas"],
  ["a SAS over http to elsewhere", () => Job.open(url.replace(/^http:..[^/]*/, "http://storage.example")), "InputError", "InvalidEndpoint"],
  ["a key that is none", () => sas.mint({ ...mint, key: "not base64!" }), "InputError", "InvalidKey"],
  ["an endpoint that is none", () => sas.mint({ ...mint, endpoint: "ftp://x" }), "InputError", "InvalidEndpoint"],
  ["a damaged signature", async () => (await outputOf(damaged)).text(), "AccessError", "NotAuthenticated", 403],
  ["an expired SAS", async () => (await outputOf(await storage.mint({ container, expires: new Date(1e12) }))).text(), "AccessError", "NotAuthenticated", 403],
  ["a SAS that may only read", async () => (await Job.open(await storage.mint({ container, permissions: "view" }))).saveText("JobOutput", "x", ""), "AccessError", "NotAllowed", 403],
  ["a job that does not exist", async () => all((await Job.open(await storage.mint({ container: "job-none" }))).outputs()), "NotFoundError", "ContainerNotFound", 404],
  ["an output that does not exist", () => task.output("TaskLog", "none").text(), "NotFoundError", "BlobNotFound", 404],
  ["an output that exists", () => task.saveText("TaskOutput", "x", "", { overwrite: false }), "ConflictError", "Conflict", 409],
  ["a log where there is no log", () => task.openLog("x", { kind: "TaskOutput" }).getWriter().closed, "ConflictError", "Conflict"],
  ["a host that is not there", async () => (await outputOf(`http://127.0.0.1:${closedPort}/a/job-x?${url.split("?")[1]}`)).text(), "NetworkError", "Unreachable"],
  ["a portal", async () => (await outputOf(foreign.job)).text(), "NetworkError", "ForeignAnswer", 200],
  ["a service that is busy", async () => (await outputOf(busy.job)).text(), "NetworkError", "Busy", 503],
  ["a signal that was aborted", () => output.text({ signal }), "AbortError", "Aborted"],
  ["the same of a listing", () => all(task.outputs(null, { signal })), "AbortError", "Aborted"],
  ["the same of a save", () => task.saveText("TaskOutput", "y", "y", { signal }), "AbortError", "Aborted"],
];

for (const [what, call, name, code, status = null] of table) {
  test(`${what}: ${name} ${code}`, async () => {
    const error = await errorOf(call);
    assert.ok(error instanceof jobshelf.JobshelfError, `${error}`);
    assert.deepEqual([error.name, error.code, error.status], [name, code, status], error.message);
    assert.ok(name === "AbortError" || error instanceof jobshelf[name]);
    assert.equal(error.retriable, ["Unreachable", "ForeignAnswer", "Busy"].includes(code));
    const shown = inspect(error, { depth: 9, showHidden: true }) + error.stack + JSON.stringify(error);
    const signature = /sig=([^&]{10,})/.exec(url)[1];
    for (const secret of [signature, accountKey]) assert.ok(!shown.includes(secret), shown);
    assert.doesNotMatch(shown, /sig=[A-Za-z0-9]/);
  });
}

test("a refusal tells its reason and the request", async () => {
  const expired = await storage.mint({ container, expires: new Date(1e12) });
  const error = await errorOf(async () => (await outputOf(expired)).text());
  assert.equal(error.reason, "SasExpired");
  assert.ok(error.serviceCode && error.requestId);
  assert.match(error.message, /expired at 2001-09-09/);
});

test("an aborted call has the reason of its signal as its cause", async () => {
  assert.equal((await errorOf(() => output.text({ signal }))).cause.message, "no more");
});

test("a stream that fails makes its save fail, and is read no further", async () => {
  const broken = new ReadableStream({ pull: (to) => to.error(new Error("disk")) });
  const error = await errorOf(() => task.save("TaskOutput", "s", broken));
  assert.deepEqual([error.code, error.cause.message], ["InvalidArgument", "disk"]);
  let reason;
  const controller = new AbortController();
  const endless = new ReadableStream({
    pull: () => new Promise((resolve) => setTimeout(resolve, 5_000).unref()),
    cancel: (given) => { reason = given; },
  });
  const saving = task.save("TaskOutput", "s", endless, { signal: controller.signal });
  setTimeout(() => controller.abort(new Error("stop")), 20);
  assert.equal((await errorOf(() => saving)).code, "Aborted");
  assert.equal(reason.message, "stop");
});

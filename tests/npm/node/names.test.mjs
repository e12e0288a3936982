// Names and SAS tokens, which need no storage.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { installed, load } from "./support/package.mjs";
import { account, accountKey, inAnHour } from "./support/storage.mjs";

const { names, sas } = await load(installed());
const vectors = process.env.JOBSHELF_VECTORS ?? fileURLToPath(new URL("../../../crates/core/tests/vectors", import.meta.url));

test("containers have the names of the shared vectors", async () => {
  const lines = readFileSync(join(vectors, "container-names.tsv"), "utf8").split("\n");
  let nChecked = 0;
  for (const line of lines) {
    const [jobId, expected] = line.split("\t");
    if (!/^[A-Za-z0-9_:-]+$/.test(jobId) || !expected?.startsWith("job-")) continue;
    assert.equal(await names.container(jobId), expected, jobId);
    nChecked += 1;
  }
  assert.ok(nChecked >= 20, `${nChecked} vectors`);
});

test("blob names are built and read back", async () => {
  assert.equal(await names.taskBlob("t1", "TaskLog", "a/b.txt"), "t1/$TaskLog/a/b.txt");
  assert.equal(await names.jobBlob("JobOutput", "r.csv"), "$JobOutput/r.csv");
  assert.deepEqual(await names.parse("t1/$TaskLog/a/b.txt"), { taskId: "t1", kind: "TaskLog", path: "a/b.txt" });
  assert.deepEqual(await names.parse("$JobOutput/r.csv"), { taskId: null, kind: "JobOutput", path: "r.csv" });
  assert.equal(await names.parse("notes.txt"), null);
});

test("a minted SAS says what was asked for", async () => {
  const expires = new Date("2099-01-02T03:04:05Z");
  const url = await sas.mint({ account, key: accountKey, jobId: "Ocean-42", permissions: "task", expires });
  assert.ok(url.startsWith(`https://${account}.blob.core.windows.net/job-ocean-42?`));
  const found = await sas.inspect(url);
  assert.equal(found.account, account);
  assert.equal(found.container, "job-ocean-42");
  assert.deepEqual(found.permissions, ["read", "append", "create", "write", "list"]);
  assert.deepEqual(found.expires, expires);
  assert.deepEqual([found.scope, found.kind, found.validity, found.httpsOnly], ["container", "service", "valid", true]);
  assert.deepEqual(found.missing.delete, ["delete"]);
  assert.equal(found.canListJobs, false);
});

test("a SAS of the account can list jobs, and an old one is expired", async () => {
  const mint = { account, key: accountKey, endpoint: "http://127.0.0.1:10000/devstoreaccount1" };
  const now = await sas.inspect(await sas.mint({ ...mint, expires: inAnHour() }));
  assert.deepEqual([now.scope, now.canListJobs, now.httpsOnly], ["account", true, false]);
  const past = await sas.inspect(await sas.mint({ ...mint, container: "abc", expires: new Date(1e12) }));
  assert.equal(past.validity, "expired");
});

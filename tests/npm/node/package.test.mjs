// The package itself: what is in it, what it promises, and that its README works.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { installed, load } from "./support/package.mjs";
import { newJob, startStorage } from "./support/storage.mjs";

const folder = installed();
const root = join(folder, "node_modules/jobshelf");
const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const read = (name) => readFileSync(join(root, name), "utf8");
const jobshelf = await load(folder);
const storage = await startStorage(jobshelf);
after(storage.close);

test("the package has its files, no dependencies and no scripts", () => {
  const files = [...manifest.files, "README.md", "package.json"].sort();
  assert.deepEqual(readdirSync(root).sort(), files);
  for (const field of ["scripts", "dependencies", "optionalDependencies", "main"]) assert.equal(manifest[field], undefined, field);
  assert.deepEqual([manifest.type, manifest.sideEffects], ["module", false]);
  const targets = JSON.stringify(manifest.exports).match(/\.\/[\w.-]+/g).map((target) => target.slice(2));
  for (const target of targets) if (target.includes(".") && target !== "jobshelf.wasm") assert.ok(files.includes(target), target);
});

test("no file has a top-level await, a require or a path of the machine that built it", () => {
  for (const name of ["index.js", "node.js", "workerd.js", "edge-light.js", "inline.js"]) {
    assert.doesNotMatch(read(name), /^await |\brequire\(|new WebAssembly\.Module\(module\)[^;]*;\s*await/m, name);
  }
  const binary = readFileSync(join(root, "jobshelf.wasm")).toString("latin1");
  const project = fileURLToPath(new URL("../../../", import.meta.url));
  for (const path of [`${homedir()}/`, project]) assert.ok(!binary.includes(path), path);
});

test("each entry exports the same names, and the declarations have them all", async () => {
  const names = Object.keys(jobshelf).sort();
  const inline = await import(`file://${join(root, "inline.js")}`);
  assert.deepEqual(Object.keys(inline).sort(), names);
  assert.equal(await inline.names.container("a"), "job-a");
  const declarations = read("index.d.ts") + read("errors.d.ts");
  for (const name of names) assert.match(declarations, new RegExp(`export (declare )?(class|const|function) ${name}\\b`), name);
});

const blocks = [...read("README.md").matchAll(/```js\n(.*?)```/gs)].map(([, code]) => code);

for (const [index, code] of blocks.entries()) {
  test(`example ${index + 1} of the README runs`, async () => {
    const job = await newJob(jobshelf, storage, `readme-${index}`);
    await job.task("frame-001").saveText("TaskOutput", "seen.txt", "x");
    const url = await storage.mint({ container: job.container });
    const file = join(folder, `readme-${index}.mjs`);
    writeFileSync(file, `const containerUrl = ${JSON.stringify(url)};\n${code}`);
    const { stdout } = await promisify(execFile)(process.execPath, [file], { cwd: folder });
    const expected = ["seen.txt 1", "a picture\n7", "sample 1 of 64", "BlobNotFound 404 false"][index];
    assert.ok(stdout.includes(expected), stdout);
  });
}

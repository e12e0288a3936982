// What runs without a page: each supported Node, workerd, and vitest with jsdom.
import assert from "node:assert/strict";
import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Miniflare } from "miniflare";
import { folder, tarball } from "./support/package.mjs";
import { execute, fixture, run } from "./support/programs.mjs";
import { expected, startWorld } from "./support/world.mjs";

const limit = { timeout: 120_000 };
let world;

before(async () => { world = await startWorld(); }, limit);
after(async () => { await world?.close(); }, limit);

/** A Node of another version: named by NODE_22 or the like, or from a package of npm. */
const nodeBinary = (major) => process.env[`NODE_${major}`]
  ?? join(folder, `node_modules/node-${major}-${process.platform}-${process.arch}/bin/node`);

test("a script lists the outputs with every supported Node", limit, async () => {
  const project = await mkdtemp(join(tmpdir(), "jobshelf-npm-"));
  try {
    // What a user does; the package has no dependencies, so this asks no registry.
    await execute("npm", ["install", "--offline", "--no-audit", "--no-fund", "--loglevel=error", tarball], { cwd: project });
    await copyFile(join(fixture("node"), "list.mjs"), join(project, "list.mjs"));
    // The Node that runs this test is one of them; the set-up allows 20.19 and newer.
    for (const node of [process.execPath, nodeBinary(22), nodeBinary(24)]) {
      assert.equal(await execute(node, ["list.mjs", world.url], { cwd: project }), `${expected}\n`, node);
    }
  } finally {
    await rm(project, { recursive: true });
  }
});

test("a worker lists the outputs in workerd", limit, async () => {
  const dist = join(fixture("workerd"), "dist");
  await rm(dist, { recursive: true, force: true });
  // As wrangler bundles: the conditions of workers, and the module stays a file of its own.
  await run("workerd", "esbuild", [
    "worker.js", "--bundle", "--format=esm", "--conditions=workerd,worker,browser", "--loader:.wasm=copy",
    "--outfile=dist/worker.js", "--log-level=warning",
  ]);
  const worker = new Miniflare({
    rootPath: dist, modules: true, scriptPath: "worker.js", modulesRules: [{ type: "CompiledWasm", include: ["**/*.wasm"] }],
    compatibilityDate: "2026-02-01", bindings: { CONTAINER: world.url },
  });
  try {
    const answer = await worker.dispatchFetch("http://worker/");
    assert.equal(await answer.text(), expected);
  } finally {
    await worker.dispose();
  }
});

test("a test of vitest with jsdom lists the outputs", limit, async () => {
  const printed = await run("vitest", "vitest", ["run"], { CONTAINER: world.url, EXPECTED: expected });
  assert.match(printed, /1 passed/);
});

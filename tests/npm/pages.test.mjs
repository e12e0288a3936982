// Pages that import the package: without a build step, and built by the usual bundlers.
import assert from "node:assert/strict";
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { launch, resultOf } from "./support/browsers.mjs";
import { installed } from "./support/package.mjs";
import { fixture, run, start } from "./support/programs.mjs";
import { serve } from "./support/serve.mjs";
import { expected, startWorld } from "./support/world.mjs";

const limit = { timeout: 120_000 };
const browsers = ["chrome", "firefox"];
let world;
let open;

before(async () => {
  [world, ...open] = await Promise.all([startWorld(), ...browsers.map(launch)]);
}, limit);

after(async () => {
  await Promise.all([world?.close(), ...(open ?? []).map((browser) => browser.close())]);
}, limit);

const built = (name) => join(fixture(name), "dist");
const [classicScript, moduleScript] = ["defer", 'type="module"'].map((kind) => `<script ${kind} src="main.js"></script>`);

/** Checks that a page lists the outputs in each browser. */
async function assertLists(url) {
  for (const [index, browser] of open.entries()) {
    const result = await resultOf(browser, `${url}#${encodeURIComponent(world.url)}`);
    assert.equal(result, expected, browsers[index]);
  }
}

/** Builds a fixture into an empty folder, and checks its page; `script` loads what has no page of its own. */
async function assertBuilds(name, tool, args, script = null) {
  await rm(built(name), { recursive: true, force: true });
  await run(name, tool, args);
  const page = `<!doctype html><link rel="icon" href="data:,"><pre id="result">loading</pre>${script}`;
  const answer = (path) => (script && path === "/" ? { status: 200, type: "text/html", body: page } : null);
  const site = await serve({ "/": built(name) }, answer);
  try {
    await assertLists(`${site.origin}/`);
  } finally {
    await site.close();
  }
}

/** Serves the page without a build step; `answer` replaces what the host answers. */
async function withPlainPage(check, answer) {
  const site = await serve({ "/": fixture("plain"), "/jobshelf/": installed }, answer);
  try {
    await check(site);
  } finally {
    await site.close();
  }
}

test("a page without a build step imports the package", limit, async () => {
  await withPlainPage(async (site) => {
    await assertLists(`${site.origin}/`);
    const own = site.requests.filter((path) => path.startsWith("/jobshelf/"));
    assert.deepEqual([...new Set(own)].sort(), ["/jobshelf/index.js", "/jobshelf/jobshelf.wasm"]);
  });
});

test("a host may serve the module with any content type", limit, async () => {
  const answer = (path) => (path.endsWith(".wasm") ? { type: "application/octet-stream" } : null);
  await withPlainPage((site) => assertLists(`${site.origin}/`), answer);
});

test("a host without the module is named, not a magic number", limit, async () => {
  const answers = {
    "of a page": { status: 200, type: "text/html", body: "<!doctype html><title>not found</title>" },
    "that it is missing": { status: 404, type: "text/html", body: "not found" },
  };
  for (const [what, answer] of Object.entries(answers)) {
    await withPlainPage(async (site) => {
      for (const [index, browser] of open.entries()) {
        const result = await resultOf(browser, `${site.origin}/#${encodeURIComponent(world.url)}`);
        assert.match(result, /^failed: \w*Error: .*jobshelf\.wasm/, `${what}, ${browsers[index]}`);
        assert.doesNotMatch(result, /magic/i, `${what}, ${browsers[index]}`);
      }
    }, (path) => (path.endsWith(".wasm") ? answer : null));
  }
});

test("a page that Vite has built lists the outputs", limit, async () => {
  await assertBuilds("vite", "vite", ["build", "--logLevel", "warn"]);
});

test("a page that Vite serves in development lists the outputs", limit, async () => {
  // `--force` bundles the dependencies anew, since their version is the same as that of the last build.
  const server = await start("vite", "vite", ["dev", "--force", "--host", "127.0.0.1", "--port", "0"]);
  try {
    await assertLists(`${server.origin}/`);
  } finally {
    await server.close();
  }
});

test("a page that webpack has built lists the outputs", limit, async () => {
  await assertBuilds("webpack", "webpack", ["--stats", "errors-warnings"], classicScript);
});

test("a page that esbuild has bundled lists the outputs", limit, async () => {
  await assertBuilds("esbuild", "esbuild", [
    "file.js", "--bundle", "--minify", "--format=esm", "--loader:.wasm=file", "--outfile=dist/main.js", "--log-level=warning",
  ], moduleScript);
});

test("the inline entry makes a single file with esbuild", limit, async () => {
  for (const [format, script] of [["esm", moduleScript], ["iife", classicScript]]) {
    await assertBuilds("esbuild", "esbuild", [
      "inline.js", "--bundle", "--minify", `--format=${format}`, "--outfile=dist/main.js", "--log-level=warning",
    ], script);
    assert.deepEqual(await readdir(built("esbuild")), ["main.js"]);
  }
});

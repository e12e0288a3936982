// `boot.js` splits the address by the same rules as the core. It runs here without a browser.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { runInNewContext } from "node:vm";
import { fragmentVectors } from "./support/fragments.mjs";

const script = readFileSync(new URL("../../boot.js", import.meta.url), "utf8");

/** Runs `boot.js` on a page whose address has this fragment; returns what it left there. */
function boot(fragment) {
  const left = { hash: fragment && `#${fragment}`, buffer: null, cleared: false };
  Object.defineProperty(left, "href", { get: () => `https://shelf.example/${left.hash}` });
  left.navigation = { name: left.href, toJSON: () => left.href };
  const app = { js: "app.js", wasm: "app.wasm", parts: "{}" };
  runInNewContext(script, {
    location: left,
    history: { replaceState: (_state, _title, address) => (left.hash = address) },
    performance: {
      setResourceTimingBufferSize: (size) => (left.buffer = size),
      clearResourceTimings: () => (left.cleared = true),
      getEntriesByType: () => [left.navigation],
    },
    localStorage: { getItem: () => null },
    document: { documentElement: { dataset: {} }, baseURI: "https://shelf.example/", querySelector: () => ({ dataset: app }) },
    addEventListener: () => {},
    URL,
  });
  return left;
}

test("boot.js leaves the route of every fragment of the vectors", () => {
  for (const { about, fragment, route } of fragmentVectors) {
    // An address without a fragment needs no other one.
    assert.equal(boot(fragment).hash, fragment && `#${route}`, about);
  }
});

test("boot.js keeps requests and the link out of the performance timeline", () => {
  const { buffer, cleared, navigation } = boot("/j/job-x?sas=https%3A%2F%2Fa.example%2Fjob-x%3Fsig%3Dx");
  assert.deepEqual([buffer, cleared], [0, true]);
  assert.equal(navigation.name, "https://shelf.example/#/j/job-x");
  assert.doesNotMatch(JSON.stringify(navigation), /sig/);
});

test("boot.js is not slowed down by a fragment that is encoded very often", () => {
  assert.ok(boot(`/j/x?q=%${"25".repeat(200_000)}41`).hash === "#/");
});

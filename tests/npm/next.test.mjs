// Next: the same function in a server component, a client component and a route.
import assert from "node:assert/strict";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { launch, resultOf } from "./support/browsers.mjs";
import { fixture, run, start } from "./support/programs.mjs";
import { expected, startWorld } from "./support/world.mjs";

const limit = { timeout: 240_000 };
let world;
let browser;

before(async () => {
  [world, browser] = await Promise.all([startWorld(), launch("chrome")]);
}, limit);

after(async () => {
  await Promise.all([world?.close(), browser?.close()]);
}, limit);

for (const bundler of ["turbopack", "webpack"]) {
  test(`an application that Next builds with ${bundler} lists the outputs`, limit, async () => {
    await rm(join(fixture("next"), ".next"), { recursive: true, force: true });
    await run("next", "next", ["build", `--${bundler}`]);
    const env = { CONTAINER: world.url };
    const server = await start("next", "next", ["start", "--hostname", "127.0.0.1", "--port", "0"], env);
    try {
      await assertLists(server.origin);
    } finally {
      await server.close();
    }
  });
}

async function assertLists(origin) {
  const fragment = `#${encodeURIComponent(world.url)}`;
  assert.equal(await resultOf(browser, `${origin}/`), expected, "a server component");
  assert.equal(await resultOf(browser, `${origin}/browser${fragment}`), expected, "a client component");
  const answer = await fetch(`${origin}/route`);
  assert.equal(await answer.text(), expected, "a route");
}

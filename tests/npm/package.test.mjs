// The tools that read packages, on the packed one.
import assert from "node:assert/strict";
import { test } from "node:test";
import { join } from "node:path";
import { folder, tarball } from "./support/package.mjs";
import { execute } from "./support/programs.mjs";

const limit = { timeout: 120_000 };
const tool = (name, args) => execute(join(folder, "node_modules/.bin", name), args, { cwd: folder });

test("publint finds nothing, however strict", limit, async () => {
  assert.match(await tool("publint", ["run", "--strict", tarball]), /All good!/);
});

test("arethetypeswrong finds nothing", limit, async () => {
  // It fails with a finding; the profile is for packages that only modules import.
  assert.match(await tool("attw", [tarball, "--profile", "esm-only", "--no-emoji"]), /"jobshelf\/inline"/);
});

// A page has the types of the DOM, a program for Node those of @types/node and no others.
for (const version of ["typescript", "typescript-5"]) {
  for (const program of ["page", "node"]) {
    test(`${version} accepts right calls in a ${program} program, and no wrong ones`, limit, async () => {
      const tsc = join(folder, "node_modules", version, "bin/tsc");
      await execute(tsc, ["--project", `types/tsconfig.${program}.json`], { cwd: folder });
    });
  }
}

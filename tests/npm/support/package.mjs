// The package as its users get it: packed, and unpacked where the fixtures look for it.
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);

export const folder = fileURLToPath(new URL("../", import.meta.url));
const modules = join(folder, "node_modules");

/** The installed package, which the fixtures import. */
export const installed = join(modules, "jobshelf");

/** The tarball, made by `npm pack`. */
export const tarball = join(modules, ".packed/jobshelf.tgz");

/** Packs the built package and unpacks it into node_modules; `npm ci` would need its checksum. */
export async function install() {
  const built = process.env.NPM_DIST ?? fileURLToPath(new URL("../../../dist-npm", import.meta.url));
  if (!existsSync(built)) throw new Error(`${built} is missing: set NPM_DIST, or run: cargo xtask dist npm`);
  const into = join(modules, ".packed");
  await rm(into, { recursive: true, force: true });
  await mkdir(into, { recursive: true });
  const { stdout } = await run("npm", ["pack", "--json", "--pack-destination", into], { cwd: built });
  const [{ filename }] = JSON.parse(stdout);
  await rename(join(into, filename), tarball);
  await rm(installed, { recursive: true, force: true });
  await mkdir(installed);
  await run("tar", ["-xzf", tarball, "-C", installed, "--strip-components=1"]);
}

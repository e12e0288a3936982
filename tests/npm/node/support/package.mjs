// The package as a user has it: the packed tarball, installed into a temporary folder.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const project = fileURLToPath(new URL("../../../../", import.meta.url));
const npm = (folder, ...words) => execFileSync("npm", words, { cwd: folder, encoding: "utf8" });

/** A new folder in which the package is installed; it is removed when the process ends. */
export function installed() {
  const folder = mkdtempSync(join(tmpdir(), "jobshelf-npm-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  const tarball = process.env.JOBSHELF_NPM_TARBALL ?? packed(folder);
  writeFileSync(join(folder, "package.json"), '{ "private": true, "type": "module" }');
  npm(folder, "install", "--offline", "--no-audit", "--no-fund", "--loglevel=error", tarball);
  return folder;
}

/** The package, loaded from such a folder; a new `copy` has its own module. */
export async function load(folder, copy = "") {
  const entry = pathToFileURL(join(folder, "node_modules/jobshelf/node.js"));
  return import(entry.href + (copy && `?copy=${copy}`));
}

function packed(folder) {
  const [name] = npm(join(project, "dist-npm"), "pack", "--silent", "--pack-destination", folder).trim().split("\n");
  return join(folder, name);
}

// The paths of the programs and of the page: from the environment, which `cargo xtask` sets, or from
// where a developer's own build puts them, so that a test file can be run by hand.
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

const project = fileURLToPath(new URL("../../../", import.meta.url));

/** Ends a server when its standard input closes; see the file itself. */
export const exitWithParent = join(project, "tests/src/exit-with-parent.cjs");

export const jobshelfBinary = () => existing("JOBSHELF_BIN", "target/debug/jobshelf");
export const dist = () => existing("DIST", "dist");
export const azuriteBinary = () => existing("AZURITE", "node_modules/.bin/azurite-blob");

/** The path of Chromium: from CHROME, or the first in PATH. */
export function chrome() {
  if (process.env.CHROME) return process.env.CHROME;
  const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
  const folders = (process.env.PATH ?? "").split(delimiter);
  const found = names.flatMap((name) => folders.map((folder) => join(folder, name))).find(existsSync);
  if (!found) throw new Error("no Chromium: set CHROME, or run: cargo xtask setup");
  return found;
}

function existing(variable, fallback) {
  const path = process.env[variable] ?? join(project, fallback);
  if (!existsSync(path)) throw new Error(`${path} is missing: set ${variable}, or run: cargo xtask test`);
  return path;
}

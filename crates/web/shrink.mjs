// Makes what trunk has built smaller, as its last step and in release builds only: wasm-opt, short
// names for what wasm and its script call each other (a third of the script is such names, with a
// hash each), and a minified script. The files keep their names, so nothing else has to change.
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { transformSync } from "esbuild";

const { TRUNK_PROFILE: profile, TRUNK_STAGING_DIR: staging } = process.env;
const only = (pattern) => {
  const found = readdirSync(staging).filter((name) => pattern.test(name));
  if (found.length !== 1) throw new Error(`${pattern} names ${found.length} files of the page`);
  return join(staging, found[0]);
};

// Without inlining a function stays whole in each place where it is called, which costs bytes but
// compresses so well that the page is 3 % smaller.
const inlining = ["one-caller-inline", "flexible-inline", "always-inline"];
const passes = [
  "-Oz",
  ...inlining.map((kind) => `--${kind}-max-function-size=0`),
  "--strip-debug",
  "--strip-producers",
];

if (profile === "release") {
  const wasm = only(/_bg\.wasm$/);
  const script = only(/^jobshelf-web.*\.js$/);
  const wasmOpt = join(dirname(fileURLToPath(import.meta.url)), "../../node_modules/.bin/wasm-opt");
  const run = (...flags) => execFileSync(wasmOpt, [...flags, wasm, "-o", wasm], { encoding: "utf8" });
  run(...passes);
  const names = JSON.parse(run("--minify-imports-and-exports-and-modules"));
  const renamed = rename(readFileSync(script, "utf8"), names);
  writeFileSync(script, transformSync(renamed, { loader: "js", format: "esm", minify: true }).code);
}

/** Calls imports and exports what wasm-opt calls them now; a name that is not found is an error. */
function rename(source, { imports, exports }) {
  const replaced = (text, pattern, by) => {
    if (!pattern.test(text)) throw new Error(`${pattern} is not in the script`);
    return text.replace(pattern, by);
  };
  const literal = (name) => name.replace(/[.$/]/g, "\\$&");
  let text = source;
  for (const module of new Set(imports.map(([module]) => module))) {
    text = replaced(text, new RegExp(`"${literal(module)}"(?=: import0)`), '"a"');
  }
  for (const [, name, short] of imports) {
    text = replaced(text, new RegExp(`(?<=^\\s+)${literal(name)}(?=: )`, "m"), `"${short}"`);
  }
  for (const [name, short] of exports) {
    text = text.replace(new RegExp(`(?<=\\bwasm)\\.${literal(name)}\\b`, "g"), `["${short}"]`);
  }
  return text;
}

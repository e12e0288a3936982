// Makes what trunk has built smaller, as its last step and in release builds only. In the order
// below: wasm-opt (two fifths less), functions that are alike side by side, which compresses better
// (5 KB), short names for what wasm and its script call each other (7 KB), a minified script (2 KB).
// The files keep their names, so nothing else has to change.
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
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

// What rustc uses of wasm, and every browser that boot.js asks for knows.
const features = [
  "reference-types",
  "multivalue",
  "bulk-memory",
  "sign-ext",
  "nontrapping-float-to-int",
  "mutable-globals",
].map((name) => `--enable-${name}`);

if (profile === "release") {
  const wasm = only(/_bg\.wasm$/);
  const script = only(/^jobshelf-web.*\.js$/);
  const tools = join(dirname(fileURLToPath(import.meta.url)), "../../node_modules/.bin");
  const text = `${wasm}.wat`;
  const run = (tool, ...flags) =>
    execFileSync(join(tools, tool), [...features, ...flags], { encoding: "utf8" });
  run("wasm-opt", ...passes, wasm, "-o", wasm);
  run("wasm-dis", wasm, "-o", text);
  writeFileSync(text, inOrder(readFileSync(text, "utf8")));
  run("wasm-as", text, "-o", wasm);
  rmSync(text);
  const short = "--minify-imports-and-exports-and-modules";
  const names = JSON.parse(run("wasm-opt", short, wasm, "-o", wasm));
  const renamed = rename(readFileSync(script, "utf8"), names);
  writeFileSync(script, transformSync(renamed, { loader: "js", format: "esm", minify: true }).code);
}

/** Sorts a module's functions by their signatures, those of one by their instructions. */
function inOrder(module) {
  // One function: from its head to the line that closes it, or all on one line.
  const functions = /^ \(func \$[^]*?(?:\n \)|\)\))$/gm;
  const key = (text) => {
    const [head, ...body] = text.split("\n");
    const signature = head.replace(/^ \(func \S+/, "").replace(/\$\S+ /g, "");
    const instructions = body.slice(0, 30).map((line) => line.replace(/[$0-9].*/, ""));
    return `${signature}\n${instructions.join("\n")}`;
  };
  const sorted = [...module.matchAll(functions)]
    .map(([text]) => ({ text, key: key(text) }))
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  if (sorted.length < 100) throw new Error(`only ${sorted.length} functions found in the module`);
  let place = 0;
  return module.replace(functions, () => sorted[place++].text);
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

// Makes what trunk has built smaller, in release builds only: the wasm in two files, of which the
// second is loaded when there is a file to open (split.mjs); each through wasm-opt (two fifths less)
// and with its functions in an order that compresses (order.mjs); short names for what wasm and its
// script call each other (rename.mjs); a minified script (2 KB).
//
// All of it is named anew, after what it holds: the two files and the script fit only each other.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { transformSync } from "esbuild";
import { graphOf } from "./linked.mjs";
import { inOrder } from "./order.mjs";
import { renamed } from "./rename.mjs";
import { FIRST, split } from "./split.mjs";
import { itemsOf } from "./text.mjs";
import { assembled, disassembled, optimized } from "./tools.mjs";

/**
 * Where the second file of wasm begins: these functions and all that only they reach are in it. A
 * gate must not be inlined, and who calls it has seen that `feeds::views` has the file.
 */
const gates = [
  ["jobshelf_web", "pages", "file", "file_view"],
  ["jobshelf_web", "pages", "task", "last_words", "with_lines"],
  ["jobshelf_web", "feeds", "last_lines", "last_line"],
];

const project = join(dirname(fileURLToPath(import.meta.url)), "../../..");
const { TRUNK_PROFILE: profile, TRUNK_STAGING_DIR: staging, CARGO_TARGET_DIR: target } = process.env;
if (profile === "release") shrink();

function shrink() {
  const wasm = only(/_bg\.wasm$/);
  const script = only(/^jobshelf-web.*\.js$/);
  const linked = join(resolve(project, target ?? "target"), "wasm32-unknown-unknown/wasm-release/jobshelf_web.wasm");

  const halves = split(disassembled(readFileSync(wasm)), graphOf(readFileSync(linked)), gates);
  const second = optimized(halves.second);
  const isOfFirst = ({ kind, module }) => kind === "import" && module === FIRST;
  const used = itemsOf(second).filter(isOfFirst).map(({ base }) => base);
  const first = optimized(halves.first(new Set(used)));

  const parts = renamed({ first: inOrder(first), second: inOrder(second), script: readFileSync(script, "utf8") });
  // What the second file is instantiated with: what the first was, and all that the first has.
  const given = `export const views = () => Object.assign(__wbg_get_imports(), { ${parts.firstName}: wasm });`;
  const files = {
    "_bg.wasm": assembled(parts.first),
    "_views.wasm": assembled(parts.second),
    ".js": transformSync(`${parts.script}\n${given}`, { loader: "js", format: "esm", minify: true }).code,
  };
  replace(script.slice(0, -".js".length), files);
  console.log(`${halves.moved} functions are in the second file`);
}

function only(pattern) {
  const found = readdirSync(staging).filter((name) => pattern.test(name));
  if (found.length !== 1) throw new Error(`${pattern} names ${found.length} files of the page`);
  return join(staging, found[0]);
}

/** Puts `files` in the place of what trunk made, each under what its name ends with. */
function replace(old, files) {
  const hash = createHash("sha256");
  for (const content of Object.values(files)) hash.update(content);
  const name = `jobshelf-web-${hash.digest("hex").slice(0, 16)}`;
  for (const end of ["_bg.wasm", ".js"]) rmSync(`${old}${end}`);
  for (const [end, content] of Object.entries(files)) writeFileSync(join(staging, `${name}${end}`), content);

  const index = join(staging, "index.html");
  const html = readFileSync(index, "utf8").replaceAll(basename(old), name);
  const wasm = / data-wasm="([^"]*)_bg\.wasm"/;
  if (!wasm.test(html)) throw new Error("index.html does not name the wasm");
  writeFileSync(index, html.replace(wasm, '$& data-views="$1_views.wasm"'));
}

// Binaryen's programs: a module as text and back, and made smaller in between.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const folder = join(dirname(fileURLToPath(import.meta.url)), "../../../node_modules/.bin");

// What rustc uses of wasm, and every browser that boot.js asks for knows.
const features = [
  "reference-types",
  "multivalue",
  "bulk-memory",
  "sign-ext",
  "nontrapping-float-to-int",
  "mutable-globals",
].map((name) => `--enable-${name}`);

// Without inlining a function stays whole in each place where it is called, which costs bytes but
// compresses so well that the page is 3 % smaller.
const inlining = ["one-caller-inline", "flexible-inline", "always-inline"];
const passes = [
  // Branches as rustc left them are built anew: 1 % of the page.
  "--flatten",
  "--rereloop",
  "-Oz",
  "-Oz",
  ...inlining.map((kind) => `--${kind}-max-function-size=0`),
  "--strip-debug",
  "--strip-producers",
];

/** The text of a module. */
export const disassembled = (module) => run("wasm-dis", module, []).toString("utf8");

/**
 * The module that a text says; names of its inside are gone. Made small once more, since what a text can
 * say is a little larger than what a module can: 1 % of the page.
 */
export const assembled = (text) => run("wasm-opt", text, passes);

/** The same module, as text again, and smaller. */
export const optimized = (text) => run("wasm-opt", text, [...passes, "-S"]).toString("utf8");

function run(tool, input, flags) {
  const place = mkdtempSync(join(tmpdir(), "jobshelf-"));
  try {
    const [from, to] = [join(place, "from"), join(place, "to")];
    writeFileSync(from, input);
    // What they say of a module that is still linked anew is of no use here: nobody does that.
    execFileSync(join(folder, tool), [...features, ...flags, from, "-o", to], { stdio: "pipe" });
    return readFileSync(to);
  } finally {
    rmSync(place, { recursive: true });
  }
}

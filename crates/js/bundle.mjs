// Makes the npm package: the JavaScript facade in one file for each entry, and the files beside it.
//
//   node crates/js/bundle.mjs GLUE WASM OUT
//
// GLUE is the script that wasm-bindgen made (`--target web --omit-default-module-path`), WASM the
// optimized module, OUT the folder of the package.
import { copyFileSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const [glueFile, wasmFile, out] = process.argv.slice(2);
const here = dirname(fileURLToPath(import.meta.url));
const npm = join(here, "npm");
const project = join(here, "../..");

// wasm-bindgen's script has one instance in its variables. As a function, it has one for each call, so
// that an instance that failed can be given up with all its variables.
function factoryFrom(script) {
  const names = [];
  const body = script
    .replace(/^export (?:async )?(?:function|class) (\w+)/gm, (text, name) => {
      names.push(name);
      return text.slice("export ".length);
    })
    .replace(/^export \{ initSync, __wbg_init as default \};$/m, "");
  if (/^\s*(export|import)\b/m.test(body) || body.includes("import.meta")) {
    throw new Error("wasm-bindgen's script has an export or an import that is not expected");
  }
  return `
    // Takes every call and does nothing.
    const nothing = new Proxy(() => {}, { get: () => nothing, apply: () => 0 });
    export function createGlue(queueMicrotask) {
      ${body}
      return { ${names.join(", ")}, init: __wbg_init, kill() { wasm = nothing; } };
    }`;
}

const virtual = (name, contents, loader) => ({
  name,
  setup(plugins) {
    plugins.onResolve({ filter: new RegExp(`^${name}$`) }, () => ({ path: name, namespace: name }));
    plugins.onLoad({ filter: /.*/, namespace: name }, () => ({ contents, loader }));
  },
});

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
const glue = factoryFrom(readFileSync(glueFile, "utf8"));
const base64 = readFileSync(wasmFile).toString("base64");

const ENTRIES = { index: "web", node: "node", workerd: "workerd", "edge-light": "edge-light", inline: "inline" };
for (const [entry, source] of Object.entries(ENTRIES)) {
  await build({
    entryPoints: [join(npm, "src/index.js")],
    outfile: join(out, `${entry}.js`),
    alias: { "jobshelf-source": join(npm, `src/source/${source}.js`) },
    plugins: [virtual("jobshelf-glue", glue, "js"), virtual("jobshelf-wasm-base64", base64, "text")],
    external: ["./jobshelf.wasm", "./jobshelf.wasm?module", "node:fs/promises"],
    bundle: true,
    format: "esm",
    target: "es2022",
    // Lines and names stay as they are, for whoever reads a stack.
    minifySyntax: true,
    legalComments: "none",
    logLevel: "error",
  });
}

copyFileSync(wasmFile, join(out, "jobshelf.wasm"));
for (const name of ["package.json", "index.d.ts", "errors.d.ts", "jobshelf.wasm.d.ts", "README.md", "CHANGELOG.md"]) copyFileSync(join(npm, name), join(out, name));
for (const name of ["LICENSE-MIT", "LICENSE-APACHE"]) copyFileSync(join(project, name), join(out, name));

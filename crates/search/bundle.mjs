// Puts the search's worker into the page that trunk has built, as its last step: one script and one
// wasm, named by what is in them, so that no stale worker meets a new page. index.html gets the
// script's hash, in the <meta> that names the page's other files.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildSync } from "esbuild";

const { TRUNK_PROFILE: profile, TRUNK_STAGING_DIR: staging } = process.env;
const here = dirname(fileURLToPath(import.meta.url));
const project = join(here, "../..");
// What `cargo xtask build` has made of this crate.
const built = join(project, "target/web/search");
const hash = (content) => createHash("sha256").update(content).digest("hex").slice(0, 16);

let wasm = join(built, "jobshelf_search_bg.wasm");
if (profile === "release") {
  const smaller = join(built, "optimised.wasm");
  const features = ["simd", "reference-types", "multivalue", "bulk-memory", "sign-ext", "nontrapping-float-to-int", "mutable-globals"];
  const flags = ["-O3", "--strip-debug", "--strip-producers", ...features.map((name) => `--enable-${name}`)];
  execFileSync(join(project, "node_modules/.bin/wasm-opt"), [...flags, wasm, "-o", smaller]);
  wasm = smaller;
}
const code = readFileSync(wasm);
const wasmName = `jobshelf-search-${hash(code)}.wasm`;
const { outputFiles } = buildSync({
  entryPoints: [join(here, "worker.js")],
  alias: { "jobshelf-search": join(built, "jobshelf_search.js") },
  // wasm-bindgen would look for its wasm beside itself; worker.js says where it is.
  define: { WASM: JSON.stringify(wasmName) },
  bundle: true, format: "esm", minify: true, write: false,
  logLevel: "error",
});
const [{ contents: script }] = outputFiles;
const name = hash(script);
writeFileSync(join(staging, wasmName), code);
writeFileSync(join(staging, `jobshelf-search-${name}.js`), script);
const index = join(staging, "index.html");
const page = readFileSync(index, "utf8");
const meta = '<meta name="jobshelf-app"';
if (!page.includes(meta)) throw new Error(`index.html has no ${meta}`);
writeFileSync(index, page.replace(meta, `${meta} data-search="${name}"`));
rmSync(join(built, "optimised.wasm"), { force: true });

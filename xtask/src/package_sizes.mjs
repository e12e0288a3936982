// What a page loads of the npm package, and of the official SDK's browser bundle, brotli (quality 11)
// in KB of 1,024 bytes. Both scripts are minified, as a bundler would.
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants } from "node:zlib";
import { build, transformSync } from "esbuild";

const [folder] = process.argv.slice(2);
const here = dirname(fileURLToPath(import.meta.url));

const brotli = (content) => {
  const bytes = Buffer.from(content);
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
  return brotliCompressSync(bytes, { params }).length / 1024;
};

const glue = transformSync(readFileSync(join(folder, "index.js"), "utf8"), { minify: true, format: "esm" }).code;
const [script, module] = [brotli(glue), brotli(readFileSync(join(folder, "jobshelf.wasm")))];
const { outputFiles: [sdk] } = await build({
  stdin: { contents: 'export * from "@azure/storage-blob";', resolveDir: here },
  bundle: true, minify: true, format: "esm", platform: "browser", write: false, logLevel: "error",
});
console.log(`script_brotli_kb ${script.toFixed(1)}`);
console.log(`wasm_brotli_kb ${module.toFixed(1)}`);
console.log(`load_brotli_kb ${(script + module).toFixed(1)}`);
console.log(`@azure/storage-blob, its browser bundle: ${brotli(sdk.contents).toFixed(1)} KB`);

// Measures how long a listing of 100,000 blobs takes through the npm package, and through
// @azure/storage-blob: in Node a process for each listing, in Chromium a page. The runs alternate, and
// medians count. Prints the times, and as a JSON object for each figure the ratio of ours to theirs.
//
// JOBSHELF_NPM names the folder of the package as `cargo xtask dist` builds it.
import { execFile, spawn } from "node:child_process";
import { copyFile, cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { loadavg, tmpdir } from "node:os";
import { extname, join } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL, fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { build } from "esbuild";
import { launch, newPage } from "../browser/support/browser.mjs";

const nBlobs = 100_000;
const nRuns = 5;
// The server does not check it, but our package does not take a signature that cannot be one.
const signature = encodeURIComponent(Buffer.alloc(32).toString("base64"));
const sas = `?sv=2026-04-06&sr=c&sp=rl&se=2099-01-01T00%3A00%3A00Z&sig=${signature}`;
const types = { ".mjs": "text/javascript", ".js": "text/javascript", ".wasm": "application/wasm", ".html": "text/html" };

const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const ourFolder = process.env.JOBSHELF_NPM ?? here("../../dist-npm");
const run = promisify(execFile);

const folder = await mkdtemp(join(tmpdir(), "jobshelf-listing-"));
const storage = spawn(process.execPath, [here("support/listing-server.mjs"), String(nBlobs)], { stdio: ["pipe", "pipe", "inherit"] });
const site = await serve(folder);
try {
  const { value: origin } = await createInterface({ input: storage.stdout })[Symbol.asyncIterator]().next();
  const container = `${origin}/devstoreaccount1/job-listing${sas}`;
  await prepareSite();
  await compare("node", (side) => inNode(side, container));
  const browser = await launch();
  try {
    await compare("chromium", (side) => inChromium(browser, side, container));
  } finally {
    await browser.close();
  }
} finally {
  site.close();
  storage.stdin.end();
  await rm(folder, { recursive: true });
}

/** Lists by turns on both sides, and prints the ratio of the medians. */
async function compare(where, list) {
  const times = { ours: [], sdks: [] };
  for (let index = 0; index < nRuns; index += 1) {
    const results = [];
    for (const side of ["ours", "sdks"]) {
      const { ms, seen } = await list(side);
      times[side].push(ms);
      results.push(JSON.stringify(seen));
    }
    if (results[0] !== results[1] || !results[0].includes(`"n":${nBlobs},`)) {
      throw new Error(`the listings differ: ${results.join(" and ")}`);
    }
  }
  const [ours, sdks] = [median(times.ours), median(times.sdks)];
  const load = loadavg()[0].toFixed(1);
  console.log(`${where}: ${Math.round(ours)} ms, @azure/storage-blob ${Math.round(sdks)} ms, ${(sdks / ours).toFixed(1)} times; load ${load}`);
  console.log(JSON.stringify({ name: `listing_to_sdk_in_${where}`, value: ours / sdks }));
}

async function inNode(side, container) {
  const ours = pathToFileURL(join(ourFolder, "node.js")).href;
  const packageUrl = side === "ours" ? ours : import.meta.resolve("@azure/storage-blob");
  const { stdout } = await run(process.execPath, [here("support/list-once.mjs"), side, packageUrl, container]);
  return JSON.parse(stdout);
}

async function inChromium(browser, side, container) {
  const page = await newPage(browser);
  try {
    await page.goto(`http://127.0.0.1:${site.address().port}/index.html`);
    return await page.evaluate(async ({ side, container }) => {
      const listing = await import("/listing.mjs");
      return listing[side](await import(side === "ours" ? "/jobshelf/index.js" : "/sdk.mjs"), container);
    }, { side, container });
  } finally {
    await page.context().close();
  }
}

/** A page without anything, and both packages beside it: the SDK needs a bundler. */
async function prepareSite() {
  await writeFile(join(folder, "index.html"), "<!doctype html><title>listing</title>");
  await copyFile(here("support/listing.mjs"), join(folder, "listing.mjs"));
  await cp(ourFolder, join(folder, "jobshelf"), { recursive: true });
  await build({
    stdin: { contents: 'export { ContainerClient } from "@azure/storage-blob";', resolveDir: here(".") },
    bundle: true, minify: true, platform: "browser", format: "esm", outfile: join(folder, "sdk.mjs"),
  });
}

function serve(root) {
  const server = createServer(async (request, response) => {
    const path = new URL(request.url, "http://site").pathname;
    const body = await readFile(join(root, path)).catch(() => null);
    if (body === null) return response.writeHead(404).end();
    return response.writeHead(200, { "content-type": types[extname(path)] ?? "application/octet-stream" }).end(body);
  });
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}

function median(values) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

// The examples in examples/npm: the page and the React component in Chromium, the script in Node.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync, readdirSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { build } from "esbuild";
import { complaints, launch, newPage } from "../../browser/support/browser.mjs";
import { installed, load } from "./support/package.mjs";
import { newJob, startStorage } from "./support/storage.mjs";

const project = fileURLToPath(new URL("../../../", import.meta.url));
const examples = join(project, "examples/npm");
const folder = installed();
const root = join(folder, "node_modules/jobshelf");
const jobshelf = await load(folder);
const storage = await startStorage(jobshelf);
const browser = await launch();
after(() => Promise.all([storage.close(), browser.close()]));

const TYPES = { ".html": "text/html", ".js": "text/javascript", ".wasm": "application/wasm" };
const RED = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==", "base64");

/** Serves files by their path; `{ "/index.html": content }`. */
async function site(files) {
  const server = createServer((request, response) => {
    const path = request.url.split("?")[0];
    const content = files[path] ?? (path.startsWith("/jobshelf/") ? readFileSync(join(root, path.slice(10))) : null);
    if (content === null) return response.writeHead(404).end();
    response.writeHead(200, { "content-type": TYPES[extname(path)] ?? "text/plain" }).end(content);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  after(() => server.closeAllConnections() ?? server.close());
  return `http://127.0.0.1:${server.address().port}`;
}

/** A job with one preview, which pages of an origin may read. */
async function jobFor(origin, id) {
  const job = await newJob(jobshelf, storage, id);
  await job.prepare({ origins: [origin] });
  await job.task("frame-1").save("TaskPreview", "first.png", new Blob([RED], { type: "image/png" }));
  return { job, url: await storage.mint({ container: job.container, permissions: "view" }) };
}

/** The picture of the page follows the job. */
async function followsTheJob(page, job) {
  await page.getByAltText("first.png").waitFor();
  await page.waitForFunction(() => document.querySelector("img").naturalWidth === 1);
  await new Promise((resolve) => setTimeout(resolve, 1_100)); // times in storage are in seconds
  await job.task("frame-2").save("TaskPreview", "second.png", new Blob([RED], { type: "image/png" }));
  await page.getByAltText("second.png").waitFor();
  await page.getByText("frame-2: second.png").waitFor();
  assert.deepEqual(complaints(page), []);
}

test("the page shows the newest preview, live, and keeps no SAS in its address", async () => {
  const origin = await site({ "/preview.html": readFileSync(join(examples, "preview.html")) });
  const { job, url } = await jobFor(origin, "page");
  const page = await newPage(browser);
  await page.goto(`${origin}/preview.html#${url}`);
  await followsTheJob(page, job);
  assert.equal(page.url(), `${origin}/preview.html`);
  assert.doesNotMatch(await page.content(), /sig=/);
});

test("the React component shows the newest preview, live", async () => {
  const source = `
    import { createRoot } from "react-dom/client";
    import { NewestPreview } from "./NewestPreview.jsx";
    const containerUrl = location.hash.slice(1);
    createRoot(document.body).render(<NewestPreview containerUrl={containerUrl} seconds={1} />);`;
  const { outputFiles: [script] } = await build({
    stdin: { contents: source, resolveDir: examples, loader: "jsx" },
    alias: { jobshelf: join(root, "index.js") },
    nodePaths: [join(project, "node_modules")],
    jsx: "automatic", bundle: true, format: "esm", write: false, logLevel: "error",
    define: { "process.env.NODE_ENV": '"production"' },
  });
  const html = '<!doctype html><title>x</title><body><script type="module" src="app.js"></script>';
  const origin = await site({
    "/index.html": html,
    "/app.js": script.contents,
    // esbuild leaves the module where the package has it: beside the script.
    "/jobshelf.wasm": readFileSync(join(root, "jobshelf.wasm")),
  });
  const { job, url } = await jobFor(origin, "react");
  const page = await newPage(browser);
  await page.goto(`${origin}/index.html#${url}`);
  await followsTheJob(page, job);
});

test("the script downloads a job's outputs with their times", async () => {
  const job = await newJob(jobshelf, storage, "download");
  const large = new Uint8Array(5 << 20).fill(7);
  await job.task("t1").save("TaskOutput", "deep/large.bin", large);
  await job.task("t2").saveText("TaskLog", "stdout.txt", "done\n");
  await job.saveText("JobOutput", "r.txt", "r");
  copyFileSync(join(examples, "download.mjs"), join(folder, "download.mjs"));
  const run = (...words) => promisify(execFile)(process.execPath, ["download.mjs", ...words], {
    cwd: folder, env: { ...process.env, JOBSHELF_URL: url },
  });
  const url = await storage.mint({ container: job.container, permissions: "view" });
  const { stdout } = await run("all");
  assert.match(stdout, /t1\/TaskOutput\/deep\/large\.bin: 5242880 bytes/);
  assert.equal(Buffer.compare(readFileSync(join(folder, "all/t1/TaskOutput/deep/large.bin")), Buffer.from(large)), 0);
  assert.equal(readFileSync(join(folder, "all/job/JobOutput/r.txt"), "utf8"), "r");
  const output = await job.task("t2").output("TaskLog", "stdout.txt").properties();
  assert.equal(statSync(join(folder, "all/t2/TaskLog/stdout.txt")).mtimeMs, output.lastModified.getTime());
  mkdirSync(join(folder, "logs"));
  await run("logs", "TaskLog");
  assert.deepEqual(readdirSync(join(folder, "logs")), ["t2"]);
  await assert.rejects(run(), { code: 2 });
});

test("each example is as short as it promises", () => {
  const lines = (name) => readFileSync(join(examples, name), "utf8").trimEnd().split("\n").length;
  for (const [name, most] of [["preview.html", 59], ["download.mjs", 59], ["NewestPreview.jsx", 79]]) {
    assert.ok(lines(name) <= most, `${name}: ${lines(name)}`);
  }
});

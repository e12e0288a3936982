import { launch, newPage } from "./support/browser.mjs";
import { eventually } from "./support/expect.mjs";
import { prepare } from "./support/job.mjs";
import { opening, percentile95, print, scrollFrames, unbridled } from "./support/measured.mjs";
import { World } from "./support/world.mjs";
import { Viewer } from "./pages/viewer.mjs";
import { writeFileSync } from "node:fs";
const length = 40_000_000, block = 4_000_000, cell = 20, nFrames = 300;
const log = "frames/$TaskLog/stdout.txt";
const cellAt = (byte) => `byte ${String(byte).padStart(cell - 7, "0")}, `;
const world = await World.start();
const browser = await launch(unbridled);
try {
  const container = await prepare(world, "prof-line");
  await world.storage.createAppendBlob(container, log);
  for (let start = 0; start < length; start += block) {
    const cells = Array.from({ length: block / cell }, (_, index) => cellAt(start + index * cell));
    await world.storage.appendBlock(container, log, cells.join(""));
  }
  const page = await newPage(browser);
  const viewer = new Viewer(page);
  await viewer.open((await world.viewerLink("prof-line")).replace("#/?", `#/j/${container}/t/frames?`));
  await opening(world, page, length, cellAt(length - cell).trim());
  await viewer.log.view.focus();
  await browser.startTracing(page, { path: "/tmp/prof/trace.json", categories: ["devtools.timeline", "toplevel", "v8", "blink", "cc", "disabled-by-default-devtools.timeline", "disabled-by-default-v8.cpu_profiler"] });
  const times = await scrollFrames(viewer, nFrames, -40);
  await viewer.log.dragTo(0.5);
  times.push(...(await scrollFrames(viewer, nFrames, 40)));
  await browser.stopTracing();
  times.sort((a, b) => a - b);
  for (const p of [0.1, 0.5, 0.75, 0.9, 0.95, 0.99]) console.log(p, times[Math.floor(times.length * p)].toFixed(1));
} finally { await browser.close(); await world.close(); }
const trace = JSON.parse((await import("node:fs")).readFileSync("/tmp/prof/trace.json")).traceEvents;
const main = trace.find((e) => e.name === "thread_name" && e.args.name === "CrRendererMain" && trace.some((x) => x.pid === e.pid && x.name === "FunctionCall"));
const evs = trace.filter((e) => e.pid === main.pid && e.tid === main.tid && e.ph === "X").sort((a, b) => a.ts - b.ts || b.dur - a.dur);
const self = new Map(); const stack = [];
for (const e of evs) { while (stack.length && stack.at(-1).ts + stack.at(-1).dur <= e.ts) stack.pop(); const d = e.dur ?? 0; if (stack.length) { const p = stack.at(-1); self.set(p.name, (self.get(p.name) ?? 0) - d); } self.set(e.name, (self.get(e.name) ?? 0) + d); stack.push({ ...e, dur: d }); }
console.log([...self].sort((a, b) => b[1] - a[1]).slice(0, 25).map(([n, d]) => `${n} ${(d / 1000).toFixed(0)}ms`).join("\n"));

// The command of a task, for `jobshelf run -- node task-script.mjs PLAN`: it writes pieces of text or
// bytes at given times, each with a single write, and ends with an exit code.
//
// PLAN is JSON: { stdout: [{ text | base64, wait }], stderr: […], exitCode }; `wait` is the time
// before the piece, in milliseconds.
import { writeSync } from "node:fs";

const plan = JSON.parse(process.argv[2]);

async function play(descriptor, pieces) {
  for (const { text, base64, wait = 0 } of pieces) {
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    let bytes = base64 === undefined ? Buffer.from(text) : Buffer.from(base64, "base64");
    while (bytes.length > 0) bytes = bytes.subarray(writeSync(descriptor, bytes));
  }
}

await Promise.all([play(1, plan.stdout ?? []), play(2, plan.stderr ?? [])]);
process.exitCode = plan.exitCode ?? 0;

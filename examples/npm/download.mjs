// Downloads all outputs of a job, or those of one kind, into a folder:
//
//   JOBSHELF_URL='https://…/job-ocean?sv=…' node download.mjs FOLDER [KIND]
import { createWriteStream } from "node:fs";
import { mkdir, utimes } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { Job, JobshelfError } from "jobshelf";

const [folder, kind] = process.argv.slice(2);
const { JOBSHELF_URL: url } = process.env;
if (!folder || !url) {
  console.error("usage: JOBSHELF_URL=… node download.mjs FOLDER [KIND]");
  process.exit(2);
}

/** Downloads one output; returns its length. */
async function download(output) {
  // Whoever can write to the container chooses the names: only a safe path becomes a file.
  const path = await output.safePath();
  const file = join(folder, output.taskId ?? "job", output.kind, path);
  await mkdir(dirname(file), { recursive: true });
  await pipeline(Readable.fromWeb(output.stream()), createWriteStream(file));
  await utimes(file, output.lastModified, output.lastModified);
  return output.size;
}

let nFailed = 0;
try {
  const job = await Job.open(url);
  for await (const output of job.outputs()) {
    if (kind !== undefined && output.kind !== kind) continue;
    const name = [output.taskId, output.kind, output.path].filter(Boolean).join("/");
    try {
      console.log(`${name}: ${await download(output)} bytes`);
    } catch (error) {
      if (!(error instanceof JobshelfError)) throw error;
      console.error(`${name}: ${error.message}`);
      nFailed += 1;
    }
  }
} catch (error) {
  if (!(error instanceof JobshelfError)) throw error;
  console.error(error.message);
  process.exit(1);
}
process.exitCode = nFailed > 0 ? 1 : 0;

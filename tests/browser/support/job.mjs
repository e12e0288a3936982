// A small job, written with the helper as a pool of nodes would: with pictures, logs, a failed task,
// job outputs, a custom kind and a blob outside the convention.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { png } from "./png.mjs";

const script = fileURLToPath(new URL("./task-script.mjs", import.meta.url));

/** The command that prints the pieces of a plan; see task-script.mjs. */
export const command = (plan) => [process.execPath, script, JSON.stringify(plan)];

/** The tasks, pictures and texts that `writeJob` writes. */
export const job = {
  id: "ocean-shot-042",
  tasks: ["frames-001", "frames-002", "frames-010"],
  failed: "frames-002",
  exitCode: 3,
  errorLine: "RuntimeError: texture \"foam_07.tx\" is missing",
  frame: { width: 96, height: 54 },
  other: "notes/read me.txt",
  otherText: "written by hand,\noutside the convention\n",
  statistics: "frame,seconds\n1,0.8\n2,0.9\n",
};

/** Creates the container; returns its name. */
export async function prepare(world, id) {
  const [container] = (await world.helper.run(["prepare", "--job", id])).split(" ");
  return container;
}

/** Writes the whole job and waits until it is finished; returns its container. */
export async function writeJob(world, id = job.id) {
  const container = await prepare(world, id);
  const folder = await mkdtemp(join(tmpdir(), "jobshelf-browser-"));
  const node = (task) => ({ cwd: folder, env: { AZ_BATCH_JOB_ID: id, AZ_BATCH_TASK_ID: task } });
  const save = (task, kind, file, ...more) =>
    world.helper.run(["save", "--kind", kind, file, ...more], node(task));
  try {
    for (const [index, task] of job.tasks.entries()) {
      const number = index + 1;
      const name = `frame_000${number}.png`;
      await writeFile(join(folder, name), png(job.frame.width, job.frame.height, number));
      await save(task, "TaskPreview", name);
      // The first bytes of an EXR, and zeros. The browser cannot decode it.
      await writeFile(join(folder, "frame.exr"), Buffer.from([0x76, 0x2f, 0x31, 0x01, ...Array(600).fill(0)]));
      await save(task, "TaskOutput", "frame.exr", "--as", `exr/frame_000${number}.exr`);
      await run(world, node(task), task === job.failed);
    }
    await writeFile(join(folder, "movie.png"), png(160, 90, 7));
    await save("merge", "JobOutput", "movie.png", "--job-level");
    await save("merge", "JobPreview", "movie.png", "--job-level");
    await writeFile(join(folder, "statistics.csv"), job.statistics);
    await save("merge", "Statistics", "statistics.csv", "--job-level");
    await save(job.tasks[0], "RenderStats", "statistics.csv");
    await world.storage.putBlob(container, job.other, job.otherText, { type: "text/plain" });
    return container;
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function run(world, node, fails) {
  const plan = { stdout: [{ text: "\x1b[32m[render]\x1b[0m frame done\n" }], stderr: [], exitCode: 0 };
  if (fails) {
    plan.stderr.push({ text: `Traceback (most recent call last):\n  File "render.py", line 418\n${job.errorLine}\n` });
    plan.exitCode = job.exitCode;
  }
  const { env, cwd } = node;
  await world.helper.run(["run", "--interval", "1", "--", ...command(plan)], { env, cwd, expect: plan.exitCode });
}

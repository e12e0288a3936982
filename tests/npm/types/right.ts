// What must compile.
import {
  AbortError, AccessError, Account, ConflictError, InputError, InternalError, Job, JobshelfError, NetworkError,
  NotFoundError, Output, Task, init, names, sas,
} from "jobshelf";
import type { ErrorCode, FollowEvent, LogStatus, OutputName, OutputProperties, SasDetails, SaveData, WasmModule } from "jobshelf";
import { Job as InlineJob } from "jobshelf/inline";
import wasm from "jobshelf/jobshelf.wasm";

/** Fails to compile unless both types are the same. */
function same<A, B>(..._proof: (<T>() => T extends A ? 1 : 2) extends (<T>() => T extends B ? 1 : 2) ? [] : [never]): void {}

export async function modules(module: WasmModule): Promise<void> {
  await init();
  await init({ wasm: new URL("https://example.org/jobshelf.wasm") });
  await init({ wasm: fetch("https://example.org/jobshelf.wasm") });
  await init({ wasm: new Uint8Array(8) });
  await init({ wasm: module });
  await init({ wasm });
}

export async function namesAndSas(): Promise<void> {
  const container: string = await names.container("job");
  const blob: string = await names.taskBlob("task", "TaskOutput", "a/b.txt");
  const own: string = await names.jobBlob("Statistics", "c.csv");
  const name = await names.parse(blob);
  same<typeof name, OutputName | null>();
  const details: SasDetails = await sas.inspect(new URL("https://example.org/?sv=1"));
  const hours: number = details.expires === null ? Infinity : details.expires.getTime() / 3_600_000;
  const url: string = await sas.mint({ account: "a", key: "a2V5", jobId: "job", permissions: ["read", "list"], expires: new Date() });
  console.log(container, own, hours, url, details.missing.view.length);
}

export async function listings(signal: AbortSignal): Promise<void> {
  for await (const job of new Account("https://a.blob.core.windows.net/?sv=1").jobs({ signal })) {
    same<typeof job, Job>();
    for await (const task of job.tasks()) {
      same<typeof task, Task>();
      for await (const output of task.outputs("TaskLog", { prefix: "a", limit: 3, signal })) same<typeof output, Output>();
    }
    for await (const kind of job.kinds()) console.log(kind.toUpperCase());
    for await (const output of job.outputs(null, {})) same<typeof output.size, number | null>();
  }
  // An option may be undefined, as options that are passed on are.
  const passedOn: AbortSignal | undefined = undefined;
  job(await Job.open("https://a.blob.core.windows.net/c?sv=1")).outputs(undefined, { signal: passedOn, limit: undefined });
  same<InlineJob, Job>();
}

const job = (open: Job): Job => open;

export async function files(task: Task, data: SaveData, stream: ReadableStream<Uint8Array>): Promise<void> {
  const output = await task.save("TaskOutput", "a.bin", data, { contentType: "image/png", metadata: { a: "b" }, overwrite: false });
  await task.save("Own", "a.bin", stream);
  await task.job.save("JobOutput", "a.bin", new Blob(["text"]));
  await task.saveText("TaskOutput", "a.txt", "text");
  const bytes: Uint8Array = await output.bytes({ start: 1, end: 3 });
  const blob = new Blob([await output.bytes()]);
  const read: ReadableStream<Uint8Array> = output.stream();
  const properties: OutputProperties = await output.properties();
  const state: LogStatus["state"] | undefined = properties.log?.state;
  const existed: boolean = await output.delete({ snapshots: true });
  const log = task.openLog("stdout.txt", { flushSeconds: 2, exitCode: () => 0 });
  await read.pipeTo(log);
  console.log(bytes.length, blob.size, state, existed, JSON.stringify(output));
}

export async function following(output: Output): Promise<number | null> {
  for await (const event of output.follow({ from: -1_000 })) {
    same<typeof event, FollowEvent>();
    switch (event.type) {
      case "appended": console.log(event.offset, event.bytes.length, event.text); break;
      case "skipped": console.log(event.to - event.from); break;
      case "restarted": console.log(event.reason); break;
      case "missing": break;
      case "interrupted": console.log(event.error.retriable); break;
      case "finished": return event.exitCode;
      // Every event has a case.
      default: event satisfies never;
    }
  }
  return null;
}

export function errors(error: unknown): ErrorCode | null {
  if (!(error instanceof JobshelfError)) return null;
  const classes = [AbortError, AccessError, ConflictError, InputError, InternalError, NetworkError, NotFoundError];
  const status: number | null = error.status;
  console.log(classes.some((kind) => error instanceof kind), status, error.cause, error.requestId);
  return error.code;
}

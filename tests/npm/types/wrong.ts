// What must not compile: every line after an expectation is an error, or the expectation is one.
import { Account, Job, Output, Task, names, sas } from "jobshelf";
import type { ErrorCode, FollowEvent } from "jobshelf";

export async function wrong(job: Job, task: Task, output: Output, event: FollowEvent): Promise<void> {
  // @ts-expect-error A name is a promise, since the module may not be loaded yet.
  const container: string = names.container("job");
  // @ts-expect-error An ID is a text.
  await names.container(7);
  // @ts-expect-error A name may be outside the conventions.
  (await names.parse("a/b")).taskId;

  // @ts-expect-error A SAS needs a time at which it expires.
  await sas.mint({ account: "a", key: "a2V5" });
  // @ts-expect-error The time is a Date.
  await sas.mint({ account: "a", key: "a2V5", expires: "tomorrow" });

  // @ts-expect-error A job is opened.
  new Job();
  // @ts-expect-error A task is a job's.
  new Task();
  // @ts-expect-error An account has a URL.
  new Account();
  // @ts-expect-error A promise has no outputs.
  Job.open("https://example.org/").outputs();
  // @ts-expect-error A listing is no array.
  job.outputs().length;
  // @ts-expect-error A limit is a number.
  job.outputs("JobOutput", { limit: 10n });
  // @ts-expect-error A misspelt option.
  job.outputs("JobOutput", { limits: 10 });
  // @ts-expect-error The options come after the kind.
  job.outputs({ limit: 10 });

  // @ts-expect-error What is saved is a text, bytes, a Blob or a stream.
  await task.save("TaskOutput", "a.txt", { text: "a" });
  // @ts-expect-error Text only.
  await task.saveText("TaskOutput", "a.txt", new Uint8Array(1));
  // @ts-expect-error Handles are read-only.
  output.path = "other";
  // @ts-expect-error The size is unknown unless it is from a listing.
  const size: number = output.size;
  // @ts-expect-error Only a finished log has an exit code.
  event.exitCode;
  // @ts-expect-error No such code.
  const code: ErrorCode = "NoSuchCode";
  // @ts-expect-error Nothing has to be freed.
  output.free();

  console.log(container, size, code);
}

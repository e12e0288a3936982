// The newest preview of a job as a React component: <NewestPreview containerUrl={url} />
import { useEffect, useState } from "react";
import { Job } from "jobshelf";

const KINDS = ["TaskPreview", "JobPreview"];

/** The newest output of a kind of preview; null if there is none. */
async function findNewest(job, signal) {
  let newest = null;
  for await (const output of job.outputs(null, { signal })) {
    const isPreview = KINDS.includes(output.kind);
    if (isPreview && (newest === null || output.lastModified > newest.lastModified)) newest = output;
  }
  return newest;
}

/** Waits, and ends early when the signal is aborted. */
const pause = (milliseconds, signal) =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    }, { once: true });
  });

/** The newest preview with its picture, and the error if there is one. */
function useNewestPreview(containerUrl, seconds) {
  const [state, setState] = useState({});
  useEffect(() => {
    const controller = new AbortController();
    const { signal } = controller;
    let picture = null;
    let seen = 0;
    async function watch() {
      while (!signal.aborted) {
        try {
          const output = await findNewest(await Job.open(containerUrl), signal);
          const time = output?.lastModified.getTime() ?? 0;
          if (time > seen) {
            const blob = new Blob([await output.bytes({ signal })], { type: output.contentType ?? "" });
            if (picture) URL.revokeObjectURL(picture);
            picture = URL.createObjectURL(blob);
            seen = time;
            setState({ output, picture });
          }
        } catch (error) {
          if (signal.aborted) return;
          setState((before) => ({ ...before, error }));
          if (!error.retriable) return;
        }
        await pause(seconds * 1000, signal);
      }
    }
    watch();
    return () => {
      controller.abort();
      if (picture) URL.revokeObjectURL(picture);
    };
  }, [containerUrl, seconds]);
  return state;
}

export function NewestPreview({ containerUrl, seconds = 3 }) {
  const { output, picture, error } = useNewestPreview(containerUrl, seconds);
  if (error && !output) return <p role="alert">{error.message}</p>;
  if (!output) return <p role="status">Waiting for a preview…</p>;
  return (
    <figure>
      <img src={picture} alt={output.path} />
      <figcaption>{output.taskId ?? "job"}: {output.path}</figcaption>
    </figure>
  );
}

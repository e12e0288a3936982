// Listings of a job and of its tasks.
import * as check from "./check.js";
import { KEY } from "./handle.js";
import { iterate, pagesOf } from "./iterate.js";
import { Output } from "./output.js";
import { Page } from "./page.js";

export function listOutputs(job, connection, taskId, kind, options) {
  return iterate(options, async function* list(signal) {
    const { prefix, limit } = check.options(options);
    const words = [taskId, check.optionalText(kind, "kind"), check.optionalText(prefix, "prefix") ?? ""];
    let nLeft = check.optionalInteger(limit, "limit", 0) ?? Infinity;
    if (nLeft === 0) return;
    const open = (glue) => glue.listOutputs(connection, ...words, nLeft === Infinity ? undefined : nLeft);
    for await (const columns of pagesOf(open, signal)) {
      const page = new Page(columns);
      for (let index = 0; index < page.length; index += 1) {
        yield new Output(KEY, job, connection, null, page, index);
        nLeft -= 1;
        if (nLeft === 0) return;
      }
    }
  });
}

export function listKinds(connection, taskId, options) {
  return iterate(options, async function* list(signal) {
    for await (const page of pagesOf((glue) => glue.listKinds(connection, taskId), signal)) yield* page;
  });
}

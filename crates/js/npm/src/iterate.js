// Async iterators over something in the module's memory.
import * as check from "./check.js";
import { Resource } from "./engine.js";
import { AbortError, abortError } from "./errors.js";

// An iterator that ends at once when its `return` is called, also while it waits for an answer, and
// whose request ends with it. `make` gets the signal of the iterator and returns an async generator.
export function iterate(given, make) {
  const stop = new AbortController();
  let outer;
  let isStopped = false;
  const forward = () => stop.abort(outer.reason);
  const unlink = () => outer?.removeEventListener("abort", forward);
  const link = () => {
    outer = check.signal(check.options(given).signal);
    if (outer?.aborted) throw abortError(outer);
    outer?.addEventListener("abort", forward);
  };
  async function* run() {
    link();
    try {
      yield* make(stop.signal);
    } finally {
      unlink();
    }
  }
  const generator = run();
  return {
    async next() {
      try {
        return await generator.next();
      } catch (error) {
        if (isStopped && error instanceof AbortError) return { done: true, value: undefined };
        throw error;
      }
    },
    async return(value) {
      isStopped = true;
      stop.abort();
      // The generator is in `yield`, or its request ends now.
      await generator.return(undefined).catch(() => undefined);
      return { done: true, value };
    },
    async throw(error) {
      await this.return(undefined);
      throw error;
    },
    [Symbol.asyncIterator]() {
      return this;
    },
    ...(Symbol.asyncDispose && {
      async [Symbol.asyncDispose]() {
        await this.return(undefined);
      },
    }),
  };
}

// The pages of a listing. `open` calls the export that begins it.
export async function* pagesOf(open, signal) {
  const pages = await Resource.open(open, signal);
  try {
    for (;;) {
      const page = await pages.call((handle) => handle.next(signal), signal);
      if (page === undefined) return;
      yield page;
    }
  } finally {
    pages.free();
  }
}

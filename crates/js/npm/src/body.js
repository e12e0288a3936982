// The bytes of an output.
import * as check from "./check.js";
import { Resource } from "./engine.js";
import { abortError, invalidArgument } from "./errors.js";

// More is not allocated before it is there: the length is what a server says.
const MOST_AT_ONCE = 256 << 20;

function rangeFrom(options) {
  const { start, end, signal } = check.options(options);
  const range = {
    start: check.optionalInteger(start, "start", 0) ?? 0,
    end: check.optionalInteger(end, "end", 0),
    signal: check.signal(signal),
  };
  if (range.end !== undefined && range.end < range.start) throw invalidArgument("end: expected at least start");
  return range;
}

const open = (connection, place, { start, end, signal }) =>
  Resource.open((glue) => glue.openBody(connection, place, start, end, signal), signal);

export async function bytes(connection, place, options) {
  const range = rangeFrom(options);
  const { signal } = range;
  const body = await open(connection, place, range);
  try {
    const length = body.peek((handle) => handle.left) ?? 0;
    const pieces = [];
    let whole = new Uint8Array(Math.min(length, MOST_AT_ONCE));
    let nRead = 0;
    for (;;) {
      const piece = await body.call((handle) => handle.next(signal), signal);
      if (piece === undefined) break;
      if (pieces.length === 0 && nRead + piece.length <= whole.length) whole.set(piece, nRead);
      else pieces.push(piece);
      nRead += piece.length;
    }
    if (pieces.length === 0) return nRead === whole.length ? whole : whole.slice(0, nRead);
    const nBefore = nRead - pieces.reduce((sum, piece) => sum + piece.length, 0);
    const joined = new Uint8Array(nRead);
    joined.set(whole.subarray(0, nBefore));
    let at = nBefore;
    for (const piece of pieces) {
      joined.set(piece, at);
      at += piece.length;
    }
    whole = joined;
    return whole;
  } finally {
    body.free();
  }
}

export function stream(connection, place, options) {
  const range = rangeFrom(options);
  const stop = new AbortController();
  const forward = () => stop.abort(range.signal.reason);
  let body = null;
  const end = () => {
    range.signal?.removeEventListener("abort", forward);
    body?.free();
    body = null;
  };
  return new ReadableStream({
    async pull(controller) {
      try {
        if (range.signal?.aborted) throw abortError(range.signal);
        if (body === null) {
          range.signal?.addEventListener("abort", forward);
          body = await open(connection, place, { ...range, signal: stop.signal });
        }
        const piece = await body.call((handle) => handle.next(stop.signal), stop.signal);
        if (piece !== undefined) return controller.enqueue(piece);
        end();
        controller.close();
      } catch (error) {
        end();
        throw error;
      }
    },
    cancel() {
      stop.abort();
      end();
    },
  }, { highWaterMark: 0 });
}

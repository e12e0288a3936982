// Following a log.
import * as check from "./check.js";
import { Resource } from "./engine.js";
import { errorFrom, invalidArgument } from "./errors.js";
import { iterate } from "./iterate.js";

// A number of bytes, and whether it counts from the end.
function beginning(from) {
  if (from === undefined || from === "start") return [0, false];
  if (from === "end") return [0, true];
  if (typeof from === "string") throw invalidArgument('from: expected "start", "end" or a number of bytes');
  const offset = check.integer(from, "from", Number.MIN_SAFE_INTEGER);
  return [Math.abs(offset), offset < 0];
}

class Appended {
  type = "appended";

  constructor(offset, bytes) {
    this.offset = offset;
    this.bytes = bytes;
  }

  get text() {
    // A mark at the beginning of a piece is a part of the text.
    return new TextDecoder("utf-8", { ignoreBOM: true }).decode(this.bytes);
  }
}

function eventFrom(event) {
  if (event.type === "appended") return new Appended(event.offset, event.bytes);
  if (event.type === "interrupted") return { type: event.type, error: errorFrom(event.error) };
  return event;
}

export function follow(connection, place, options) {
  return iterate(options, async function* events(signal) {
    const [offset, isFromEnd] = beginning(check.options(options).from);
    const follower = await Resource.open((glue) => glue.followOutput(connection, place, offset, isFromEnd), signal);
    try {
      for (;;) {
        const event = await follower.call((handle) => handle.next(signal), signal);
        if (event === undefined) return;
        yield eventFrom(event);
      }
    } finally {
      follower.free();
    }
  });
}

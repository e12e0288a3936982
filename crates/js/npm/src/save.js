// Saving an output: in one request if it is short, else block by block.
import * as check from "./check.js";
import { call, Resource } from "./engine.js";
import { abortError, InputError, invalidArgument } from "./errors.js";
import { KEY } from "./handle.js";
import { Output } from "./output.js";

// The length of a block, and the most that is sent in one request. The module and `fetch` have a copy
// each of the block that is on its way.
const BLOCK = 8 << 20;
const TEXT = "text/plain; charset=utf-8";
const METADATA_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
const METADATA_VALUE = /^[\x20-\x7e]*$/;

function headersFrom({ contentType, metadata, overwrite }, otherwise) {
  const words = [];
  for (const [name, value] of Object.entries(check.options(metadata, "metadata"))) {
    if (!METADATA_NAME.test(name)) {
      throw invalidArgument(`metadata: a name has letters, digits and "_", and begins with no digit`);
    }
    if (!METADATA_VALUE.test(check.text(value, `metadata.${name}`))) {
      throw invalidArgument(`metadata.${name}: a value has printable ASCII characters only`);
    }
    words.push(name, value);
  }
  return {
    contentType: check.optionalText(contentType, "contentType") ?? otherwise,
    metadata: words,
    overwrite: check.flag(overwrite, "overwrite", true),
  };
}

export async function saveText(output, text, options) {
  return save(output, check.text(text, "text"), options);
}

export async function save(output, data, given) {
  const options = check.options(given);
  const signal = check.signal(options.signal);
  const [connection, place] = Output.where(KEY, output);
  const [blocks, contentType] = blocksOf(data, signal);
  const headers = headersFrom(options, contentType);
  let first = null;
  let upload = null;
  try {
    for await (const block of blocks) {
      if (first === null) {
        first = block;
        continue;
      }
      if (upload === null) {
        upload = await Resource.open((glue) => glue.beginUpload(connection, place, headers), signal);
        await upload.call((handle) => handle.push(first, signal), signal);
      }
      await upload.call((handle) => handle.push(block, signal), signal);
    }
    if (upload === null) {
      const bytes = first ?? new Uint8Array(0);
      await call((glue) => glue.saveOutput(connection, place, bytes, headers, signal), signal);
    } else {
      await upload.call((handle) => handle.finish(signal), signal);
    }
    return output;
  } finally {
    upload?.free();
  }
}

// The data as blocks, and its content type if that is known.
function blocksOf(data, signal) {
  if (typeof data === "string") return [slices(new TextEncoder().encode(data)), TEXT];
  if (ArrayBuffer.isView(data)) return [slices(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))];
  if (data instanceof ArrayBuffer) return [slices(new Uint8Array(data))];
  if (typeof data?.getReader === "function") return [piecesOf(data, signal)];
  if (typeof data?.arrayBuffer === "function" && typeof data.slice === "function") {
    return [slicesOfBlob(data), data.type || undefined];
  }
  throw invalidArgument("data: expected a string, bytes, a Blob or a ReadableStream");
}

function* slices(bytes) {
  for (let start = 0; start < bytes.length; start += BLOCK) yield bytes.subarray(start, start + BLOCK);
}

async function* slicesOfBlob(blob) {
  for (let start = 0; start < blob.size; start += BLOCK) {
    yield new Uint8Array(await blob.slice(start, start + BLOCK).arrayBuffer());
  }
}

// The bytes of a stream, in blocks. If the save ends early, the stream is cancelled.
async function* piecesOf(stream, signal) {
  if (stream.locked) throw invalidArgument("data: the stream is locked by another reader");
  const reader = stream.getReader();
  const cancel = () => reader.cancel(signal.reason).catch(() => undefined);
  signal?.addEventListener("abort", cancel);
  const encoder = new TextEncoder();
  let block = new Uint8Array(BLOCK);
  let length = 0;
  let isOver = false;
  try {
    for (;;) {
      const { done, value } = await read(reader);
      if (signal?.aborted) throw abortError(signal);
      if (done) break;
      let piece = bytesOf(value, encoder);
      while (piece.length > 0) {
        const room = Math.min(BLOCK - length, piece.length);
        block.set(piece.subarray(0, room), length);
        length += room;
        piece = piece.subarray(room);
        if (length === BLOCK) {
          yield block;
          block = new Uint8Array(BLOCK);
          length = 0;
        }
      }
    }
    isOver = true;
    if (length > 0) yield block.subarray(0, length);
  } finally {
    signal?.removeEventListener("abort", cancel);
    if (!isOver) await reader.cancel().catch(() => undefined);
  }
}

async function read(reader) {
  try {
    return await reader.read();
  } catch (cause) {
    throw new InputError("data: the stream failed", { code: "InvalidArgument", cause });
  }
}

export function bytesOf(value, encoder) {
  if (typeof value === "string") return encoder.encode(value);
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  if (value instanceof ArrayBuffer) return new Uint8Array(value);
  throw invalidArgument("a piece of the stream: expected bytes or a string");
}

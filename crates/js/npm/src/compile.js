// From whatever a program has to a compiled module, always asynchronously.
import { fetchModule } from "jobshelf-source";
import { internalError, invalidArgument } from "./errors.js";

const is = (value, name) => Object.prototype.toString.call(value) === `[object ${name}]`;

const isBytes = (value) => ArrayBuffer.isView(value) || is(value, "ArrayBuffer") || is(value, "SharedArrayBuffer");

const isResponse = (value) =>
  typeof value === "object" && value !== null && typeof value.arrayBuffer === "function" && "ok" in value;

async function fromResponse(response) {
  if (!response.ok) throw new Error(`the answer for it has status ${response.status}`);
  const type = response.headers.get("content-type") ?? "";
  // A server that does not know the type is no reason to fail: then it is compiled once it is here.
  const mayStream = /^application\/wasm($|;)/i.test(type) && typeof WebAssembly.compileStreaming === "function";
  if (mayStream) return WebAssembly.compileStreaming(response);
  const bytes = await response.arrayBuffer();
  // Hosts of single-page applications answer with their page for every file that they do not have.
  if (!isModule(bytes)) throw new Error(`the answer for it is of type "${type}", and no WebAssembly`);
  return WebAssembly.compile(bytes);
}

const isModule = (bytes) => bytes.byteLength >= 4 && new DataView(bytes).getUint32(0) === 0x0061736d;

// The compiled module of a URL, an answer, bytes, a module, or a promise of one of them.
export async function compile(given) {
  try {
    const source = await given;
    if (is(source, "WebAssembly.Module")) return source;
    if (isBytes(source)) return await WebAssembly.compile(source);
    if (isResponse(source)) return await fromResponse(source);
    if (source instanceof URL || typeof source === "string") return await compile(fetchModule(source));
    throw invalidArgument("wasm: expected a URL, a Response, bytes or a WebAssembly.Module");
  } catch (error) {
    if (error?.code !== undefined && error instanceof Error && error.name.endsWith("Error") && "retriable" in error) throw error;
    throw internalError(`cannot load jobshelf.wasm: ${error?.message ?? error}`, error, "WasmUnavailable");
  }
}

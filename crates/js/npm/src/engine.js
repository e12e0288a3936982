// The running WebAssembly module: loaded by the first call, replaced after a failure inside of it.
//
// A failure inside (a bug, or an object of the caller that throws where none may) leaves an instance
// whose memory cannot be trusted. So that instance is given up: its pending calls reject, whatever
// still calls into it does nothing, and the next call starts a new one from the same compiled module.
import { createGlue } from "jobshelf-glue";
import { defaultSource } from "jobshelf-source";
import * as check from "./check.js";
import { compile } from "./compile.js";
import { abortError, errorFrom, internalError } from "./errors.js";

// The promise of the compiled module, and that of its instance.
let compiling = null;
let running = null;

class Instance {
  #pending = new Set();
  #glue;
  isDead = false;

  static async start(compiled) {
    const instance = new Instance();
    instance.#glue = createGlue((task) => queueMicrotask(() => instance.#guard(task)));
    await instance.#glue.init({ module_or_path: await compiled });
    return instance;
  }

  // Calls an export. A rejection is a JobshelfError.
  run(work, signal) {
    if (this.isDead) return Promise.reject(internalError("the module has failed; this iterator or stream is lost"));
    return new Promise((resolve, reject) => {
      const pending = (error) => reject(error);
      this.#pending.add(pending);
      const failed = (error) => {
        this.#pending.delete(pending);
        reject(this.#errorFrom(error, signal));
      };
      try {
        Promise.resolve(work(this.#glue)).then((value) => {
          this.#pending.delete(pending);
          resolve(value);
        }, failed);
      } catch (error) {
        failed(error);
      }
    });
  }

  // Runs what the module does between two events of the program.
  #guard(task) {
    try {
      task();
    } catch (error) {
      this.#die(error);
    }
  }

  // An export rejects with a plain object; anything else comes from a failure inside.
  #errorFrom(error, signal) {
    const isExpected = typeof error === "object" && error !== null && !(error instanceof Error) && "code" in error;
    return isExpected ? errorFrom(error, signal) : this.#die(error);
  }

  #die(cause) {
    const error = internalError(`the module has failed: ${cause?.message ?? cause}`, cause);
    if (this.isDead) return error;
    this.isDead = true;
    running = null;
    this.#glue.kill();
    const pending = [...this.#pending];
    this.#pending.clear();
    for (const reject of pending) reject(error);
    return error;
  }
}

const compiled = (source) => {
  compiling ??= compile(source()).catch((error) => {
    compiling = null;
    throw error;
  });
  return compiling;
};

function engine(source = defaultSource) {
  running ??= Instance.start(compiled(source)).catch((error) => {
    running = null;
    throw error;
  });
  return running;
}

export async function init(given) {
  const { wasm } = check.options(given);
  await engine(wasm === undefined ? defaultSource : () => wasm);
}

// Calls an export of the module.
export const call = async (work, signal) => {
  if (signal?.aborted) throw abortError(signal);
  return (await engine()).run(work, signal);
};

// Something in the module's memory, such as a listing: used by one iterator or stream, which frees it.
export class Resource {
  #instance;
  #handle;
  #busy = null;

  // `work` returns the object of the module.
  static async open(work, signal) {
    if (signal?.aborted) throw abortError(signal);
    const resource = new Resource();
    resource.#instance = await engine();
    resource.#handle = await resource.#instance.run(work, signal);
    return resource;
  }

  // Calls a method of the object, one at a time.
  async call(work, signal) {
    const busy = this.#instance.run(() => work(this.#handle), signal);
    this.#busy = busy;
    try {
      return await busy;
    } finally {
      this.#busy = null;
    }
  }

  // Reads a value of the object.
  peek(work) {
    return this.#instance.isDead ? undefined : work(this.#handle);
  }

  // Frees the object, after a call that has not returned yet.
  free() {
    const release = () => {
      const handle = this.#handle;
      this.#handle = null;
      if (handle !== null && !this.#instance.isDead) handle.free();
    };
    if (this.#busy === null) release();
    else this.#busy.then(release, release);
  }
}

// A log that is written while a task runs.
import * as check from "./check.js";
import { Resource } from "./engine.js";
import { abortError, JobshelfError } from "./errors.js";
import { bytesOf } from "./save.js";

const TEXT = "text/plain; charset=utf-8";
// What may wait in memory while the service does not answer; then `write` waits.
const MOST_WAITING = 4 << 20;
// The wait after a flush that failed, in milliseconds.
const PAUSE = 1000;
// How often the last flush is tried; each try is a dozen requests over half a minute.
const TRIES_AT_CLOSE = 5;

export function openLog(connection, given, options) {
  const { kind, flushSeconds, exitCode, contentType, signal } = check.options(options);
  const place = { ...given, kind: check.optionalText(kind, "kind") ?? "TaskLog" };
  const seconds = check.optionalInteger(flushSeconds, "flushSeconds", 1, 86_400) ?? 5;
  const type = check.optionalText(contentType, "contentType") ?? TEXT;
  check.signal(signal);
  if (typeof exitCode !== "function") checkExitCode(exitCode);
  const sink = new LogSink(signal, exitCode, (glue) => glue.openLog(connection, place, seconds, type));
  return new WritableStream(sink, { highWaterMark: MOST_WAITING, size: sizeOf });
}

// `write` refuses what has no length.
const sizeOf = (chunk) => chunk?.byteLength ?? chunk?.length ?? 1;

const checkExitCode = (code) => check.optionalInteger(code, "exitCode", -2147483648, 2147483647);

class LogSink {
  #signal;
  #exitCode;
  #open;
  #encoder = new TextEncoder();
  #controller;
  #log;
  #timer;
  // What is not in the module yet, and how many bytes are not in the blob.
  #pieces = [];
  #nWaiting = 0;
  // The flush that runs, if one does.
  #flushing = null;
  #aborted = () => this.#end(abortError(this.#signal));

  constructor(signal, exitCode, open) {
    this.#signal = signal;
    this.#exitCode = exitCode;
    this.#open = open;
  }

  // Creates the blob, so that readers see that the task has begun.
  async start(controller) {
    this.#controller = controller;
    this.#signal?.addEventListener("abort", this.#aborted);
    try {
      this.#log = await Resource.open(this.#open, this.#signal);
      await this.#flush();
    } catch (error) {
      this.#end();
      throw error;
    }
  }

  async write(chunk) {
    const piece = bytesOf(chunk, this.#encoder);
    // The caller may use its buffer again.
    this.#pieces.push(typeof chunk === "string" ? piece : piece.slice());
    this.#nWaiting += piece.length;
    if (this.#nWaiting >= MOST_WAITING) await this.#flushForSure(Infinity);
    else this.#schedule(this.#log.peek((log) => log.interval) ?? PAUSE);
  }

  async close() {
    clearTimeout(this.#timer);
    try {
      await this.#flushForSure(TRIES_AT_CLOSE);
      const asked = typeof this.#exitCode === "function" ? this.#exitCode() : this.#exitCode;
      const code = checkExitCode(asked);
      await this.#log.call((log) => log.finish(code, this.#signal), this.#signal);
    } finally {
      this.#end();
    }
  }

  // What was not flushed is lost, and readers see a log that is not finished.
  async abort() {
    await this.#flushing?.catch(() => undefined);
    this.#end();
  }

  #schedule(delay) {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#flush().catch((error) => {
        if (mayPass(error)) this.#schedule(PAUSE);
        else this.#end(error);
      });
    }, delay);
  }

  // Flushes until nothing waits, or until an error says that trying again is useless.
  async #flushForSure(nTries) {
    for (let nTried = 1; ; nTried += 1) {
      try {
        return await this.#flush();
      } catch (error) {
        if (!mayPass(error) || nTried >= nTries) throw error;
        await new Promise((resolve) => setTimeout(resolve, PAUSE));
      }
    }
  }

  // Sends what waits. A flush that runs comes first.
  async #flush() {
    while (this.#flushing !== null) await this.#flushing.catch(() => undefined);
    if (this.#log === undefined) throw abortError(this.#signal);
    const pieces = this.#pieces;
    const nBytes = this.#nWaiting;
    this.#pieces = [];
    this.#flushing = this.#log.call((log) => {
      for (const piece of pieces) log.write(piece);
      return log.flush(this.#signal);
    }, this.#signal);
    try {
      await this.#flushing;
      this.#nWaiting -= nBytes;
    } finally {
      this.#flushing = null;
    }
  }

  #end(error) {
    clearTimeout(this.#timer);
    this.#signal?.removeEventListener("abort", this.#aborted);
    this.#log?.free();
    this.#log = undefined;
    if (error !== undefined) this.#controller?.error(error);
  }
}

const mayPass = (error) => error instanceof JobshelfError && error.retriable && error.code !== "Internal";

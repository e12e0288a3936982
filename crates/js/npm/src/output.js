// An output: a file of a job or of a task.
import * as body from "./body.js";
import * as check from "./check.js";
import { call } from "./engine.js";
import { invalidArgument } from "./errors.js";
import { follow } from "./follow.js";
import { KEY, showAsJson } from "./handle.js";
import { recordFrom } from "./page.js";

const NO_METADATA = Object.freeze(Object.create(null));

export class Output {
  #job;
  #connection;
  // Where it is; null as long as only its page knows.
  #place;
  // Its page in a listing, and where it is on it; undefined for others.
  #page;
  #index;

  constructor(key, job, connection, place, page, index) {
    if (key !== KEY) throw invalidArgument("an Output comes from a Job or a Task");
    this.#job = job;
    this.#connection = connection;
    this.#place = place;
    this.#page = page;
    this.#index = index;
  }

  get job() {
    return this.#job;
  }

  get taskId() {
    return this.#place === null ? this.#page.taskId(this.#index) : this.#place.taskId ?? null;
  }

  get kind() {
    return this.#place === null ? this.#page.kind(this.#index) : this.#place.kind;
  }

  get path() {
    return this.#place === null ? this.#page.path(this.#index) : this.#place.path;
  }

  get size() {
    return this.#page?.size(this.#index) ?? null;
  }

  get lastModified() {
    return this.#page?.lastModified(this.#index) ?? null;
  }

  get contentType() {
    return this.#page?.contentType(this.#index) ?? null;
  }

  get etag() {
    return this.#page?.etag(this.#index) ?? null;
  }

  get metadata() {
    return this.#page?.metadata(this.#index) ?? NO_METADATA;
  }

  get log() {
    return this.#page?.log(this.#index) ?? null;
  }

  // Where it is, for an export.
  #where() {
    this.#place ??= { taskId: this.taskId ?? undefined, kind: this.kind, path: this.path };
    return this.#place;
  }

  // For the modules that save: the connection never leaves this package.
  static where(key, output) {
    if (key !== KEY) throw invalidArgument("this function is internal");
    return [output.#connection, output.#where()];
  }

  async safePath() {
    const { path } = this;
    return call((glue) => glue.safePath(path));
  }

  async url() {
    return call((glue) => glue.outputUrl(this.#connection, this.#where()));
  }

  async properties(options) {
    const signal = check.signal(check.options(options).signal);
    const found = await call((glue) => glue.properties(this.#connection, this.#where(), signal), signal);
    return { ...found, metadata: recordFrom(found.metadata) };
  }

  async bytes(options) {
    return body.bytes(this.#connection, this.#where(), options);
  }

  async text(options) {
    return new TextDecoder().decode(await this.bytes(options));
  }

  stream(options) {
    return body.stream(this.#connection, this.#where(), options);
  }

  follow(options) {
    return follow(this.#connection, this.#where(), options);
  }

  async delete(options) {
    const { snapshots, signal } = check.options(options);
    const all = check.flag(snapshots, "snapshots", false);
    check.signal(signal);
    return call((glue) => glue.deleteOutput(this.#connection, this.#where(), all, signal), signal);
  }

  toJSON() {
    const { taskId, kind, path, size, lastModified } = this;
    return { taskId, kind, path, size, lastModified };
  }
}

showAsJson(Output);

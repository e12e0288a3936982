// A task: its outputs in the container of its job.
import * as check from "./check.js";
import { invalidArgument } from "./errors.js";
import { KEY, showAsJson } from "./handle.js";
import { openLog } from "./log.js";
import { Output } from "./output.js";
import { listKinds, listOutputs } from "./outputs.js";
import { save, saveText } from "./save.js";

export class Task {
  #connection;

  constructor(key, job, connection, id) {
    if (key !== KEY) throw invalidArgument("a Task comes from a Job");
    this.#connection = connection;
    this.id = id;
    this.job = job;
    Object.freeze(this);
  }

  kinds(options) {
    return listKinds(this.#connection, this.id, options);
  }

  outputs(kind, options) {
    return listOutputs(this.job, this.#connection, this.id, kind, options);
  }

  output(kind, path) {
    const place = { taskId: this.id, kind: check.text(kind, "kind"), path: check.text(path, "path") };
    return new Output(KEY, this.job, this.#connection, place);
  }

  async save(kind, path, data, options) {
    return save(this.output(kind, path), data, options);
  }

  async saveText(kind, path, text, options) {
    return saveText(this.output(kind, path), text, options);
  }

  openLog(path, options) {
    const place = { taskId: this.id, kind: undefined, path: check.text(path, "path") };
    return openLog(this.#connection, place, options);
  }

  toJSON() {
    return { id: this.id, job: this.job };
  }
}

showAsJson(Task);

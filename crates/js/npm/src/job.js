// A job: the container with its outputs.
import * as check from "./check.js";
import { call } from "./engine.js";
import { invalidArgument } from "./errors.js";
import { KEY, showAsJson } from "./handle.js";
import { iterate, pagesOf } from "./iterate.js";
import { Output } from "./output.js";
import { listKinds, listOutputs } from "./outputs.js";
import { save, saveText } from "./save.js";
import { Task } from "./task.js";

export class Job {
  #connection;

  static async open(containerUrl, options) {
    const connection = { url: check.url(containerUrl, "containerUrl"), ...check.connection(options) };
    const shown = await call((glue) => glue.describeJob(connection));
    return new Job(KEY, connection, { ...shown, lastModified: null });
  }

  constructor(key, connection, shown) {
    if (key !== KEY) throw invalidArgument("a Job comes from Job.open, or from an Account");
    this.#connection = connection;
    this.id = shown.id;
    this.container = shown.container;
    this.url = shown.url;
    this.lastModified = shown.lastModified;
    Object.freeze(this);
  }

  async prepare(options) {
    const { origins, signal } = check.options(options);
    const pages = origins === undefined ? [] : check.texts(origins, "origins");
    check.signal(signal);
    return { created: await call((glue) => glue.prepareJob(this.#connection, pages, signal), signal) };
  }

  tasks(options) {
    const connection = this.#connection;
    return iterate(options, async function* list(signal) {
      for await (const page of pagesOf((glue) => glue.listTasks(connection), signal)) {
        for (const id of page) yield this.task(id);
      }
    }.bind(this));
  }

  kinds(options) {
    return listKinds(this.#connection, undefined, options);
  }

  outputs(kind, options) {
    return listOutputs(this, this.#connection, undefined, kind, options);
  }

  output(kind, path) {
    const place = { taskId: undefined, kind: check.text(kind, "kind"), path: check.text(path, "path") };
    return new Output(KEY, this, this.#connection, place);
  }

  task(taskId) {
    return new Task(KEY, this, this.#connection, check.text(taskId, "taskId"));
  }

  async save(kind, path, data, options) {
    return save(this.output(kind, path), data, options);
  }

  async saveText(kind, path, text, options) {
    return saveText(this.output(kind, path), text, options);
  }

  toJSON() {
    return { id: this.id, container: this.container, url: this.url, lastModified: this.lastModified };
  }
}

showAsJson(Job);

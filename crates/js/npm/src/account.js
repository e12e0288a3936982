// A storage account.
import * as check from "./check.js";
import { call } from "./engine.js";
import { KEY, showAsJson } from "./handle.js";
import { iterate, pagesOf } from "./iterate.js";
import { Job } from "./job.js";

export class Account {
  #connection;

  constructor(url, options) {
    this.#connection = { url: check.url(url, "url"), ...check.connection(options) };
  }

  jobs(options) {
    const connection = this.#connection;
    return iterate(options, async function* list(signal) {
      for await (const page of pagesOf((glue) => glue.listJobs(connection), signal)) {
        for (const [index, container] of page.containers.entries()) {
          const shown = { id: page.ids[index], container, url: page.urls[index] };
          const time = page.times[index];
          const lastModified = Number.isNaN(time) ? null : new Date(time);
          yield new Job(KEY, { ...connection, container }, { ...shown, lastModified });
        }
      }
    });
  }

  async job(jobId) {
    const id = check.text(jobId, "jobId");
    const shown = await call((glue) => glue.describeJobOf(this.#connection, id));
    return new Job(KEY, { ...this.#connection, container: shown.container }, { ...shown, lastModified: null });
  }

  toJSON() {
    return {};
  }
}

showAsJson(Account);

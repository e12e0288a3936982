// The names of the conventions.
import * as check from "./check.js";
import { call } from "./engine.js";

export const names = {
  async container(jobId) {
    const id = check.text(jobId, "jobId");
    return call((glue) => glue.containerName(id));
  },
  async taskBlob(taskId, kind, path) {
    const words = [check.text(taskId, "taskId"), check.text(kind, "kind"), check.text(path, "path")];
    return call((glue) => glue.blobName(...words));
  },
  async jobBlob(kind, path) {
    const words = [check.text(kind, "kind"), check.text(path, "path")];
    return call((glue) => glue.blobName(undefined, ...words));
  },
  async parse(blobName) {
    const name = check.text(blobName, "blobName");
    return call((glue) => glue.parseBlobName(name));
  },
};

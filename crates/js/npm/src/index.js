// What the package exports. The declarations with their documentation are in `index.d.ts`.
export { init } from "./engine.js";
export { names } from "./names.js";
export { sas } from "./sas.js";
export { Account } from "./account.js";
export { Job } from "./job.js";
export { Task } from "./task.js";
export { Output } from "./output.js";
export {
  AbortError, AccessError, ConflictError, InputError, InternalError, JobshelfError, NetworkError, NotFoundError,
} from "./errors.js";

// A real Azurite, and URLs with a SAS for it.
import { account, accountKey, startAzurite } from "../../../browser/support/azurite.mjs";

export { account, accountKey };
export const ALL = ["read", "append", "create", "write", "delete", "list"];
export const inAnHour = () => new Date(Date.now() + 3_600_000);

/** Starts Azurite; `mint` gives URLs for it. */
export async function startStorage(jobshelf) {
  const azurite = await startAzurite();
  const endpoint = `${azurite.origin}/${account}`;
  const mint = (options = {}) =>
    jobshelf.sas.mint({ account, key: accountKey, endpoint, permissions: ALL, expires: inAnHour(), ...options });
  return { endpoint, mint, close: azurite.close };
}

/** A job with its container. */
export async function newJob(jobshelf, storage, id) {
  const job = await new jobshelf.Account(await storage.mint()).job(id);
  await job.prepare();
  return job;
}

export const all = async (items) => {
  const list = [];
  for await (const item of items) list.push(item);
  return list;
};

/** The error that a call throws or rejects with. */
export async function errorOf(call) {
  try {
    await call();
  } catch (error) {
    return error;
  }
  throw new Error("the call did not fail");
}

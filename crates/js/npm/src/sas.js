// Shared access signatures.
import * as check from "./check.js";
import { call } from "./engine.js";
import { invalidArgument } from "./errors.js";

const PRESETS = [undefined, "view", "task"];

export const sas = {
  async inspect(url) {
    const text = check.url(url, "url");
    return call((glue) => glue.inspectSas(text));
  },
  async mint(given) {
    const { account, key, endpoint, container, jobId, permissions, expires, httpsOnly } = check.options(given);
    const isPreset = PRESETS.includes(permissions);
    if (typeof permissions === "string" && !isPreset) {
      throw invalidArgument('permissions: expected "view", "task" or an array of permissions');
    }
    const mint = {
      account: check.text(account, "account"),
      key: check.text(key, "key"),
      endpoint: endpoint === undefined ? undefined : check.url(endpoint, "endpoint"),
      container: check.optionalText(container, "container"),
      jobId: check.optionalText(jobId, "jobId"),
      permissions: isPreset ? undefined : check.texts(permissions, "permissions"),
      forTask: permissions === "task",
      expires: Math.floor(check.date(expires, "expires").getTime() / 1000),
      httpsOnly: check.flag(httpsOnly, "httpsOnly", undefined),
    };
    return call((glue) => glue.mintSas(mint));
  },
};

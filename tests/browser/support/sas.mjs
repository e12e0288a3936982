// Mints any SAS for Azurite's published key, also expired ones and ones with few permissions, which the
// helper refuses to mint. The fields and their order follow the service's documentation.
import { createHmac } from "node:crypto";
import { account, accountKey } from "./azurite.mjs";

const version = "2026-04-06";

/** The query of an account SAS. */
export function accountSas({ permissions = "rl", types = "sco", expires = inHours(24) } = {}) {
  const signature = sign([account, permissions, "b", types, "", expires, "", "", version, "", ""]);
  return query({ sv: version, ss: "b", srt: types, sp: permissions, se: expires, sig: signature });
}

/** The query of a container's SAS. */
export function containerSas(container, { permissions = "rl", starts = "", expires = inHours(24) } = {}) {
  const resource = `/blob/${account}/${container}`;
  // The empty fields are identifier, address and protocol, and after the resource's kind the snapshot
  // time, the encryption scope and five response headers.
  const fields = [permissions, starts, expires, resource, "", "", "", version, "c", "", "", "", "", "", "", ""];
  const start = starts ? { st: starts } : {};
  return query({ sv: version, sr: "c", sp: permissions, ...start, se: expires, sig: sign(fields) });
}

/** A time in the format of a SAS. */
export function inHours(hours) {
  const time = new Date(Date.now() + hours * 3_600_000);
  return time.toISOString().replace(/\.\d+Z$/, "Z");
}

function sign(fields) {
  return createHmac("sha256", Buffer.from(accountKey, "base64")).update(fields.join("\n")).digest("base64");
}

const query = (fields) =>
  Object.entries(fields).map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join("&");

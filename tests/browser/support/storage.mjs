// The Blob requests that prepare and check the storage of a test. They bypass the proxy, so that they
// are not counted and no outage affects them.
import { request } from "node:http";
import { account } from "./azurite.mjs";
import { accountSas } from "./sas.mjs";

const corsRule = (origin) => `<CorsRule><AllowedOrigins>${origin}</AllowedOrigins>
  <AllowedMethods>GET,HEAD,OPTIONS</AllowedMethods>
  <AllowedHeaders>range,if-match,if-none-match,if-modified-since,if-range,x-ms-*</AllowedHeaders>
  <ExposedHeaders>content-range,accept-ranges,etag,content-encoding,content-disposition,content-md5,date,retry-after,x-ms-*</ExposedHeaders>
  <MaxAgeInSeconds>3600</MaxAgeInSeconds></CorsRule>`;

export class Storage {
  #endpoint;
  #sas = accountSas({ permissions: "rwdlac" });

  constructor(origin) {
    this.#endpoint = `${origin}/${account}`;
  }

  /** Lets only pages of these origins read. */
  async allowOrigins(...origins) {
    const rules = origins.map(corsRule).join("");
    const body = `<?xml version="1.0" encoding="utf-8"?><StorageServiceProperties><Cors>${rules}</Cors></StorageServiceProperties>`;
    await this.#send("PUT", "/?restype=service&comp=properties", { body, headers: { "content-type": "application/xml" } });
  }

  async createContainer(container) {
    await this.#send("PUT", `/${container}?restype=container`);
  }

  async deleteContainer(container) {
    await this.#send("DELETE", `/${container}?restype=container`);
  }

  /** Writes a blob of any name that the service accepts, also outside the conventions. */
  async putBlob(container, name, body, { type = "application/octet-stream", metadata = {} } = {}) {
    const headers = { "x-ms-blob-type": "BlockBlob", "content-type": type, ...metadataHeaders(metadata) };
    await this.#send("PUT", blobPath(container, name), { body, headers });
  }

  /** Creates an append blob, the type of a log. */
  async createAppendBlob(container, name, metadata = {}) {
    const headers = { "x-ms-blob-type": "AppendBlob", "content-type": "text/plain", ...metadataHeaders(metadata) };
    await this.#send("PUT", blobPath(container, name), { headers });
  }

  /** Appends one block of at most 4 MiB. */
  async appendBlock(container, name, body) {
    await this.#send("PUT", `${blobPath(container, name)}?comp=appendblock`, { body });
  }

  /** Replaces the metadata of a blob. */
  async setMetadata(container, name, metadata) {
    await this.#send("PUT", `${blobPath(container, name)}?comp=metadata`, { headers: metadataHeaders(metadata) });
  }

  async deleteBlob(container, name) {
    await this.#send("DELETE", blobPath(container, name));
  }

  async getBlob(container, name) {
    return this.#send("GET", blobPath(container, name));
  }

  async #send(method, path, { body, headers } = {}) {
    const separator = path.includes("?") ? "&" : "?";
    const answer = await send(this.#endpoint, method, `${path}${separator}${this.#sas}`, { body, headers });
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.body}`);
    return answer.body;
  }
}

// `fetch` would resolve dot segments, which may be part of a blob's name.
function send(endpoint, method, path, { body = "", headers = {} }) {
  const { hostname, port, pathname } = new URL(endpoint);
  const bytes = Buffer.from(body);
  const options = {
    method, hostname, port, path: `${pathname}${path}`, agent: false,
    headers: { "content-length": bytes.length, ...headers },
  };
  return new Promise((resolve, reject) => {
    const sent = request(options, async (answer) => {
      const pieces = await answer.toArray();
      resolve({ status: answer.statusCode, body: Buffer.concat(pieces) });
    });
    sent.once("error", reject);
    sent.end(bytes);
  });
}

const metadataHeaders = (metadata) =>
  Object.fromEntries(Object.entries(metadata).map(([key, value]) => [`x-ms-meta-${key}`, value]));

const blobPath = (container, name) => `/${container}/${name.split("/").map(encodeURIComponent).join("/")}`;

// A log of any length that is not stored: the proxy answers ranges of it as the service would. All
// lines have the same length and state their number, so each byte follows from its offset.
const lineLength = 100;

/** A log of `nLines` lines, for requests whose path ends in `path`. */
export class VirtualLog {
  constructor(path, nLines) {
    this.path = path;
    this.nLines = nLines;
    this.created = new Date().toUTCString();
  }

  get length() {
    return this.nLines * lineLength;
  }

  /** The answer to a request, for the proxy's `answerInstead`. */
  answer({ method, path, headers }) {
    if (!path.endsWith(this.path)) return undefined;
    const common = {
      "content-type": "text/plain", "x-ms-blob-type": "AppendBlob",
      "x-ms-creation-time": this.created, etag: `"${this.length}"`,
    };
    const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(headers.range ?? "") ?? [];
    const start = Number(from);
    const end = Math.min(Number(to) + 1, this.length);
    if (method !== "GET" || !from) return { status: 200, headers: { ...common, "content-length": this.length } };
    if (start >= end) return { status: 416, headers: { ...common, "content-range": `bytes */${this.length}` } };
    return {
      status: 206, body: this.#bytes(start, end),
      headers: { ...common, "content-range": `bytes ${start}-${end - 1}/${this.length}` },
    };
  }

  #bytes(start, end) {
    const first = Math.floor(start / lineLength);
    const last = Math.floor((end - 1) / lineLength);
    const lines = [];
    for (let index = first; index <= last; index += 1) lines.push(line(index + 1));
    const skip = start - first * lineLength;
    return Buffer.from(lines.join("")).subarray(skip, skip + end - start);
  }
}

const line = (number) => `${`line ${String(number).padStart(9, "0")} `.padEnd(lineLength - 1, ".")}\n`;

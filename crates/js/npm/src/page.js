// A page of a listing of outputs: one text with all words, and arrays of numbers. `src/listing.rs`
// writes it, and tells what each number is.

const PER_OUTPUT = 8;
const PER_LOG = 6;
const TASK = 0;
const KIND = 1;
const PATH = 2;
const ETAG = 3;
const CONTENT_TYPE = 4;

const orNull = (number) => (Number.isNaN(number) ? null : number);

export class Page {
  #columns;
  #logs = null;

  constructor(columns) {
    this.#columns = columns;
  }

  get length() {
    return this.#columns.sizes.length;
  }

  #word(index, which) {
    const { text, lengths } = this.#columns;
    const at = index * PER_OUTPUT;
    let start = lengths[at];
    for (let before = 0; before < which; before += 1) start += lengths[at + 1 + before];
    return text.substr(start, lengths[at + 1 + which]);
  }

  taskId(index) {
    return this.#word(index, TASK) || null;
  }

  kind(index) {
    return this.#word(index, KIND);
  }

  path(index) {
    return this.#word(index, PATH);
  }

  etag(index) {
    return this.#word(index, ETAG) || null;
  }

  contentType(index) {
    return this.#word(index, CONTENT_TYPE) || null;
  }

  size(index) {
    return this.#columns.sizes[index];
  }

  lastModified(index) {
    const time = this.#columns.times[index];
    return Number.isNaN(time) ? null : new Date(time);
  }

  metadata(index) {
    const { text, lengths, metadata } = this.#columns;
    const at = index * PER_OUTPUT;
    let start = lengths[at];
    for (let word = TASK; word <= CONTENT_TYPE; word += 1) start += lengths[at + 1 + word];
    const first = lengths[at + 6];
    const words = [];
    for (let next = first; next < first + lengths[at + 7]; next += 1) {
      words.push(text.substr(start, metadata[next]));
      start += metadata[next];
    }
    return recordFrom(words);
  }

  log(index) {
    const { logs } = this.#columns;
    if (this.#logs === null) {
      this.#logs = new Map();
      for (let at = 0; at < logs.length; at += PER_LOG) this.#logs.set(logs[at], at);
    }
    const at = this.#logs.get(index);
    if (at === undefined) return null;
    return {
      state: logs[at + 1] === 1 ? "finished" : "running",
      exitCode: orNull(logs[at + 2]),
      flushSeconds: orNull(logs[at + 3]),
      attempt: logs[at + 4],
      attemptOffset: logs[at + 5],
    };
  }
}

// An object from names and values in turns. It has no prototype, since names come from the service.
export function recordFrom(words) {
  const record = Object.create(null);
  for (let at = 0; at + 1 < words.length; at += 2) record[words[at]] = words[at + 1];
  return record;
}

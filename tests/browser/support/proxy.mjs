// The way to storage, under the test's thumb: counts what passes, untouched, and can be cut.
//
// A cut is what a network does, not what a service answers: connections are refused, and those
// that are open end in the middle of whatever they carried. What the emulator does not answer on
// demand (a busy service, a revoked SAS, a blob of many gigabytes) is answered here instead of it.
import { Agent, createServer, request as forward } from "node:http";

/** Starts one in front of `target`. */
export async function startProxy(target) {
  const proxy = new BlobProxy(target);
  await proxy.restore();
  return proxy;
}

class BlobProxy {
  /**
   * Every request that arrived: time, method, path, query, headers; later the status, and once it was
   * answered how many bytes came and went for it on the wire, headers and all, and how many were the
   * answer's body; and whether it is over, answered or broken off.
   */
  requests = [];
  /** Called with each exchange when its answer was passed on whole. */
  onAnswer = () => {};
  #target;
  #port = 0;
  #server = null;
  #sockets = new Set();
  #agent = new Agent({ keepAlive: true });
  #cutAfter = null;
  #instead = [];
  /** The exchanges of each connection. */
  #carried = new WeakMap();
  /** What passed on each connection up to the end of its last answer. */
  #counted = new WeakMap();
  #held = null;

  constructor(target) {
    this.#target = new URL(target);
  }

  get origin() {
    return `http://127.0.0.1:${this.#port}`;
  }

  get isCut() {
    return this.#server === null;
  }

  /** Whether nothing is under way. */
  get isIdle() {
    return this.requests.every(({ isOver }) => isOver);
  }

  /** Requests by method and path. */
  matching(method, path = /./) {
    return this.requests.filter((seen) => seen.method === method && path.test(seen.path));
  }

  /** From now on nothing can connect, and what was connected is not any more. */
  async cut() {
    const server = this.#server;
    this.#server = null;
    if (!server) return;
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  /** Undoes `cut`: the same port answers again. */
  async restore() {
    if (this.#server) return;
    const server = createServer((request, response) => this.#pass(request, response));
    server.on("connection", (socket) => {
      const carried = [];
      this.#sockets.add(socket);
      this.#carried.set(socket, carried);
      socket.on("close", () => {
        this.#sockets.delete(socket);
        // A request that waited behind another on this connection is told nothing of its end.
        for (const seen of carried) seen.isOver = true;
      });
    });
    await new Promise((resolve, reject) => {
      server.once("error", reject);
      server.listen(this.#port, "127.0.0.1", resolve);
    });
    this.#port = server.address().port;
    this.#server = server;
  }

  /**
   * Ends the next answer to a GET of this path in the middle of its body, after `bytes` of it. With
   * `stay`, nothing can connect from then on, until `restore`. Gives what takes that back, if there
   * was no such answer.
   */
  cutBodyOnce(path, bytes, { stay = false } = {}) {
    this.#cutAfter = { path, bytes, stay };
    return () => (this.#cutAfter = null);
  }

  /** From now on requests for this path, from a byte before `below`, wait until what this gives is called. */
  hold(path, below = Infinity) {
    const held = { path, below };
    held.released = new Promise((release) => (held.release = release));
    this.#held = held;
    return () => {
      this.#held = null;
      held.release();
    };
  }

  /**
   * Answers requests itself, until the function that this gives is called: `answer` gets a request
   * and gives status, headers and body, or nothing to let the request pass.
   */
  answerInstead(answer) {
    // What is said last stands in front.
    this.#instead.unshift(answer);
    return () => (this.#instead = this.#instead.filter((other) => other !== answer));
  }

  async close() {
    await this.cut();
    this.#agent.destroy();
  }

  async #pass(request, response) {
    const url = new URL(request.url, this.#target);
    if (isHeld(this.#held, url, request)) await this.#held.released;
    // Whoever asked may not have waited so long.
    if (request.socket.destroyed) return;
    const seen = {
      at: Date.now(), method: request.method, path: url.pathname, query: url.search,
      headers: request.headers, body: [], status: null,
    };
    this.requests.push(seen);
    const { socket } = request;
    this.#carried.get(socket).push(seen);
    response.on("close", () => (seen.isOver = true));
    const before = this.#counted.get(socket) ?? { read: 0, written: 0 };
    response.on("finish", () => {
      // One request at a time is on a connection, so what passed since the last one is this one's.
      const now = { read: socket.bytesRead, written: socket.bytesWritten };
      Object.assign(seen, { bytesUp: now.read - before.read, bytesDown: now.written - before.written });
      this.#counted.set(socket, now);
    });
    const own = this.#instead.map((answer) => answer(seen)).find(Boolean);
    if (own) {
      request.resume();
      seen.status = own.status;
      response.writeHead(own.status, { ...readable(request), ...own.headers });
      response.end(own.body ?? "");
      return;
    }
    const options = {
      agent: this.#agent, host: this.#target.hostname, port: this.#target.port,
      // The text as it came: what the service signs and decodes must not be normalised here.
      method: request.method, path: request.url, headers: request.headers,
    };
    const upstream = forward(options, (answer) => this.#answer(seen, answer, response));
    upstream.on("error", () => response.destroy());
    response.on("close", () => upstream.destroy());
    request.on("data", (piece) => seen.body.push(piece));
    request.pipe(upstream);
  }

  #answer(seen, answer, response) {
    seen.status = answer.statusCode;
    seen.bodyBytes = 0;
    // What breaks off there breaks off here.
    answer.on("error", () => response.destroy());
    answer.on("data", (piece) => (seen.bodyBytes += piece.length));
    response.writeHead(answer.statusCode, answer.rawHeaders);
    response.on("finish", () => this.onAnswer(seen));
    const cut = this.#cutAfter;
    if (cut && seen.method === "GET" && cut.path.test(seen.path)) {
      this.#cutAfter = null;
      cutAfter(answer, cut.bytes, response, () => (cut.stay ? this.cut() : response.destroy()));
    } else {
      answer.pipe(response);
    }
  }
}

/** What lets a page read an answer that is not the service's. */
const readable = ({ headers }) => ({
  "access-control-allow-origin": headers.origin ?? "*",
  "access-control-expose-headers": "content-range,etag,retry-after,x-ms-blob-type,x-ms-creation-time,x-ms-error-code,x-ms-request-id",
});

/** The service's refusal, for `answerInstead`. */
export const refusal = (status, code, headers = {}) => ({
  status,
  headers: { "content-type": "application/xml", "x-ms-error-code": code, ...headers },
  body: `<?xml version="1.0" encoding="utf-8"?><Error><Code>${code}</Code><Message>${code}</Message></Error>`,
});

function isHeld(held, url, request) {
  const from = Number(/^bytes=(\d+)-/.exec(request.headers.range ?? "")?.[1] ?? 0);
  return held !== null && held.path.test(url.pathname) && from < held.below;
}

/** Passes on the first `bytes` of an answer, then ends the connection. An answer that has no more than that passes whole. */
function cutAfter(answer, bytes, response, end) {
  let left = bytes;
  answer.on("data", (piece) => {
    if (left > 0) response.write(piece.subarray(0, left));
    left -= piece.length;
    // Whoever reads gets what was written, then the end of the connection.
    if (left < 0) setTimeout(end, 50);
  });
  // Whoever has a whole answer may ask for more on its connection at once, and must find it open.
  answer.on("end", () => left >= 0 && response.end());
}

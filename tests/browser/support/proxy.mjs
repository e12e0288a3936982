// A proxy between the page and storage: it records requests, passes them on unchanged, and can be cut.
//
// A cut is a network failure, not an answer of the service: the proxy refuses connections, and open
// ones end in the middle of an answer. The proxy also gives answers that the emulator cannot give on
// demand: a busy service, a revoked SAS, a blob of many gigabytes.
import { Agent, createServer, request as forward } from "node:http";

/** Starts a proxy in front of `target`. */
export async function startProxy(target) {
  const proxy = new BlobProxy(target);
  await proxy.restore();
  return proxy;
}

class BlobProxy {
  /**
   * Every request that arrived: time, method, path, query, headers. Later also the status; after the
   * answer the bytes on the wire in each direction, with headers, and the bytes of the answer's body;
   * and whether the request is over, answered or broken off.
   */
  requests = [];
  /** Is called with each request whose answer was passed on completely. */
  onAnswer = () => {};
  #target;
  #port = 0;
  #server = null;
  #sockets = new Set();
  #agent = new Agent({ keepAlive: true });
  #cutAfter = null;
  #instead = [];
  /** The requests of each connection. */
  #carried = new WeakMap();
  /** The bytes on each connection up to the end of its last answer. */
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

  /** Whether no request is waiting for its answer. */
  get isIdle() {
    return this.requests.every(({ isOver }) => isOver);
  }

  /** Requests by method and path. */
  matching(method, path = /./) {
    return this.requests.filter((seen) => seen.method === method && path.test(seen.path));
  }

  /** Breaks all connections and refuses new ones. */
  async cut() {
    const server = this.#server;
    this.#server = null;
    if (!server) return;
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  /** Reverts `cut`: the same port answers again. */
  async restore() {
    if (this.#server) return;
    const server = createServer((request, response) => this.#pass(request, response));
    server.on("connection", (socket) => {
      const carried = [];
      this.#sockets.add(socket);
      this.#carried.set(socket, carried);
      socket.on("close", () => {
        this.#sockets.delete(socket);
        // A request that waited behind another on this connection gets no event of its own.
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
   * Breaks off the next answer to a GET of this path after `bytes` of its body. With `stay`, the proxy
   * then refuses connections until `restore`. Returns a function that cancels this if no such answer
   * came.
   */
  cutBodyOnce(path, bytes, { stay = false } = {}) {
    this.#cutAfter = { path, bytes, stay };
    return () => (this.#cutAfter = null);
  }

  /** Delays requests for this path with a range from before `below` until the returned function is called. */
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
   * Answers requests in place of storage until the returned function is called. `answer` gets a
   * request and returns status, headers and body, or undefined to pass the request on.
   */
  answerInstead(answer) {
    // The newest comes first.
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
    // The client may have given up.
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
      // A connection has one request at a time, so all bytes since the last one belong to this one.
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
      // The path is passed on unchanged: the service checks signatures and decodes it itself.
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
    // An answer that breaks off upstream breaks off here, too.
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

/** The headers that let a page read an answer of the proxy. */
const readable = ({ headers }) => ({
  "access-control-allow-origin": headers.origin ?? "*",
  "access-control-expose-headers": "content-range,etag,retry-after,x-ms-blob-type,x-ms-creation-time,x-ms-error-code,x-ms-request-id",
});

/** An error answer like the service's, for `answerInstead`. */
export const refusal = (status, code, headers = {}) => ({
  status,
  headers: { "content-type": "application/xml", "x-ms-error-code": code, ...headers },
  body: `<?xml version="1.0" encoding="utf-8"?><Error><Code>${code}</Code><Message>${code}</Message></Error>`,
});

function isHeld(held, url, request) {
  const from = Number(/^bytes=(\d+)-/.exec(request.headers.range ?? "")?.[1] ?? 0);
  return held !== null && held.path.test(url.pathname) && from < held.below;
}

/** Passes on the first `bytes` of an answer, then ends the connection. A shorter answer passes completely. */
function cutAfter(answer, bytes, response, end) {
  let left = bytes;
  answer.on("data", (piece) => {
    if (left > 0) response.write(piece.subarray(0, left));
    left -= piece.length;
    // The client reads what was written before the connection ends.
    if (left < 0) setTimeout(end, 50);
  });
  // A client with a complete answer may reuse its connection at once, so it must stay open.
  answer.on("end", () => left >= 0 && response.end());
}

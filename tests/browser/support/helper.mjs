// The real helper, run as an operator or a node runs it. Its requests bypass the proxy, so an outage
// affects only the page, and only the page's requests are counted.
import { spawn } from "node:child_process";
import { account, accountKey } from "./azurite.mjs";
import { jobshelfBinary } from "./settings.mjs";

export class Helper {
  #origin;
  #running = new Set();

  constructor(origin) {
    this.#origin = origin;
  }

  /** Runs the helper to its end; returns its output, and fails if the exit code is not `expect`. */
  async run(args, { env, cwd, expect = 0, origin } = {}) {
    const { ended } = this.start(args, { env, cwd, origin });
    const { code, stdout, stderr } = await ended;
    if (code !== expect) throw new Error(`jobshelf ${args.join(" ")} ended with ${code}: ${stderr}`);
    return stdout.toString("utf8");
  }

  /** Starts the helper. `ended` resolves to its exit code and output. */
  start(args, { env = {}, cwd, origin = this.#origin } = {}) {
    const child = spawn(jobshelfBinary(), args, {
      cwd,
      env: { PATH: process.env.PATH, AZURE_STORAGE_CONNECTION_STRING: connectionString(origin), ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#running.add(child);
    const [stdout, stderr] = [collect(child.stdout), collect(child.stderr)];
    const ended = new Promise((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (code) => {
        this.#running.delete(child);
        resolve({ code, stdout: stdout(), stderr: stderr().toString("utf8") });
      });
    });
    // The caller may await the end much later.
    ended.catch(() => {});
    return { child, ended, stdout };
  }

  /** Ends all running helpers. */
  async close() {
    for (const child of this.#running) {
      const gone = new Promise((resolve) => child.once("close", resolve));
      // The helper forwards the signal to its command.
      child.kill("SIGTERM");
      await gone;
    }
  }
}

function collect(stream) {
  const pieces = [];
  stream.on("data", (piece) => pieces.push(piece));
  return () => Buffer.concat(pieces);
}

function connectionString(origin) {
  const endpoint = `${origin}/${account}`;
  return `DefaultEndpointsProtocol=http;AccountName=${account};AccountKey=${accountKey};BlobEndpoint=${endpoint};`;
}

// The real helper, as an operator or a node would call it. Its own requests go to storage directly,
// past the proxy: an outage is then one of the page alone, and only the page's requests are counted.
import { spawn } from "node:child_process";
import { account, accountKey } from "./azurite.mjs";
import { jobshelfBinary } from "./settings.mjs";

export class Helper {
  #origin;
  #running = new Set();

  constructor(origin) {
    this.#origin = origin;
  }

  /** Runs it to its end; gives what it printed, and fails if the exit code is not the expected. */
  async run(args, { env, cwd, expect = 0, origin } = {}) {
    const { ended } = this.start(args, { env, cwd, origin });
    const { code, stdout, stderr } = await ended;
    if (code !== expect) throw new Error(`jobshelf ${args.join(" ")} ended with ${code}: ${stderr}`);
    return stdout.toString("utf8");
  }

  /** Starts it. `ended` gives its exit code and all that it printed. */
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
    // Whoever starts it may look at its end much later.
    ended.catch(() => {});
    return { child, ended, stdout };
  }

  /** Ends what still runs. */
  async close() {
    for (const child of this.#running) {
      const gone = new Promise((resolve) => child.once("close", resolve));
      // It passes this on to the command that it wraps.
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

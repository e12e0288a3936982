// Runs the build tools and servers of the fixtures.
import { execFile, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { join } from "node:path";
import { exitWithParent } from "../../browser/support/settings.mjs";
import { folder } from "./package.mjs";

/** The folder of a fixture. */
export const fixture = (name) => join(folder, "fixtures", name);

const program = (name) => join(folder, "node_modules/.bin", name);

const environment = (more) => ({
  ...process.env,
  // Output without colours, which the tests read; nothing asks home.
  NO_COLOR: "1", FORCE_COLOR: "0", NEXT_TELEMETRY_DISABLED: "1",
  ...more,
});

/** Runs a tool of node_modules in a fixture to its end; returns its output, or throws with it. */
export function run(name, tool, args, env = {}) {
  return execute(program(tool), args, { cwd: fixture(name), env });
}

/** Runs a program to its end; returns its standard output, or throws with all that it printed. */
export function execute(file, args, { cwd, env = {} }) {
  return new Promise((resolve, reject) => {
    const options = { cwd, env: environment(env), maxBuffer: 1 << 26, timeout: 180_000 };
    const child = execFile(file, args, options, (error, stdout, stderr) => {
      if (error) reject(new Error(`${file} ${args.join(" ")} failed (${error.code ?? error.signal}): ${stdout}${stderr}`));
      else resolve(stdout);
    });
    child.stdin.end();
  });
}

/** Starts a server of node_modules in a fixture; returns the origin that it prints, and `close`. */
export async function start(name, tool, args, env = {}) {
  const child = spawn(process.execPath, ["--require", exitWithParent, program(tool), ...args], {
    cwd: fixture(name), env: environment(env), stdio: ["pipe", "pipe", "pipe"],
  });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const printed = [];
  const origin = await new Promise((resolve, reject) => {
    ended.then((code) => reject(new Error(`${tool} ended with ${code}: ${printed.join("\n")}`)));
    for (const output of [child.stdout, child.stderr]) {
      createInterface(output).on("line", (line) => {
        printed.push(line);
        const [found] = /http:\/\/(localhost|127\.0\.0\.1):\d+/.exec(line) ?? [];
        if (found) resolve(found);
      });
    }
  });
  const close = async () => {
    child.kill("SIGKILL");
    await ended;
  };
  return { origin, printed, close };
}

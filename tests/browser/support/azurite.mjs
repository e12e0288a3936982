// A real Azurite, in memory, on a free port of the loopback interface.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { azuriteBinary, exitWithParent } from "./settings.mjs";

/** The published account and key of Azurite; they open nothing else. */
export const account = "devstoreaccount1";
export const accountKey =
  "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

const ready = "successfully listens on ";

/** Starts Azurite; `origin` is its address, `close()` ends it. */
export async function startAzurite() {
  const child = spawn(
    process.execPath,
    ["--require", exitWithParent, azuriteBinary(), "--blobHost", "127.0.0.1", "--blobPort", "0",
      "--inMemoryPersistence", "--silent", "--disableTelemetry", "--skipApiVersionCheck"],
    { stdio: ["pipe", "pipe", "ignore"] },
  );
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const origin = await new Promise((resolve, reject) => {
    ended.then((code) => reject(new Error(`azurite ended with ${code} before it listened`)));
    // This reads all output, so that the pipe never fills.
    createInterface(child.stdout).on("line", (line) => {
      const [, where] = line.split(ready);
      if (where) resolve(where.trim());
    });
  });
  const close = async () => {
    child.kill("SIGKILL");
    await ended;
  };
  return { origin, close };
}

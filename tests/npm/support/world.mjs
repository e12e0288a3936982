// A job with known outputs in a real Azurite, and what every fixture prints about it.
import { account, startAzurite } from "../../browser/support/azurite.mjs";
import { containerSas } from "../../browser/support/sas.mjs";
import { Storage } from "../../browser/support/storage.mjs";

const container = "job-ocean-shot-042";

// Written by their names, so that the package under test has no part in it.
const blobs = [
  ["$JobOutput/movie.txt", "64 frames"],
  ["frames-001/$TaskLog/stdout.txt", "sample 1 of 64\nsample 2 of 64\n"],
  ["frames-001/$TaskOutput/exr/größe 1+2.txt", "größer"],
];

/** What a fixture prints: kind, path and text of each output, in the order of the blobs. */
export const expected = [
  "JobOutput movie.txt: 64 frames",
  "TaskLog stdout.txt: sample 1 of 64\nsample 2 of 64\n",
  "TaskOutput exr/größe 1+2.txt: größer",
].join("\n");

/** Starts Azurite with the job. `url` is the URL of its container with a SAS that only reads. */
export async function startWorld() {
  const azurite = await startAzurite();
  const storage = new Storage(azurite.origin);
  await storage.allowOrigins("*");
  await storage.createContainer(container);
  for (const [name, text] of blobs) await storage.putBlob(container, name, text, { type: "text/plain" });
  const url = `${azurite.origin}/${account}/${container}?${containerSas(container)}`;
  return { url, storage, origin: azurite.origin, close: azurite.close };
}

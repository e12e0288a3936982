// The fragments of links, well formed and damaged, and the route in each: the core is tested with them as well.
import { readFileSync } from "node:fs";

const file = new URL("../../../crates/core/tests/vectors/fragments.json", import.meta.url);

/** What each is about, the fragment, its route, the text of its SAS or null, and whether that opens. */
export const fragmentVectors = JSON.parse(readFileSync(file, "utf8"));

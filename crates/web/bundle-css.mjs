// Joins the viewer's style sheets into one file for trunk to hash: target/web/jobshelf.css.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { transformSync } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const target = join(here, "../../target/web");
const sheets = (folder) =>
  readdirSync(join(here, "src", folder), { recursive: true })
    .filter((name) => name.endsWith(".css"))
    .sort()
    .map((name) => join(here, "src", folder, name));

// Layers, tokens and base rules come first; every component's own sheet follows in any order.
const base = sheets("style");
const css = [...base, ...sheets(".").filter((path) => !base.includes(path))]
  .map((path) => readFileSync(path, "utf8"))
  .join("\n");
// The browsers that boot.js asks for: newer syntax stays as it is.
const browsers = ["chrome123", "firefox128", "safari18"];
const { code } = transformSync(css, { loader: "css", minify: true, target: browsers });
mkdirSync(target, { recursive: true });
writeFileSync(join(target, "jobshelf.css"), code);

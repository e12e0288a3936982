// Joins the viewer's style sheets into one file for trunk to hash: target/web/jobshelf.css.
// Comments are left out; everything else stays as written.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const target = join(here, "../../target/web");
const sheets = (folder) =>
  readdirSync(join(here, "src", folder), { recursive: true })
    .filter((name) => name.endsWith(".css"))
    .sort()
    .map((name) => join(here, "src", folder, name));

const css = ["style", "components", "pages"]
  .flatMap(sheets)
  .map((path) => readFileSync(path, "utf8"))
  .join("\n")
  .replace(/\/\*[^]*?\*\//g, "")
  .replace(/\n\s*\n+/g, "\n");
mkdirSync(target, { recursive: true });
writeFileSync(join(target, "jobshelf.css"), css);

// Short names for all that the parts of the page call each other: both halves of the module, and
// the script that wasm-bindgen wrote for them. 7 KB of the page.
import { FIRST } from "./split.mjs";
import { itemsOf, moduleOf } from "./text.mjs";

const LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

/** What the second half calls the first: unlike what anything of the script's is called. */
const firstName = "F";

/** Each name that is asked for, by a short one of its own. */
function shortNames() {
  const names = new Map();
  return (name) => {
    if (!names.has(name)) names.set(name, shortName(names.size));
    return names.get(name);
  };
}

function shortName(index) {
  const last = LETTERS[index % LETTERS.length];
  const rest = Math.floor(index / LETTERS.length);
  return rest === 0 ? last : shortName(rest - 1) + last;
}

/**
 * Renames in both halves and in the script; what the script does not have under its old name is an
 * error.
 */
export function renamed({ first, second, script }) {
  const ofScript = { module: shortNames(), base: shortNames() };
  const ofFirst = { module: () => firstName, base: shortNames() };
  const imports = new Map();
  const rename = (module) =>
    moduleOf(
      itemsOf(module).map((item) => {
        const { text, kind, module: from, base } = item;
        if (kind === "export") return { text: text.replace(`"${base}"`, `"${ofFirst.base(base)}"`) };
        if (kind !== "import") return item;
        const { module, base: shortOf } = from === FIRST ? ofFirst : ofScript;
        if (from !== FIRST) imports.set(base, from);
        return { text: text.replace(`"${from}" "${base}"`, `"${module(from)}" "${shortOf(base)}"`) };
      }),
    );
  const halves = { first: rename(first), second: rename(second) };
  const exports = itemsOf(first).filter(({ kind }) => kind === "export").map(({ base }) => base);

  const replaced = (text, pattern, by) => {
    if (!pattern.test(text)) throw new Error(`${pattern} is not in the script`);
    return text.replace(pattern, by);
  };
  const literal = (name) => name.replace(/[.$/]/g, "\\$&");
  let text = script;
  for (const module of new Set(imports.values())) {
    text = replaced(text, new RegExp(`"${literal(module)}"(?=: import0)`), `"${ofScript.module(module)}"`);
  }
  for (const name of imports.keys()) {
    text = replaced(text, new RegExp(`(?<=^\\s+)${literal(name)}(?=: )`, "m"), `"${ofScript.base(name)}"`);
  }
  for (const name of exports) {
    text = text.replace(new RegExp(`(?<=\\bwasm)\\.${literal(name)}\\b`, "g"), `["${ofFirst.base(name)}"]`);
  }
  return { ...halves, script: text, firstName };
}

// A module in the text that wasm-dis writes: one item after the other, each from its first line to
// the next item's. It is read by these lines and indents, not as a language.

/** A name, as it stands in the text. */
export const NAME = String.raw`\$(?:"(?:[^"\\]|\\.)*"|[^\s()"]+)`;

const head = new RegExp(`^ \\((\\w+)(?: (${NAME}))?`);
const called = new RegExp(`\\b(?:call|return_call|ref\\.func) (${NAME})`, "g");
const imported = new RegExp(`^ \\(import "([^"]*)" "([^"]*)" \\((\\w+) (${NAME})`);
const exported = new RegExp(`^ \\(export "([^"]*)" \\((\\w+) (${NAME})\\)`);
const elements = new RegExp(`^ \\(elem (?:${NAME} )?(?:\\(table ${NAME}\\) )?\\(i32\\.const (\\d+)\\)(?: func)?((?: ${NAME})*)\\)$`);

/** The items of a module, in their order: `{ text, kind, name }` and what else their kind tells. */
export function itemsOf(module) {
  const [, ...texts] = module.split(/\n(?= [(;])/);
  const items = texts.filter((text) => !text.startsWith(" ;"));
  if (items.length === 0) throw new Error("the module has no items");
  return items.map((text) => itemOf(text.replace(/\n\)\s*$/, "")));
}

function itemOf(text) {
  const [, kind, name] = head.exec(text);
  if (kind === "import") {
    const [, module, base, of, inside] = imported.exec(text);
    return { text, kind, of, module, base, name: inside };
  }
  if (kind === "export") {
    const [, base, of, inside] = exported.exec(text);
    return { text, kind, of, base, name: inside };
  }
  return { text, kind, name };
}

/** A module of such items. */
export const moduleOf = (items) => `(module\n${items.map(({ text }) => text).join("\n")}\n)\n`;

/** The functions that an item names. */
export const functionsIn = ({ text }) => new Set([...text.matchAll(called)].map(([, name]) => name));

/** What a function takes and gives, as `(param i32 i32) (result i32)`. */
export function signatureOf({ text }) {
  const [line] = text.split("\n", 1);
  const parts = line.match(/\((?:param|result)[^()]*\)/g) ?? [];
  return parts.map((part) => part.replace(/\$\S+ /g, "")).join(" ");
}

/** The functions of a segment of the table, and where the first of them is. */
export function elementsOf({ text }) {
  const found = elements.exec(text);
  if (!found) throw new Error(`a segment of the table in an unknown form: ${text.slice(0, 80)}`);
  return { start: Number(found[1]), names: found[2].match(new RegExp(NAME, "g")) ?? [] };
}

/** The bytes of a data segment, and where the first of them is. */
export function dataOf({ text }) {
  const found = /^ \(data [^"]*\(i32\.const (\d+)\) "([^]*)"\)$/.exec(text);
  if (!found) throw new Error(`a data segment in an unknown form: ${text.slice(0, 80)}`);
  const short = { t: 9, n: 10, r: 13, '"': 34, "'": 39, "\\": 92 };
  const byte = ([unit, code, letter]) =>
    code ? parseInt(code, 16) : letter ? short[letter] : unit.charCodeAt(0);
  const bytes = [...found[2].matchAll(/\\(?:([0-9a-f]{2})|(.))|[^\\]/g)].map(byte);
  return { start: Number(found[1]), bytes: Uint8Array.from(bytes) };
}

/** Bytes as the text of a data segment has them. */
export const quoted = (bytes) =>
  `"${[...bytes].map((byte) => `\\${byte.toString(16).padStart(2, "0")}`).join("")}"`;

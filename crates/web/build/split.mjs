// Splits a module in two that share one memory and one table: the second has what lies behind the
// gates (behind.mjs) and is loaded when it is wanted; the first has all else, and calls the gates
// through the table, since they are not there yet. Until then their places trap, as do those of all
// functions of the second half.
import { behindGates } from "./behind.mjs";
import { dataOf, elementsOf, functionsIn, itemsOf, moduleOf, quoted, signatureOf } from "./text.mjs";

/** What the second half calls the first. */
export const FIRST = "first";
const SHARED = /^shared\d+$/;
const ABSENT = "$absent";

/**
 * The two halves of the text `module`: `second`, and `first`, a function of the names that the
 * second still imports from it, once it is as small as it gets. `graph` and `gates` are as
 * behind.mjs has them.
 */
export function split(module, graph, gates) {
  const items = itemsOf(module);
  const behind = behindGates(items, graph, gates);
  const table = tableOf(items, behind.gates.length);
  const exports = new Exports(items);
  return {
    second: secondOf(items, behind, table, exports),
    first: (used) => firstOf(items, behind, table, exports.of(used)),
    moved: behind.functions.size,
  };
}

function secondOf(items, { gates, functions, constants }, table, exports) {
  const moved = items.filter(({ kind, name }) => kind === "func" && functions.has(name));
  const used = new Set(moved.flatMap((item) => [...functionsIn(item)]));
  const imports = items.flatMap((item) => {
    const { kind, of, name } = item;
    if (kind === "import") return of !== "func" || used.has(name) ? [item] : [];
    const isUsed = kind !== "func" || (used.has(name) && !functions.has(name));
    const type = isUsed && typeOf(item === table.item ? { text: table.text } : item, kind);
    return type ? [{ text: ` (import "${FIRST}" "${exports.nameOf(kind, name)}" (${kind} ${name} ${type}))` }] : [];
  });
  const places = items.filter(({ kind }) => kind === "elem").flatMap((item) => {
    const { start, names } = elementsOf(item);
    return runsOf(names, start, (name) => functions.has(name));
  });
  const isBehind = behindOf(constants);
  const data = items.filter(({ kind }) => kind === "data").flatMap((item) => {
    const { start, bytes } = dataOf(item);
    return runsOf(bytes, start, (_, address) => isBehind(address));
  });
  return moduleOf([
    ...items.filter(({ kind }) => kind === "type"),
    ...imports,
    ...data.map(({ start, values }) => ({ text: ` (data (i32.const ${start}) ${quoted(values)})` })),
    ...[...places, { start: table.end, values: gates }].map(({ start, values }) => table.segment(start, values)),
    ...moved,
  ]);
}

function firstOf(items, { gates, functions, constants }, table, exports) {
  const isBehind = behindOf(constants);
  const kept = items.flatMap((item) => {
    const { kind, name } = item;
    if (item === table.item) return [{ text: table.text }];
    if (kind === "elem") {
      const { start, names } = elementsOf(item);
      return [table.segment(start, names.map((name) => (functions.has(name) ? ABSENT : name)))];
    }
    if (kind === "data") {
      const { start, bytes } = dataOf(item);
      const left = bytes.map((byte, index) => (isBehind(start + index) ? 0 : byte));
      return [{ text: ` (data ${name} (i32.const ${start}) ${quoted(left)})` }];
    }
    if (kind !== "func" || !functions.has(name)) return [item];
    return gates.includes(name) ? [throughTable(item, table, table.end + gates.indexOf(name))] : [];
  });
  return moduleOf([...kept, ...exports, { text: ` (func ${ABSENT}\n  (unreachable)\n )` }]);
}

/** What a module exports, and names for what else another may want of it. */
class Exports {
  constructor(items) {
    const exported = items.filter(({ kind }) => kind === "export");
    this.names = new Map(exported.map(({ of, name, base }) => [`${of} ${name}`, base]));
  }

  nameOf(kind, name) {
    const key = `${kind} ${name}`;
    if (!this.names.has(key)) this.names.set(key, `shared${this.names.size}`);
    return this.names.get(key);
  }

  /** The exports to be added, for what is `used` of them. */
  of(used) {
    const added = [...this.names].filter(([, base]) => SHARED.test(base) && used.has(base));
    return added.map(([key, base]) => ({ text: ` (export "${base}" (${key}))` }));
  }
}

/** The table of functions: its declaration with room for the gates, and where they are in it. */
function tableOf(items, nGates) {
  const limits = / (\d+) (\d+) funcref\)$/;
  const found = items.filter(({ kind, text }) => kind === "table" && limits.test(text));
  if (found.length !== 1) throw new Error(`${found.length} tables of functions`);
  const [item] = found;
  const ends = items.filter(({ kind }) => kind === "elem").map(elementsOf).map(({ start, names }) => start + names.length);
  const end = Math.max(...ends);
  const size = (limit) => Math.max(Number(limit), end + nGates);
  const text = item.text.replace(limits, (_, least, most) => ` ${size(least)} ${size(most)} funcref)`);
  const segment = (start, names) => ({
    text: ` (elem (table ${item.name}) (i32.const ${start}) func ${names.join(" ")})`,
  });
  return { item, text, end, segment };
}

/** What an import says of the thing beside its name; nothing if it is nothing to be imported. */
function typeOf(item, kind) {
  if (kind === "func") return signatureOf(item) || " ";
  if (kind === "global") return /^ \(global \S+ (\(mut \w+\)|\w+) /.exec(item.text)[1];
  if (kind === "memory" || kind === "table") return /^ \(\w+ \S+ ([^]*)\)$/.exec(item.text)[1];
  return undefined;
}

/** A gate as the first half has it. */
function throughTable(item, table, place) {
  const signature = signatureOf(item);
  const types = [...signature.matchAll(/\(param ([^()]*)\)/g)].flatMap(([, types]) => types.split(" "));
  const params = types.map((type, index) => ` (param $${index} ${type})`).join("");
  const given = types.map((_, index) => `(local.get $${index}) `).join("");
  const results = (signature.match(/\(result[^()]*\)/g) ?? []).map((result) => ` ${result}`).join("");
  const call = `(call_indirect ${table.item.name} ${signature} ${given}(i32.const ${place}))`;
  return { text: ` (func ${item.name}${params}${results}\n  ${call}\n )` };
}

/** Whether a byte of memory is of constants behind the gates, and of no other. */
function behindOf(constants) {
  const known = new Map();
  for (const { start, end, isBehind } of constants) {
    for (let address = start; address < end; address += 1) {
      known.set(address, isBehind && (known.get(address) ?? true));
    }
  }
  return (address) => known.get(address) ?? false;
}

/** The runs of the values that are wanted, each with its place. */
function runsOf(values, start, isWanted) {
  const runs = [];
  let open;
  for (const [index, value] of values.entries()) {
    if (!isWanted(value, start + index)) {
      open = undefined;
      continue;
    }
    if (!open) runs.push((open = { start: start + index, values: [] }));
    open.values.push(value);
  }
  return runs;
}

// What the linker knows of a module and its instructions no longer tell: which function uses which
// other, which constant holds the address of what. `--emit-relocs` leaves it in the file, in two
// custom sections (https://github.com/WebAssembly/tool-conventions/blob/main/Linking.md).

const IMPORT = 2;
const EXPORT = 7;
const CODE = 10;
const DATA = 11;
const SYMBOL_TABLE = 8;
/** Kinds of symbols. */
const OF_FUNCTION = 0;
const OF_DATA = 1;
/** Flags of symbols. */
const UNDEFINED = 0x10;
const EXPLICIT_NAME = 0x40;
/** Kinds of relocations: those that carry a number to be added, and those whose number is a type. */
const WITH_ADDEND = new Set([3, 4, 5, 8, 9, 11, 14, 15, 16, 17, 21, 22, 23]);
const OF_TYPE = 6;

/**
 * The graph of a linked module. Its nodes are functions and constants, each with the indices of
 * the nodes that it names: `{ name, uses }`, a constant has `segment`, `start` and `end` too.
 */
export function graphOf(bytes) {
  const sections = sectionsOf(bytes);
  const section = (id, name) => {
    const found = sections.find((section) => section.id === id && section.name === name);
    // `cargo xtask build` is what passes the flag.
    if (!found) throw new Error(`the module was linked without --emit-relocs: no section ${name ?? id}`);
    return found;
  };
  const names = functionNames(section(0, "name").reader());
  const symbols = symbolsOf(section(0, "linking").reader());

  const nodes = [];
  const ofFunction = new Map();
  const functionNode = (index) => {
    if (!ofFunction.has(index)) {
      ofFunction.set(index, nodes.length);
      nodes.push({ name: names.get(index), uses: new Set() });
    }
    return ofFunction.get(index);
  };
  const ofData = new Map();
  const nodeOf = symbols.map((symbol) => {
    if (symbol.kind === OF_FUNCTION) return functionNode(symbol.index);
    if (symbol.kind !== OF_DATA || symbol.segment === undefined) return undefined;
    const { name, segment, start, end } = symbol;
    // Two names of the same bytes are one constant.
    const place = `${segment} ${start} ${end}`;
    if (!ofData.has(place)) {
      ofData.set(place, nodes.length);
      nodes.push({ name, uses: new Set(), segment, start, end });
    }
    return ofData.get(place);
  });

  const nImported = importedFunctions(section(IMPORT).reader());
  const bodies = bodiesOf(section(CODE).reader()).map((body, index) => ({
    ...body,
    node: functionNode(nImported + index),
  }));
  const segments = segmentsOf(section(DATA).reader());
  const constants = nodes.flatMap(({ segment, start, end }, node) =>
    segment === undefined
      ? []
      : [{ start: segments[segment].start + start, end: segments[segment].start + end, node }],
  );
  for (const [name, places] of [["reloc.CODE", bodies], ["reloc.DATA", constants]]) {
    const users = inOrder(places);
    for (const { type, offset, index } of relocationsOf(section(0, name).reader())) {
      const used = type === OF_TYPE ? undefined : nodeOf[index];
      if (used === undefined) continue;
      const user = users(offset);
      if (user === undefined) throw new Error(`${name}: nothing known has ${offset} in it`);
      nodes[user].uses.add(used);
    }
  }
  const exported = exportedFunctions(section(EXPORT).reader());
  const exports = exported.map(({ name, index }) => ({ name, node: functionNode(index) }));
  return { nodes, segments, exports };
}

/** Finds the innermost of places in which an offset is. */
function inOrder(places) {
  const sorted = [...places].sort((a, b) => a.start - b.start || b.end - a.end);
  return (offset) => {
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sorted[middle].start <= offset) low = middle + 1;
      else high = middle;
    }
    for (let place = low - 1; place >= 0; place -= 1) {
      if (sorted[place].end > offset) return sorted[place].node;
    }
    return undefined;
  };
}

function sectionsOf(bytes) {
  const reader = new Reader(bytes, 8);
  const sections = [];
  while (!reader.isAtEnd()) {
    const id = reader.byte();
    const end = reader.number() + reader.at;
    const body = bytes.subarray(reader.at, end);
    const inside = new Reader(body);
    const name = id === 0 ? inside.text() : undefined;
    const from = inside.at;
    sections.push({ id, name, reader: () => new Reader(body, from) });
    reader.at = end;
  }
  return sections;
}

function functionNames(reader) {
  const names = new Map();
  while (!reader.isAtEnd()) {
    const kind = reader.byte();
    const end = reader.number() + reader.at;
    if (kind === 1) reader.many(() => names.set(reader.number(), reader.text()));
    reader.at = end;
  }
  return names;
}

function symbolsOf(reader) {
  const version = reader.number();
  if (version !== 2) throw new Error(`linking section of version ${version}`);
  let symbols = [];
  while (!reader.isAtEnd()) {
    const kind = reader.byte();
    const end = reader.number() + reader.at;
    if (kind === SYMBOL_TABLE) symbols = reader.many(() => symbolOf(reader));
    reader.at = end;
  }
  return symbols;
}

function symbolOf(reader) {
  const kind = reader.byte();
  const flags = reader.number();
  const isDefined = (flags & UNDEFINED) === 0;
  if (kind === OF_DATA) {
    const name = reader.text();
    if (!isDefined) return { kind, name };
    const [segment, start, size] = [reader.number(), reader.number(), reader.number()];
    return { kind, name, segment, start, end: start + size };
  }
  const index = reader.number();
  // A section (3) has no name; what is imported has its import's unless it says otherwise.
  if (kind !== 3 && (isDefined || flags & EXPLICIT_NAME)) reader.text();
  return { kind, index };
}

function relocationsOf(reader) {
  reader.number();
  return reader.many(() => {
    const [type, offset, index] = [reader.byte(), reader.number(), reader.number()];
    if (WITH_ADDEND.has(type)) reader.skipNumber();
    return { type, offset, index };
  });
}

function importedFunctions(reader) {
  let functions = 0;
  reader.many(() => {
    reader.text();
    reader.text();
    const kind = reader.byte();
    if (kind === 0) {
      functions += 1;
      reader.number();
      return;
    }
    if (kind === 3) {
      reader.at += 2;
      return;
    }
    if (kind === 1) reader.byte();
    const limits = reader.byte();
    reader.number();
    if (limits & 1) reader.number();
  });
  return functions;
}

function exportedFunctions(reader) {
  const exports = reader.many(() => ({ name: reader.text(), kind: reader.byte(), index: reader.number() }));
  return exports.filter(({ kind }) => kind === 0);
}

function bodiesOf(reader) {
  return reader.many(() => {
    const size = reader.number();
    const start = reader.at;
    reader.at += size;
    return { start, end: reader.at };
  });
}

/** Where each segment lies: in its section, and in memory. */
function segmentsOf(reader) {
  return reader.many(() => {
    const flags = reader.number();
    if (flags !== 0) throw new Error(`a data segment with flags ${flags}`);
    const constant = reader.byte();
    if (constant !== 0x41) throw new Error("a data segment whose place is no constant");
    const address = reader.number();
    reader.byte();
    const size = reader.number();
    const start = reader.at;
    reader.at += size;
    return { start, size, address };
  });
}

class Reader {
  constructor(bytes, at = 0) {
    this.bytes = bytes;
    this.at = at;
  }

  isAtEnd() {
    return this.at >= this.bytes.length;
  }

  byte() {
    if (this.isAtEnd()) throw new Error("the module ends where a number should be");
    return this.bytes[this.at++];
  }

  /** A number in LEB128, of which none here is negative. */
  number() {
    let [value, scale] = [0, 1];
    for (;;) {
      const byte = this.byte();
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
      scale *= 128;
    }
  }

  skipNumber() {
    while (this.byte() >= 0x80);
  }

  text() {
    const size = this.number();
    this.at += size;
    return Buffer.from(this.bytes.subarray(this.at - size, this.at)).toString("utf8");
  }

  many(read) {
    return Array.from({ length: this.number() }, read);
  }
}

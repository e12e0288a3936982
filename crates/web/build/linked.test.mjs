// A module as the linker writes it, byte by byte: what its relocations say of who uses what.
import assert from "node:assert/strict";
import { test } from "node:test";
import { graphOf } from "./linked.mjs";

const number = (value) => (value < 128 ? [value] : [(value & 127) | 128, ...number(value >> 7)]);
const text = (value) => [...number(value.length), ...Buffer.from(value)];
const many = (items) => [...number(items.length), ...items.flat()];
const sized = (bytes) => [...number(bytes.length), ...bytes];
const section = (id, bytes) => [id, ...sized(bytes)];
const custom = (name, bytes) => section(0, [...text(name), ...bytes]);

const FUNCTION_INDEX = 0;
const TABLE_INDEX = 2;
const MEMORY_ADDRESS = 4;
const TYPE_INDEX = 6;

/** A function that is imported and two that are not; a text and a table of functions in memory. */
function linked({ relocations = [], symbols = [] } = {}) {
  const long = Array(200).fill(1);
  return Uint8Array.from([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(2, many([
      [...text("page"), ...text("memory"), 2, 1, 1, ...number(300)],
      [...text("page"), ...text("say"), 0, 0],
      [...text("page"), ...text("table"), 1, 0x70, 0, 1],
      [...text("page"), ...text("stack"), 3, 0x7f, 1],
    ])),
    ...section(7, many([[...text("memory"), 2, 0], [...text("start"), 0, 1]])),
    ...section(10, many([sized(long), sized([1, 2, 3, 4])])),
    ...section(11, many([[0, 0x41, ...number(100), 0x0b, ...sized([1, 2, 3, 4, 5, 6, 7, 8])]])),
    ...custom("name", [1, ...sized(many([[0, ...text("say")], [1, ...text("run")], [2, ...text("helper")]]))]),
    ...custom("linking", [2, 8, ...sized(many([
      [0, 0, 1, ...text("run")],
      [0, 0, 2, ...text("helper")],
      // What is imported has the name of its import.
      [0, 0x10, 0],
      [1, 0, ...text("words"), 0, 0, 4],
      [1, 0, ...text("rows"), 0, 4, 4],
      [1, 0x10, ...text("elsewhere")],
      [3, 2, 3],
      [2, 0, 0, ...text("stack")],
      ...symbols,
    ]))]),
    ...relocations,
  ]);
}

/** `1` is the count of bodies, `2` the length of the first: so much stands before its bytes. */
const inRun = (offset) => number(3 + offset);
const inHelper = (offset) => number(3 + 200 + 1 + offset);
/** The count of segments, flags, the address, the length. */
const inData = (offset) => number(6 + offset);

test("the graph has who calls whom, and whose addresses are in which constants", () => {
  const relocations = [
    ...custom("reloc.CODE", [3, ...many([
      [FUNCTION_INDEX, ...inRun(2), 2],
      [MEMORY_ADDRESS, ...inRun(150), 4, 0],
      [TYPE_INDEX, ...inRun(190), 0],
      // An addend of -1.
      [MEMORY_ADDRESS, ...inHelper(0), 3, 0x7f],
      [FUNCTION_INDEX, ...inHelper(2), 0],
    ])]),
    ...custom("reloc.DATA", [4, ...many([[TABLE_INDEX, ...inData(4), 1]])]),
  ];
  const { nodes, segments, exports } = graphOf(linked({ relocations }));
  const usesOf = (name) => {
    const { uses } = nodes.find((node) => node.name === name);
    return [...uses].map((node) => nodes[node].name);
  };
  assert.deepEqual(nodes.map(({ name }) => name).sort(), ["helper", "rows", "run", "say", "words"]);
  assert.deepEqual(usesOf("run"), ["say", "rows"]);
  assert.deepEqual(usesOf("helper"), ["words", "run"]);
  assert.deepEqual(usesOf("rows"), ["helper"]);
  assert.deepEqual([usesOf("say"), usesOf("words")], [[], []]);
  const { segment, start, end } = nodes.find(({ name }) => name === "rows");
  assert.deepEqual([segments[segment].address + start, segments[segment].address + end], [104, 108]);
  assert.deepEqual(exports.map(({ name, node }) => [name, nodes[node].name]), [["start", "run"]]);
});

test("names of the same bytes are one constant, and the innermost of several is the user", () => {
  const symbols = [[1, 0, ...text("alias"), 0, 0, 4], [1, 0, ...text("all"), 0, 0, 8]];
  const relocations = [
    ...custom("reloc.CODE", [3, ...many([[MEMORY_ADDRESS, ...inRun(0), 8, 0]])]),
    ...custom("reloc.DATA", [4, ...many([[TABLE_INDEX, ...inData(4), 1]])]),
  ];
  const { nodes } = graphOf(linked({ relocations, symbols }));
  const named = (name) => nodes.findIndex((node) => node.name === name);
  assert.equal(named("alias"), -1);
  assert.deepEqual([...nodes[named("run")].uses], [named("words")]);
  assert.deepEqual([...nodes[named("rows")].uses], [named("helper")]);
});

test("a module without relocations is an error, and so is one that is in no function", () => {
  assert.throws(() => graphOf(linked()), /without --emit-relocs/);
  const lost = [...custom("reloc.CODE", [3, ...many([[FUNCTION_INDEX, 0, 0]])]), ...custom("reloc.DATA", [4, 0])];
  assert.throws(() => graphOf(linked({ relocations: lost })), /nothing known has 0 in it/);
});

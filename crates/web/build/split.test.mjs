// A small module is split and both halves are run: what the second half needs to work in the memory
// and the table of the first, and that nothing of it is in the first.
import assert from "node:assert/strict";
import { test } from "node:test";
import { renamed } from "./rename.mjs";
import { FIRST, split } from "./split.mjs";
import { itemsOf } from "./text.mjs";
import { assembled, optimized } from "./tools.mjs";

const gate = ["page", "file", "open"];
const GATE = "$_RNvNtC1_4page4file4open";

/** As wasm-dis writes it: the table has a row for each half, memory a text for each. */
const page = `(module
 (type $row (func (param i32) (result i32)))
 (import "./page_bg.js" "say" (func $say (param i32)))
 (import "./page_bg.js" "draw" (func $draw (param i32)))
 (global $__stack_pointer (mut i32) (i32.const 1024))
 (memory $0 1)
 (data $.rodata (i32.const 16) "list\\00\\00\\00\\00file\\00\\n\\22\\\\")
 (table $0 3 3 funcref)
 (elem $0 (i32.const 1) func $list_row $file_row)
 (export "memory" (memory $0))
 (export "list" (func $list))
 (export "open" (func $open_from_list))
 (export "row" (func $row))
 (func $list (result i32)
  (call $say (i32.const 16))
  (call $shared (i32.const 1))
 )
 (func $open_from_list (param $0 i32) (param $1 i64) (result i32)
  (call ${GATE} (local.get $0) (local.get $1))
 )
 (func $row (param $0 i32) (param $1 i32) (result i32)
  (call_indirect $0 (type $row) (local.get $1) (local.get $0))
 )
 (func $list_row (param $0 i32) (result i32)
  (i32.add (local.get $0) (i32.const 1))
 )
 (func $shared (param $0 i32) (result i32)
  (global.set $__stack_pointer (i32.sub (global.get $__stack_pointer) (i32.const 16)))
  (i32.add (local.get $0) (global.get $__stack_pointer))
 )
 (func ${GATE} (param $0 i32) (param $1 i64) (result i32)
  (call $draw (i32.const 24))
  (call $say (i32.const 24))
  (call $"helper of \\22draw\\22, added" (i32.add (local.get $0) (i32.wrap_i64 (local.get $1))))
 )
 (func $"helper of \\22draw\\22, added" (param $0 i32) (result i32)
  (call $shared (i32.add (local.get $0) (i32.load8_u (i32.const 31))))
 )
 (func $file_row (param $0 i32) (result i32)
  (i32.mul (local.get $0) (call $deeper (i32.const 2)))
 )
 (func $deeper (param $0 i32) (result i32)
  (i32.mul (local.get $0) (i32.const 5))
 )
)
`;

/** What the linker would have written of it; wasm-bindgen added the helper later. */
function graph(more = {}) {
  const uses = {
    list: ["say", "shared", "text of the list"],
    open_from_list: [GATE.slice(1)],
    row: [],
    list_row: [],
    shared: [],
    [GATE.slice(1)]: ["draw", "say", "shared", "text of the file", "table of rows"],
    file_row: ["deeper"],
    deeper: [],
    say: [],
    draw: [],
    "text of the list": ["list_row"],
    "text of the file": [],
    "table of rows": ["file_row"],
    ...more,
  };
  const places = { "text of the list": [0, 5], "text of the file": [8, 16], "table of rows": [20, 20] };
  const names = Object.keys(uses);
  const nodes = names.map((name) => {
    const used = new Set(uses[name].map((used) => names.indexOf(used)));
    const [start, end] = places[name] ?? [];
    return { name, uses: used, ...(places[name] && { segment: 0, start, end }) };
  });
  const exports = ["list", "open_from_list", "row"].map((name) => ({ name, node: names.indexOf(name) }));
  return { nodes, segments: [{ address: 16 }], exports };
}

const importsOf = (text) => itemsOf(text).filter(({ kind }) => kind === "import");
const functionsOf = (text) => itemsOf(text).filter(({ kind }) => kind === "func").map(({ name }) => name);

/** Both halves as text, the first with what the second uses. */
function halvesOf(page, graph) {
  const { second, first } = split(page, graph, [gate]);
  const used = importsOf(second).filter(({ module }) => module === FIRST).map(({ base }) => base);
  return { second, first: first(new Set(used)) };
}

/** Runs the first half, and has it load the second; `name` gives what a name has become. */
async function run({ first, second }, name = (name) => name) {
  const said = [];
  const textAt = (address) => {
    const bytes = new Uint8Array(page[name("memory")].buffer, address);
    return String.fromCharCode(...bytes.subarray(0, bytes.indexOf(0)));
  };
  const script = {
    [name("./page_bg.js")]: {
      [name("say")]: (at) => said.push(textAt(at)),
      [name("draw")]: (at) => said.push(`drawn: ${textAt(at)}`),
    },
  };
  const { instance } = await WebAssembly.instantiate(assembled(first), script);
  const page = instance.exports;
  const load = () => WebAssembly.instantiate(assembled(second), { ...script, [name(FIRST)]: page });
  return { page, said, load };
}

test("both halves of a module work on one memory, one table and one stack", async () => {
  const { page: first, said, load } = await run(halvesOf(page, graph()));
  assert.equal(first.list(), 1024 - 16 + 1);
  assert.equal(first.row(1, 4), 5);
  await load();
  // 92 is the last byte of the text that came with the second half.
  assert.equal(first.open(3, 4n), 1024 - 32 + 3 + 4 + 92);
  assert.equal(first.row(2, 4), 40);
  assert.deepEqual(said, ["list", "drawn: file", "file"]);
});

test("what lies behind a gate traps until the second half is there, and the rest works", async () => {
  const { page: first, said } = await run(halvesOf(page, graph()));
  assert.throws(() => first.open(3, 4n), WebAssembly.RuntimeError);
  assert.throws(() => first.row(2, 4), WebAssembly.RuntimeError);
  assert.equal(first.row(1, 4), 5);
  first.list();
  assert.deepEqual(said, ["list"]);
});

test("the first half has neither the functions nor the constants behind the gate", () => {
  const { first, second } = halvesOf(page, graph());
  const moved = [GATE, '$"helper of \\22draw\\22, added"', "$file_row", "$deeper"];
  assert.deepEqual(functionsOf(second), moved);
  for (const name of moved.slice(1)) assert.ok(!functionsOf(first).includes(name), name);
  assert.doesNotMatch(first, /\\66\\69\\6c\\65/);
  assert.match(second, /"\\66\\69\\6c\\65\\00\\0a\\22\\5c"/);
});

test("halves that were made smaller and renamed still fit each other and the script", async () => {
  const { second, first } = split(page, graph(), [gate]);
  const small = optimized(second);
  const used = importsOf(small).filter(({ module }) => module === FIRST).map(({ base }) => base);
  assert.equal(used.length, new Set(used).size);
  const script = [
    '    const import0 = {\n        say: "say",\n        draw: "draw",\n    };\n    "./page_bg.js": import0,',
    ...["memory", "list", "open", "row"].map((name) => `wasm.${name} == "${name}"`),
  ].join("\n");
  const parts = renamed({ first: optimized(first(new Set(used))), second: small, script });
  const found = (name, pattern) => new RegExp(pattern.replace("NAME", name), "m").exec(parts.script)?.[1];
  const nameOf = (name) => {
    if (name === FIRST) return parts.firstName;
    if (name === "./page_bg.js") return found("import0", '"(\\w+)": NAME');
    return found(name, '"(\\w+)": "NAME"') ?? found(name, 'wasm\\["(\\w+)"\\] == "NAME"');
  };
  const { page: exports, said, load } = await run(parts, nameOf);
  await load();
  assert.equal(exports[nameOf("open")](3, 4n), 1024 - 16 + 3 + 4 + 92);
  assert.equal(exports[nameOf("row")](2, 4), 40);
  assert.deepEqual(said, ["drawn: file", "file"]);
  assert.ok([...importsOf(parts.second), ...importsOf(parts.first)].every(({ base }) => base.length === 1));
});

test("what a function outside calls all the same stays in the first half, with all it needs", async () => {
  // The linker knew of no such use; it is in the module that wasm-bindgen made.
  const called = page.replace("(i32.add (local.get $0) (i32.const 1))", "(i32.add (local.get $0) (call $deeper (i32.const 1)))");
  const halves = halvesOf(called, graph());
  assert.ok(functionsOf(halves.first).includes("$deeper"));
  const { page: first, load } = await run(halves);
  assert.equal(first.row(1, 4), 9);
  await load();
  assert.equal(first.row(2, 4), 40);
});

test("a name that two functions have tells nothing, so both stay in the first half", () => {
  const twice = graph();
  twice.nodes.push({ name: "deeper", uses: new Set() });
  const { first, second } = halvesOf(page, twice);
  assert.ok(functionsOf(first).includes("$deeper"));
  assert.deepEqual(importsOf(second).filter(({ name }) => name === "$deeper").length, 1);
});

test("a gate that is not there, or no gate, is an error", () => {
  assert.throws(() => split(page, graph(), [["page", "file", "shut"]]), /0 functions are called page::file::shut/);
  const second = graph({ _RNvNtC2_4page4file4open: [] });
  assert.throws(() => split(page, second, [gate]), /2 functions are called page::file::open/);
});

// What of a module lies behind its gates: what cannot be reached from its exports without passing
// one. A gate is a function that is called in a way that waits for it.
//
// What is reached is read off the linked module, where the linker wrote down each use, of functions
// as of constants: instructions alone do not tell which number is an address. The functions that
// are told apart are those of the module that wasm-bindgen made of the linked one; what is not
// known to lie behind a gate does not, since there it can do no harm.
import { elementsOf, functionsIn } from "./text.mjs";

/** Called by wasm-bindgen alone while it binds a module, and gone then. */
const OF_WASM_BINDGEN = /^__wbindgen_(describe|skip)_/;

/**
 * The names of the `gates`, the functions behind them, the gates among these, and all constants.
 *
 * `items` are those of the bound module, the `graph` is of the linked one, the gates are paths of
 * functions: `["crate", "module", "function"]`.
 */
export function behindGates(items, graph, gates) {
  const { nodes } = graph;
  const stops = gates.map((gate) => nodeOf(gate, nodes));
  const names = stops.map((node) => `$${nodes[node].name}`);
  const module = new Module(items, nodes);
  const roots = graph.exports.filter(({ name }) => !OF_WASM_BINDGEN.test(name)).map(({ node }) => node);
  roots.push(...module.exported.flatMap((name) => module.nodes.get(name) ?? []));
  for (;;) {
    const found = reached(nodes, roots, new Set(stops));
    const functions = module.unreached((node) => found.has(node) && !stops.includes(node));
    // By what the linker wrote these are none; what wasm-bindgen made of it may differ.
    const wrong = module.enteredBeside(names, functions);
    if (wrong.length > 0) {
      roots.push(...wrong.flatMap((name) => module.nodes.get(name) ?? []));
      continue;
    }
    const absent = names.filter((name) => !functions.has(name));
    if (absent.length > 0) throw new Error(`no gate, since it is not in the module or not alone of its name: ${absent}`);
    return { gates: names, functions, constants: constantsOf(graph, found) };
  }
}

function nodeOf(gate, nodes) {
  // As rustc's v0 mangling writes a path: each part with its length before it.
  const path = gate.map((part) => `${part.length}${part}`).join("");
  const isGate = ({ name = "" }) => name.startsWith("_RNv") && name.endsWith(path);
  const found = [...nodes.keys()].filter((node) => isGate(nodes[node]));
  if (found.length !== 1) throw new Error(`${found.length} functions are called ${gate.join("::")}`);
  return found[0];
}

/** All that `roots` need, themselves among it; what `stops` are is not looked into. */
function reached(nodes, roots, stops) {
  const found = new Set(roots);
  for (const node of found) {
    if (stops.has(node)) continue;
    for (const used of nodes[node].uses) found.add(used);
  }
  return found;
}

/** Where each constant lies in memory, and whether it is behind the gates. */
function constantsOf({ nodes, segments }, found) {
  return nodes.flatMap(({ segment, start, end }, node) => {
    if (segment === undefined) return [];
    const { address } = segments[segment];
    return [{ start: address + start, end: address + end, isBehind: !found.has(node) }];
  });
}

/** The functions of the bound module: who calls whom, and which is which of the linked one. */
class Module {
  constructor(items, nodes) {
    const functions = items.filter(({ kind }) => kind === "func");
    this.uses = new Map(functions.map((item) => [item.name, functionsIn(item)]));
    this.users = new Map();
    for (const [user, used] of this.uses) {
      for (const name of used) this.users.set(name, [...(this.users.get(name) ?? []), user]);
    }
    this.exported = items.filter(({ kind, of }) => kind === "export" && of === "func").map(({ name }) => name);
    const listed = items.filter(({ kind }) => kind === "elem").flatMap((item) => elementsOf(item).names);
    this.known = new Set([...this.exported, ...listed]);
    this.nodes = new Map();
    for (const [node, { name, segment }] of nodes.entries()) {
      if (segment !== undefined || name === undefined) continue;
      this.nodes.set(`$${name}`, [...(this.nodes.get(`$${name}`) ?? []), node]);
    }
  }

  /** The functions that are not reached. A name that several have tells nothing of any. */
  unreached(isReached) {
    const names = [...this.uses.keys()].filter((name) => {
      const [node, ...others] = this.nodes.get(name) ?? [];
      return node !== undefined && others.length === 0 && !isReached(node);
    });
    const functions = new Set(names);
    // What wasm-bindgen added, and only these call, goes with them.
    for (const user of functions) {
      for (const name of this.uses.get(user)) {
        const isAdded = this.uses.has(name) && !this.nodes.has(name) && !this.known.has(name);
        if (isAdded && this.users.get(name).every((user) => functions.has(user))) functions.add(name);
      }
    }
    return functions;
  }

  /** Those of `functions` that others call, and that are no gates. */
  enteredBeside(gates, functions) {
    const isCalled = (name) => (this.users.get(name) ?? []).some((user) => !functions.has(user));
    return [...functions].filter((name) => !gates.includes(name) && isCalled(name));
  }
}

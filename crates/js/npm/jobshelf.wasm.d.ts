import type { WasmSource } from "jobshelf";

/** The module as a bundler imports it, which {@link init} takes: its URL, its bytes or a compiled module. */
declare const wasm: WasmSource;
export default wasm;

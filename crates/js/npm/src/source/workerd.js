// Cloudflare Workers: nothing can be compiled at run time, so the import is a compiled module.
import wasm from "./jobshelf.wasm";

export const defaultSource = () => wasm;
export const fetchModule = (url) => fetch(url);

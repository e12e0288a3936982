// Edge runtimes of Next and Vercel: as in `workerd.js`, but the import has to say that it wants a
// compiled module.
import wasm from "./jobshelf.wasm?module";

export const defaultSource = () => wasm;
export const fetchModule = (url) => fetch(url);

// Pages, workers and bundlers: the module is a file beside this script.
export const defaultSource = () => fetch(new URL("./jobshelf.wasm", import.meta.url));
export const fetchModule = (url) => fetch(url);

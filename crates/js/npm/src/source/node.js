// Node: the module is a file in the package's folder, which `fetch` of Node cannot read.
// Bundlers that copy assets look for `new URL(…, import.meta.url)`; what they put there is an address
// for pages, so that pattern is avoided here.
const here = import.meta.url;

const read = async (url) => (await import("node:fs/promises")).readFile(url);

export const defaultSource = () => read(new URL("./jobshelf.wasm", here));
export const fetchModule = (url) => {
  const parsed = new URL(url, here);
  return parsed.protocol === "file:" ? read(parsed) : fetch(parsed);
};

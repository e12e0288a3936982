// Node: the module is a file in the package's folder, which `fetch` of Node cannot read.
// Bundlers that copy assets look for `new URL(…, import.meta.url)` and see through variables; what they
// put there is an address for pages, or no URL of Node. So the name of the file is put together here.
const fileUrl = (words) => new URL(words.join("."), import.meta.url);

const read = async (url) => (await import("node:fs/promises")).readFile(url);

export const defaultSource = () => read(fileUrl(["./jobshelf", "wasm"]));
export const fetchModule = (url) => {
  const parsed = new URL(url, fileUrl(["./node", "js"]));
  return parsed.protocol === "file:" ? read(parsed) : fetch(parsed);
};

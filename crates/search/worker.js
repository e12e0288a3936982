// The worker: a message is a number, a method of Search and its arguments; the answer has the same
// number. The page reads the log and hands the bytes over: nothing is requested here but the wasm.
import init, { Search } from "jobshelf-search";

const ready = init({ module_or_path: new URL(WASM, import.meta.url) });
let search;

onmessage = async ({ data: [id, method, ...args] }) => {
  try {
    await ready;
    if (method === "open") {
      search?.free();
      search = new Search(...args);
      postMessage([id]);
    } else {
      postMessage([id, search[method](...args)]);
    }
  } catch (error) {
    postMessage([id, undefined, String(error)]);
  }
};

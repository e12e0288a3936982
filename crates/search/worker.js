// The worker: a message is a method of Search and its arguments, each is answered in its turn. The
// page reads the log and hands the bytes over: nothing is requested here but the wasm.
import init, { Search } from "jobshelf-search";

const ready = init({ module_or_path: new URL(WASM, import.meta.url) });
let search;

onmessage = async ({ data: [method, ...args] }) => {
  try {
    await ready;
    if (method === "open") {
      search?.free();
      search = new Search(...args);
      postMessage([]);
    } else {
      postMessage([search[method](...args)]);
    }
  } catch (error) {
    // The page says that the search broke; why, is for who looks for it.
    console.error(error);
    postMessage([undefined, String(error)]);
  }
};

// The search worker: passes each request to the wasm and posts its response, in order. The bytes
// beside a message are transferred. The page reads the log; only the wasm is requested from here.
import init, { handle } from "jobshelf-search";

const ready = init({ module_or_path: new URL(WASM, import.meta.url) });

onmessage = async ({ data: [request, bytes] }) => {
  try {
    await ready;
    const reply = handle(request, bytes);
    postMessage(reply, reply[1] ? [reply[1].buffer] : []);
  } catch (error) {
    // The page shows that the search broke; the console says why.
    console.error(error);
    postMessage([undefined, undefined]);
  }
};

// One single file: the module is in the script, as base64.
import base64 from "jobshelf-wasm-base64";

export const defaultSource = () => Uint8Array.from(atob(base64), (digit) => digit.charCodeAt(0));
export const fetchModule = (url) => fetch(url);

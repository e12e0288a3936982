// Serves the built viewer as its host does: content types, brotli for clients that accept it, and the
// shipped content security policy, in which only the storage differs.
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { extname, join, normalize } from "node:path";
import { brotliCompressSync } from "node:zlib";
import { dist } from "./settings.mjs";

const azure = "https://*.blob.core.windows.net";
const types = {
  ".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8",
  ".wasm": "application/wasm", ".svg": "image/svg+xml", ".png": "image/png", ".ico": "image/x-icon",
  ".json": "application/json", ".txt": "text/plain; charset=utf-8", ".webmanifest": "application/manifest+json",
};

/** Serves DIST; `blobOrigin` is the only storage that the page may access. */
export async function startSite(blobOrigin) {
  const folder = dist();
  const requests = [];
  const server = createServer(async (request, response) => {
    requests.push({ url: request.url, headers: request.headers });
    const path = decodeURIComponent(new URL(request.url, "http://site").pathname);
    const file = normalize(path.endsWith("/") ? `${path}index.html` : path);
    const accepted = request.headers["accept-encoding"] ?? "";
    let found;
    try {
      found = await load(join(folder, file), /\bbr\b/.test(accepted), blobOrigin);
    } catch (error) {
      response.writeHead(500, { "content-type": types[".txt"] }).end(String(error));
      return;
    }
    if (!found) {
      response.writeHead(404, { "content-type": types[".txt"] }).end("not found");
      return;
    }
    const encoding = found.isBrotli ? { "content-encoding": "br" } : {};
    const type = types[extname(file)] ?? "application/octet-stream";
    response.writeHead(200, { "content-type": type, "cache-control": "no-cache", ...encoding }).end(found.body);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${server.address().port}`;
  const close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { origin, url: `${origin}/`, requests, close };
}

async function load(file, acceptsBrotli, blobOrigin) {
  try {
    if (file.endsWith(".html")) {
      const text = await readFile(file, "utf8");
      if (!text.includes(azure)) throw new Error(`${file}: no content security policy names ${azure}`);
      const body = Buffer.from(text.replaceAll(azure, blobOrigin));
      return acceptsBrotli ? { body: brotliCompressSync(body), isBrotli: true } : { body, isBrotli: false };
    }
    if (acceptsBrotli) {
      const body = await readFile(`${file}.br`).catch(ignoreMissing);
      if (body) return { body, isBrotli: true };
    }
    return { body: await readFile(file), isBrotli: false };
  } catch (error) {
    return ignoreMissing(error);
  }
}

function ignoreMissing(error) {
  if (error.code === "ENOENT" || error.code === "EISDIR") return null;
  throw error;
}

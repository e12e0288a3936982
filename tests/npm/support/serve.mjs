// A plain file server, as simple as hosts of static files are.
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { extname, join, normalize } from "node:path";

const types = { ".html": "text/html", ".js": "text/javascript", ".wasm": "application/wasm" };

/**
 * Serves folders: `{ "/": folder, "/jobshelf/": another }`. `answer` may replace the answer to a path.
 */
export async function serve(folders, answer = () => null) {
  const prefixes = Object.keys(folders).sort((a, b) => b.length - a.length);
  const requests = [];
  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(new URL(request.url, "http://site").pathname);
    requests.push(path);
    const prefix = prefixes.find((start) => path.startsWith(start));
    const file = join(folders[prefix], normalize(`/${path.slice(prefix.length)}`), path.endsWith("/") ? "index.html" : "");
    const body = await readFile(file).catch(() => null);
    const found = { status: body ? 200 : 404, type: types[extname(file)] ?? "application/octet-stream", body: body ?? "not found" };
    const { status, type, body: sent } = { ...found, ...answer(path) };
    response.writeHead(status, { "content-type": type }).end(sent);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { origin: `http://127.0.0.1:${server.address().port}`, requests, close };
}

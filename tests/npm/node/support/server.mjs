// Small loopback servers for what Azurite does not do: answers of a given kind, at any speed.
import { createServer } from "node:http";

/** Starts a server; `job` is the URL of a job's container on it. */
export async function serve(answer) {
  const server = createServer(answer);
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${server.address().port}`;
  const sas = `sv=2026-04-06&sr=c&sp=racwdl&se=2099-01-01&sig=${"A".repeat(43)}%3D`;
  const close = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  return { origin, job: `${origin}/devstoreaccount1/job-x?${sas}`, close };
}

/** The headers of an append blob in an answer of the service. */
export const blobHeaders = (more) => ({
  "x-ms-version": "2026-04-06",
  "x-ms-request-id": "1",
  "x-ms-blob-type": "AppendBlob",
  etag: '"0x1"',
  "last-modified": "Mon, 23 Nov 2026 02:33:08 GMT",
  ...more,
});

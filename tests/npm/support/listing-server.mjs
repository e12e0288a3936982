// A Blob service on loopback that answers only List Blobs, as fast as it can: every page stands ready
// in memory. It is a process of its own, so that it takes no time from the client that it serves.
//
// usage: node listing-server.mjs N_BLOBS   prints its origin, and ends with its standard input
import { createServer } from "node:http";

/** The service's own limit. */
const perPage = 5_000;
const perTask = 5;
const kinds = [["TaskOutput", "image/x-exr", "exr"], ["TaskPreview", "image/png", "png"]];
const headers = {
  "content-type": "application/xml",
  "x-ms-version": "2026-04-06",
  "x-ms-request-id": "00000000-0000-0000-0000-000000000000",
  "access-control-allow-origin": "*",
  "access-control-expose-headers": "content-type,etag,x-ms-*",
  "transfer-encoding": "chunked",
};
const preflight = {
  "access-control-allow-origin": "*", "access-control-allow-methods": "GET", "access-control-allow-headers": "*",
  "access-control-max-age": "7200",
};

const nBlobs = Number(process.argv[2]);
const pages = [];
for (let first = 0; first < nBlobs; first += perPage) pages.push(Buffer.from(page(first)));

const server = createServer((request, response) => {
  if (request.method === "OPTIONS") return response.writeHead(200, preflight).end();
  const marker = new URL(request.url, "http://storage").searchParams.get("marker");
  const body = pages[marker ? Number(marker.split("!")[1]) : 0];
  if (body === undefined) return response.writeHead(400, headers).end();
  response.writeHead(200, headers);
  response.write(body);
  return response.end();
});
server.keepAliveTimeout = 60_000;
server.listen(0, "127.0.0.1", () => console.log(`http://127.0.0.1:${server.address().port}`));
process.stdin.resume().on("end", () => process.exit());

/** One page of a job's outputs: of each task some pictures and a log, in the order of their names. */
function page(first) {
  const end = Math.min(first + perPage, nBlobs);
  const blobs = Array.from({ length: end - first }, (_, index) => blob(first + index));
  const next = end < nBlobs ? `<NextMarker>2!${end / perPage}!MDAwMDI0IXRhc2s-</NextMarker>` : "<NextMarker />";
  return `\ufeff<?xml version="1.0" encoding="utf-8"?><EnumerationResults \
ServiceEndpoint="http://127.0.0.1/devstoreaccount1" ContainerName="job-listing"><Blobs>${blobs.join("")}</Blobs>\
${next}</EnumerationResults>`;
}

/** A blob as the service lists it with its metadata. */
function blob(index) {
  const task = `task-${String(Math.floor(index / perTask)).padStart(6, "0")}`;
  const isLog = index % perTask === 2;
  const [kind, type, ending] = kinds[index % perTask < 2 ? 0 : 1];
  const name = isLog
    ? `${task}/$TaskLog/stdout.txt`
    : `${task}/$${kind}/frames/frame_${String(index).padStart(7, "0")}.${ending}`;
  const time = new Date(1_795_401_188_000 + index * 1_000).toUTCString();
  const md5 = Buffer.from(String(index).padStart(16, "0")).toString("base64");
  return `<Blob><Name>${name}</Name><Properties><Creation-Time>${time}</Creation-Time>\
<Last-Modified>${time}</Last-Modified><Etag>0x8DE2A${index.toString(16).toUpperCase().padStart(10, "0")}</Etag>\
<Content-Length>${(index * 7_919) % 10_000_000}</Content-Length>\
<Content-Type>${isLog ? "text/plain; charset=utf-8" : type}</Content-Type><Content-Encoding /><Content-Language />\
<Content-CRC64 />${isLog ? "<Content-MD5 />" : `<Content-MD5>${md5}</Content-MD5>`}<Cache-Control />\
<Content-Disposition /><BlobType>${isLog ? "AppendBlob" : "BlockBlob"}</BlobType>\
${isLog ? "" : "<AccessTier>Hot</AccessTier><AccessTierInferred>true</AccessTierInferred>"}\
<LeaseStatus>unlocked</LeaseStatus><LeaseState>available</LeaseState><ServerEncrypted>true</ServerEncrypted>\
</Properties>${isLog ? metadata(task) : "<Metadata />"}<OrMetadata /></Blob>`;
}

function metadata(task) {
  return `<Metadata><jobshelf_state>finished</jobshelf_state><jobshelf_exit_code>0</jobshelf_exit_code>\
<jobshelf_flush_seconds>30</jobshelf_flush_seconds><jobshelf_attempt>1</jobshelf_attempt>\
<jobshelf_attempt_offset>0</jobshelf_attempt_offset><jobshelf_job_id>listing</jobshelf_job_id>\
<jobshelf_task_id>${task}</jobshelf_task_id></Metadata>`;
}

// Lists the same container through each package, in Node as in a page. Reads of each blob what a list
// of files shows: its name, its size and its time. Returns the milliseconds, and sums to compare.

export async function ours({ Job }, containerUrl) {
  const began = performance.now();
  const seen = { n: 0, bytes: 0, letters: 0, times: 0 };
  const job = await Job.open(containerUrl);
  for await (const output of job.outputs()) {
    add(seen, `${output.taskId}/$${output.kind}/${output.path}`, output.size, output.lastModified);
  }
  return { ms: performance.now() - began, seen };
}

/** By pages, and as many blobs in each as the service gives, as its documentation advises. */
export async function sdks({ ContainerClient }, containerUrl) {
  const began = performance.now();
  const seen = { n: 0, bytes: 0, letters: 0, times: 0 };
  const blobs = new ContainerClient(containerUrl).listBlobsFlat({ includeMetadata: true });
  for await (const page of blobs.byPage({ maxPageSize: 5_000 })) {
    for (const { name, properties } of page.segment.blobItems) {
      add(seen, name, properties.contentLength, properties.lastModified);
    }
  }
  return { ms: performance.now() - began, seen };
}

function add(seen, name, size, time) {
  seen.n += 1;
  seen.bytes += size;
  seen.letters += name.length;
  seen.times += time.getTime();
}

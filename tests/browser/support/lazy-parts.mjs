// The lazy parts of the built viewer, as index.html names them, and their requests.
import assert from "node:assert/strict";

/** Families of viewers, each a part that shows files. */
export const fileParts = ["log", "picture", "bytes"];
/** Pages, tabs and dialogs that a link to a job does not need. */
export const pageParts = ["connect", "jobs", "help", "files"];

export const nameOf = (url) => new URL(url).pathname.split("/").at(-1);
export const namesOf = (requests) => requests.map(({ url }) => nameOf(url)).sort();

/** Answers for `failParts`. */
export const offline = (route) => route.abort();
export const notFound = (route) => route.fulfill({ status: 404 });

export class LazyParts {
  /** The parts of the page that `site` serves. Parts may share files. */
  static async of(site) {
    const page = await (await fetch(site.url)).text();
    const parts = JSON.parse(/ data-parts='([^']*)'/.exec(page)?.[1] ?? "{}");
    for (const name of [...fileParts, ...pageParts]) assert.ok(parts[name]?.length > 0, `the page has no part ${name}`);
    return new LazyParts(parts);
  }

  constructor(parts) {
    this.parts = parts;
  }

  /** The files of these parts, each once and in order. */
  filesOf(...names) {
    return [...new Set(names.flatMap((name) => this.parts[name]))].sort();
  }

  /** The files that these parts need and none of the `others`. */
  filesOnlyOf(names, others) {
    const shared = this.filesOf(...others);
    return this.filesOf(...names).filter((file) => !shared.includes(file));
  }
}

/** The requests of a page for these files. */
export const fetchesOf = (viewer, files) => viewer.page.seen.requests.filter(({ url }) => files.includes(nameOf(url)));

/** Answers each request for one of these files with a failure until the returned function is called. */
export async function failFiles({ page }, files, answer) {
  const isFile = (url) => files.includes(nameOf(url));
  await page.route(isFile, answer);
  return () => page.unroute(isFile);
}

/** Holds each request for one of these files back until the returned function is called. */
export async function holdFiles({ page }, files) {
  let release;
  const isReleased = new Promise((resolve) => (release = resolve));
  await page.route((url) => files.includes(nameOf(url)), async (route) => {
    await isReleased;
    await route.continue();
  });
  return release;
}

/** Delays the main part until each of these files was requested, so that it is not the viewer that asks for them. */
export async function delayMainUntilRequested({ page }, files) {
  let proceed;
  const areRequested = new Promise((resolve) => (proceed = resolve));
  const missing = new Set(files);
  await page.route(/_bg\.wasm$/, async (route) => {
    await areRequested;
    await route.continue();
  });
  page.on("request", (request) => {
    missing.delete(nameOf(request.url()));
    if (missing.size === 0) proceed();
  });
}

// A headless Chromium, and pages that record their console, errors, requests and dialogs.
import { chromium } from "playwright-core";
import { chrome } from "./settings.mjs";

const flags = [
  "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync",
  // The sandbox does not run as root, as which tests in a container run.
  ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
];

/** Starts a browser with `more` flags; each test file has its own. */
export function launch(more = []) {
  return chromium.launch({ executablePath: chrome(), headless: true, args: [...flags, ...more] });
}

/** Opens a page in its own profile, recorded from the start. */
export async function newPage(browser, options = {}) {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 }, reducedMotion: "reduce", locale: "en-GB", ...options,
  });
  const page = await context.newPage();
  return Object.assign(page, { seen: record(page) });
}

/** Records the console, errors, requests and dialogs of a page. */
function record(page) {
  const seen = { console: [], errors: [], requests: [], dialogs: [] };
  page.on("console", (message) =>
    seen.console.push({ type: message.type(), text: message.text(), url: message.location().url }));
  page.on("pageerror", (error) => seen.errors.push(String(error)));
  page.on("request", (request) =>
    seen.requests.push({ url: request.url(), method: request.method(), headers: request.headers() }));
  page.on("dialog", async (dialog) => {
    seen.dialogs.push(dialog.message());
    await dialog.dismiss();
  });
  return seen;
}

/** The requests to other origins than these; `blob:` and `data:` do not count. */
export function strayRequests(page, origins) {
  const stays = ({ url }) => /^(blob|data|about):/.test(url) || origins.includes(new URL(url).origin);
  return page.seen.requests.filter((request) => !stays(request)).map(({ url }) => url.split("?")[0]);
}

/**
 * The errors of a page, in its console or uncaught. They exclude messages of the browser itself: about
 * answers with an error status, and answers that a CORS rule blocks.
 */
export function complaints(page) {
  const isBrowsers = (text) =>
    text.startsWith("Failed to load resource") || text.includes("has been blocked by CORS policy");
  const isComplaint = ({ type, text }) => type === "error" && !isBrowsers(text);
  return [...page.seen.errors, ...page.seen.console.filter(isComplaint).map(({ text }) => text)];
}

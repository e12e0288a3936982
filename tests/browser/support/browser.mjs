// A headless Chromium, and pages that remember all they said and asked for.
import { chromium } from "playwright-core";
import { chrome } from "./settings.mjs";

const flags = [
  "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync",
  // Its sandbox refuses to run as root, as tests in a container do.
  ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
];

/** Starts one, with `more` flags; each file of tests has its own. */
export function launch(more = []) {
  return chromium.launch({ executablePath: chrome(), headless: true, args: [...flags, ...more] });
}

/** A page in a profile of its own, watched from its first moment. */
export async function newPage(browser, options = {}) {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 }, reducedMotion: "reduce", locale: "en-GB", ...options,
  });
  const page = await context.newPage();
  return Object.assign(page, { seen: watch(page) });
}

/** What a page says and asks for. */
function watch(page) {
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

/** The requests that went elsewhere than to these origins; `blob:` and `data:` go nowhere. */
export function strayRequests(page, origins) {
  const stays = ({ url }) => /^(blob|data|about):/.test(url) || origins.includes(new URL(url).origin);
  return page.seen.requests.filter((request) => !stays(request)).map(({ url }) => url.split("?")[0]);
}

/**
 * What the console complained about. What the browser itself lists there is not the page's doing:
 * answers that are no success, and those that a CORS rule hides.
 */
export function complaints(page) {
  const isBrowsers = (text) =>
    text.startsWith("Failed to load resource") || text.includes("has been blocked by CORS policy");
  const isComplaint = ({ type, text }) => type === "error" && !isBrowsers(text);
  return [...page.seen.errors, ...page.seen.console.filter(isComplaint).map(({ text }) => text)];
}

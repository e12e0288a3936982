// Searches every place where a page could leave a secret.
import assert from "node:assert/strict";

/** Every spelling of a SAS's signature that would reveal it. */
export function spellings(sasUrlOrLink) {
  const text = decodeURIComponent(sasUrlOrLink.split("sas=").at(-1));
  const signature = decodeURIComponent(/[?&]sig=([^&]+)/.exec(text)[1]);
  const encoded = encodeURIComponent(signature);
  // Also a run of letters and digits, which no encoding changes, long enough to be unique.
  const run = signature.split(/[^A-Za-z0-9]/).sort((a, b) => b.length - a.length)[0];
  assert.ok(run.length >= 8, `the ${signature.length} characters have no run of letters that is long enough`);
  return ["sig=", "sig%3D", "sig%253D", signature, encoded, encodeURIComponent(encoded), run];
}

/** Fails with the name of the place if a spelling is stored or shown anywhere. */
export async function assertNoLeak(page, world, secrets) {
  for (const [place, text] of Object.entries(await places(page, world))) {
    for (const secret of secrets) {
      const at = text.toLowerCase().indexOf(secret.toLowerCase());
      assert.equal(at, -1, `${place} holds a part of the SAS: …${text.slice(Math.max(0, at - 60), at + 8)}…`);
    }
  }
}

async function places(page, { site, proxy }) {
  const cdp = await page.context().newCDPSession(page);
  const { entries } = await cdp.send("Page.getNavigationHistory");
  await cdp.detach();
  // The browser itself logs a failed request with its address; a page cannot prevent that.
  const isBrowsers = ({ text }) => text.startsWith("Failed to load resource");
  const messages = page.seen.console.map((message) => [message.text, isBrowsers(message) ? "" : message.url]);
  const elsewhere = page.seen.requests.filter(({ url }) => new URL(url).origin !== proxy.origin);
  const referers = [...site.requests, ...proxy.requests].map(({ headers }) => headers.referer ?? "");
  return {
    "the address bar": page.url(),
    "the history": JSON.stringify(entries.map(({ url, title }) => [url, title])),
    "the console": JSON.stringify([messages, page.seen.errors, page.seen.dialogs]),
    "a request to another origin": JSON.stringify(elsewhere),
    "a referrer": JSON.stringify(referers),
    "what the site was asked": JSON.stringify(site.requests),
    "the cookies": JSON.stringify(await page.context().cookies()),
    ...(await page.evaluate(inThePage)),
  };
}

/** Runs in the page: the contents of its document and of its stores. */
async function inThePage() {
  const fields = [...document.querySelectorAll("input, textarea, select")].map((field) => field.value);
  const cached = [];
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      cached.push(name, request.url, await (await cache.match(request)).text());
    }
  }
  const databases = [];
  for (const { name } of await indexedDB.databases()) {
    const database = await new Promise((resolve, reject) => {
      const opening = indexedDB.open(name);
      opening.onsuccess = () => resolve(opening.result);
      opening.onerror = () => reject(opening.error);
    });
    for (const store of database.objectStoreNames) {
      databases.push(await new Promise((resolve, reject) => {
        const reading = database.transaction(store).objectStore(store).getAll();
        reading.onsuccess = () => resolve(reading.result);
        reading.onerror = () => reject(reading.error);
      }));
    }
    database.close();
  }
  const names = performance.getEntries().map(({ name }) => name);
  const { entries = [], activation } = { entries: window.navigation?.entries(), activation: window.navigation?.activation };
  const visited = [...entries, activation?.entry, activation?.from].map((entry) => entry?.url);
  return {
    "the DOM": document.documentElement.outerHTML,
    "a field": JSON.stringify(fields),
    "the title": `${document.title} ${window.name}`,
    "the history's state": JSON.stringify(window.history.state) ?? "",
    "the performance timeline": JSON.stringify([performance.getEntries(), names]),
    "the navigation's entries": JSON.stringify(visited),
    "localStorage": JSON.stringify({ ...localStorage }),
    "sessionStorage": JSON.stringify({ ...sessionStorage }),
    "the caches": JSON.stringify(cached),
    "indexedDB": JSON.stringify(databases),
  };
}

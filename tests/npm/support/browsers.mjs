// Headless browsers, driven by one library over the protocol of each: puppeteer speaks WebDriver BiDi
// with an unpatched Firefox.
import puppeteer from "puppeteer-core";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { chrome } from "../../browser/support/settings.mjs";

const isRoot = process.getuid?.() === 0;
const flags = [
  "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync",
  // The sandbox does not run as root, as which tests in a container run.
  ...(isRoot ? ["--no-sandbox"] : []),
];

/** Starts `chrome` or `firefox`. */
export function launch(browser) {
  if (browser === "firefox") return puppeteer.launch({ browser, executablePath: firefox(), headless: true });
  return puppeteer.launch({ browser, executablePath: chrome(), headless: true, args: flags });
}

/** Opens a page and calls `read` with it; fails with all that the page logged if `read` does. */
export async function withPage(browser, url, read) {
  const page = await browser.newPage();
  const logged = [];
  page.on("console", (message) => logged.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => logged.push(String(error)));
  try {
    await page.goto(url);
    return await read(page);
  } catch (error) {
    throw new Error(`${error.message}; the page logged: ${logged.join("; ")}`, { cause: error });
  } finally {
    await page.close();
  }
}

/** What a fixture's page shows once it no longer shows that it is loading. */
export function resultOf(browser, url) {
  return withPage(browser, url, async (page) => {
    const isDone = () => document.querySelector("#result")?.textContent !== "loading";
    await page.waitForFunction(isDone, { timeout: 30_000 });
    return page.$eval("#result", (element) => element.textContent);
  });
}

function firefox() {
  if (process.env.FIREFOX) return process.env.FIREFOX;
  const folders = (process.env.PATH ?? "").split(delimiter);
  const found = ["firefox", "firefox-esr"].flatMap((name) => folders.map((folder) => join(folder, name))).find(existsSync);
  if (!found) throw new Error("no Firefox: set FIREFOX, or run: cargo xtask setup");
  return found;
}

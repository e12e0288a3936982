// Checks a screen for overflow and for accessibility problems that axe finds. With SHOTS=folder it also
// saves a picture of the screen.
import { mkdir } from "node:fs/promises";
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { join } from "node:path";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** The problems of the current screen, one line each. */
export async function inspectScreen({ page }, name) {
  await page.evaluate(() => document.fonts.ready);
  if (process.env.SHOTS) {
    await mkdir(process.env.SHOTS, { recursive: true });
    await page.screenshot({ path: join(process.env.SHOTS, `${name}.png`) });
  }
  const wide = await page.evaluate(overflow);
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
  const grave = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
  const elements = (nodes) => nodes.slice(0, 3).map(({ html }) => html.slice(0, 160)).join(" ");
  return [
    ...wide.map((element) => `${name}: overflows the window: ${element}`),
    ...grave.map(({ id, nodes }) => `${name}: ${id}: ${elements(nodes)}`),
  ];
}

/** Runs in the page: the elements that overflow the window, except those in a box that scrolls. */
function overflow() {
  const width = document.documentElement.clientWidth;
  const main = document.querySelector("main");
  const scrolls = (element) => /auto|scroll/.test(getComputedStyle(element).overflowX) && element !== main;
  const isHeld = (element) => element.parentElement !== null && (scrolls(element.parentElement) || isHeld(element.parentElement));
  const isOut = (element) => {
    const { left, right, width: own } = element.getBoundingClientRect();
    return own > 1 && (right > width + 1 || left < -1) && !isHeld(element);
  };
  const out = [...document.querySelectorAll("body *")].filter(isOut).map((element) => element.outerHTML.slice(0, 120));
  const isWider = [document.documentElement, document.body, main].some((box) => box.scrollWidth > box.clientWidth);
  return isWider ? [...out.slice(0, 5), `${main.scrollWidth} px wide`] : out.slice(0, 5);
}

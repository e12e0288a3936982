// A log. Only the lines near those in view are elements of the page; the whole is read by scrolling.
import assert from "node:assert/strict";
import { eventually } from "../support/expect.mjs";

export class LogPage {
  constructor(page) {
    this.page = page;
    this.lines = page.getByTestId("log-line");
    this.view = page.getByRole("log");
    this.chip = page.getByTestId("state-chip");
    /** Leads back to the end; there only while the view does not follow. */
    this.jump = page.getByTestId("jump");
    this.earlier = page.getByTestId("load-earlier");
  }

  /** The lines that are elements now, in order: number (none if unknown), byte and text. */
  rows() {
    return this.page.evaluate(() =>
      [...document.querySelectorAll("[role=log] [data-testid=log-line]")].map((row) => ({
        number: Number(row.querySelector(".num").textContent.replaceAll(",", "")) || null,
        offset: Number(row.dataset.offset),
        text: row.querySelector("[data-testid=log-text]").textContent,
      })));
  }

  async texts() {
    return (await this.rows()).map(({ text }) => text);
  }

  /** How much of the log is in view, in pixels. */
  height() {
    return this.view.evaluate((view) => view.clientHeight);
  }

  /** The first line that is in view, and how far it is from the top. */
  placeOfFirstInView() {
    return this.view.evaluate((view) => {
      const { top } = view.getBoundingClientRect();
      const rows = [...view.querySelectorAll("[data-testid=log-line]")];
      const first = rows.find((row) => row.getBoundingClientRect().top >= top);
      return { text: first.textContent, below: first.getBoundingClientRect().top - top };
    });
  }

  /** Loads, piece by piece, all that is before the first line. */
  async loadAllBefore() {
    // Asked without waiting: the button goes with the last piece.
    const offer = async () => (await this.earlier.allInnerTexts()).at(0);
    for (let said = await offer(); said !== undefined; said = await offer()) {
      await this.#scrollTo(0);
      await this.earlier.click();
      await eventually(async () => assert.notEqual(await offer(), said));
    }
  }

  /** Scrolls from the beginning to the end and gives the text of every line, by its number. */
  async wholeText() {
    const byNumber = new Map();
    for (let top = 0; ; ) {
      const { height, total } = await this.#scrollTo(top);
      for (const { number, text } of await this.rows()) {
        assert.ok(number, `no line number stands beside ${JSON.stringify(text)}`);
        byNumber.set(number, text);
      }
      if (top + height >= total) break;
      top += Math.floor(height * 0.8);
    }
    const last = Math.max(0, ...byNumber.keys());
    return Array.from({ length: last }, (_, index) => byNumber.get(index + 1) ?? null);
  }

  /** Scrolls as a reader does, and waits until the lines there are drawn. */
  #scrollTo(top) {
    return this.view.evaluate(async (view, wanted) => {
      view.dispatchEvent(new WheelEvent("wheel"));
      view.scrollTop = wanted;
      for (let frame = 0; frame < 3; frame += 1) await new Promise(requestAnimationFrame);
      return { height: view.clientHeight, total: view.scrollHeight };
    }, top);
  }
}

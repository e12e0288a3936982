// A log. Only the lines near those in view are elements of the page; the whole is read by scrolling.
import assert from "node:assert/strict";

export class LogPage {
  constructor(page) {
    this.page = page;
    this.lines = page.getByTestId("log-line");
    this.view = page.getByRole("log");
    this.chip = page.getByTestId("state-chip");
  }

  /** The lines that are elements now, in order: number (none if unknown) and text. */
  rows() {
    return this.view.evaluate((view) =>
      [...view.querySelectorAll("[data-testid=log-line]")].map((row) => ({
        number: Number.parseInt(row.dataset.number ?? "", 10) || null,
        text: row.querySelector("[data-testid=log-text]").textContent,
      })));
  }

  async texts() {
    return (await this.rows()).map(({ text }) => text);
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

  /** Scrolls as the bar does, and waits until the lines there are drawn. */
  #scrollTo(top) {
    return this.view.evaluate(async (view, wanted) => {
      view.scrollTop = wanted;
      for (let frame = 0; frame < 3; frame += 1) await new Promise(requestAnimationFrame);
      return { height: view.clientHeight, total: view.scrollHeight };
    }, top);
  }
}

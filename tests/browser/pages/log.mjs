// A log. The page has elements only for lines near the view; the other lines need scrolling.
import assert from "node:assert/strict";

export class LogPage {
  constructor(page) {
    this.page = page;
    this.lines = page.getByTestId("log-line");
    this.view = page.getByRole("log");
    this.chip = page.getByTestId("state-chip");
    /** Opens the drawer with the less common tools. */
    this.more = page.getByTestId("log-more");
    /** Leads back to the end; exists only while the view does not follow. */
    this.jump = page.getByTestId("jump");
    /** Names the attempt in view if it is not the newest. */
    this.earlierAttempt = page.getByTestId("earlier-attempt");
    /** Says how the log changed while it was open. */
    this.changeNotice = page.getByTestId("change-notice");
    /** Replaces the old log on screen by the new one. */
    this.showNew = page.getByTestId("show-new");
    /** Starts and stops following. */
    this.follow = page.getByTestId("follow");
    /** A placeholder for rows that are not loaded yet. */
    this.missing = page.getByTestId("log-missing");
  }

  /** The lines that have elements, in order: number (null if unknown), offset and text. */
  rows() {
    return this.page.evaluate(() =>
      [...document.querySelectorAll("[role=log] [data-testid=log-line]")].map((row) => ({
        number: Number(row.querySelector(".num").textContent.replaceAll(",", "")) || null,
        offset: Number(row.dataset.offset),
        text: row.querySelector("[data-testid=log-text]").textContent,
      })));
  }

  /** The height of each of them. */
  heights() {
    return this.lines.evaluateAll((lines) => lines.map((line) => line.getBoundingClientRect().height));
  }

  async texts() {
    return (await this.rows()).map(({ text }) => text);
  }

  /** The height of the view in pixels. */
  height() {
    return this.view.evaluate((view) => view.clientHeight);
  }

  /** The first line in view, and its distance from the top. */
  placeOfFirstInView() {
    return this.view.evaluate((view) => {
      const { top } = view.getBoundingClientRect();
      const rows = [...view.querySelectorAll("[data-testid=log-line]")];
      const first = rows.find((row) => row.getBoundingClientRect().top >= top);
      return { text: first.textContent, below: first.getBoundingClientRect().top - top };
    });
  }

  /** The lines in view from top to bottom: offset, text, distance from the top. Null while some are missing. */
  inView() {
    return this.view.evaluate((view) => {
      const { top, bottom } = view.getBoundingClientRect();
      const isInView = (row) => {
        const place = row.getBoundingClientRect();
        return place.bottom > top + 1 && place.top < bottom - 1;
      };
      const rows = [...view.querySelectorAll("[data-testid=log-line], [data-testid=log-missing]")].filter(isInView);
      if (rows.length === 0 || rows.some((row) => row.dataset.testid === "log-missing")) return null;
      return rows.map((row) => ({
        offset: Number(row.dataset.offset),
        text: row.querySelector("[data-testid=log-text]").textContent,
        below: row.getBoundingClientRect().top - top,
      }));
    });
  }

  /** Drags the scroll bar to a part of its way: 0 is the beginning, 1 the end. */
  async dragTo(part) {
    const most = await this.view.evaluate((view) => view.scrollHeight - view.clientHeight);
    await this.#scrollTo(Math.round(most * part));
  }

  /** Starts to count the elements of rows; returns a function that gives the largest number so far. */
  async countRows() {
    await this.view.evaluate((view) => {
      const rows = view.querySelector(".rows");
      window.mostRows = rows.childElementCount;
      new MutationObserver(() => (window.mostRows = Math.max(window.mostRows, rows.childElementCount)))
        .observe(rows, { childList: true });
    });
    return () => this.page.evaluate(() => window.mostRows);
  }

  /** Scrolls from the beginning to the end; returns the texts of all lines in order. */
  async wholeText() {
    const byNumber = new Map();
    for (let top = 0; ; ) {
      const { height, total } = await this.#scrollTo(top);
      for (const { number, text } of await this.rows()) {
        assert.ok(number, `there is no line number for ${JSON.stringify(text)}`);
        byNumber.set(number, text);
      }
      if (top + height >= total) break;
      top += Math.floor(height * 0.8);
    }
    const last = Math.max(0, ...byNumber.keys());
    return Array.from({ length: last }, (_, index) => byNumber.get(index + 1) ?? null);
  }

  /** Scrolls as a reader does, and waits until the lines are drawn. */
  #scrollTo(top) {
    return this.view.evaluate(async (view, wanted) => {
      view.dispatchEvent(new WheelEvent("wheel"));
      view.scrollTop = wanted;
      for (let frame = 0; frame < 3; frame += 1) await new Promise(requestAnimationFrame);
      return { height: view.clientHeight, total: view.scrollHeight };
    }, top);
  }
}

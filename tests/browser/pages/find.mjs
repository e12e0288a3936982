// The search in a log: its field, its messages and the marked matches.
export class FindTools {
  constructor(page) {
    this.page = page;
    this.field = page.getByTestId("find");
    this.position = page.getByTestId("find-position");
    this.announcement = page.getByTestId("find-spoken");
    /** Shows the progress of the search, or a problem. */
    this.status = page.getByTestId("find-status");
    this.stop = page.getByTestId("find-stop");
    this.resume = page.getByTestId("find-go-on");
    this.case = page.getByTestId("find-case");
    this.regex = page.getByTestId("find-regex");
    this.next = page.getByTestId("find-next");
    this.previous = page.getByTestId("find-previous");
    this.close = page.getByTestId("find-close");
    this.opener = page.getByTestId("find-open");
    this.nextError = page.getByTestId("next-error");
    this.previousError = page.getByTestId("previous-error");
    this.ticks = page.getByTestId("ticks");
  }

  /** Searches for a text as a reader does. */
  async searchFor(text) {
    await this.page.keyboard.press("/");
    await this.field.fill(text);
    await this.page.keyboard.press("Enter");
  }

  /** The current match: its line, its text and its place; null if there is none. */
  current() {
    return this.page.evaluate(() => {
      const mark = document.querySelector("[role=log] mark.current");
      if (!mark) return null;
      const row = mark.closest("[data-testid=log-line]");
      const [place, view] = [mark.getBoundingClientRect(), row.closest("[role=log]").getBoundingClientRect()];
      const isInView = place.top >= view.top && place.bottom <= view.bottom && place.left >= view.left && place.right <= view.right;
      return { offset: Number(row.dataset.offset), text: row.querySelector("[data-testid=log-text]").textContent, mark: mark.textContent, isInView, below: place.top - view.top };
    });
  }

  /** The marked texts, and the number of their lines. A match in two colours has two elements. */
  marked() {
    return this.page.evaluate(() => ({
      texts: [...document.querySelectorAll("[role=log] mark")].reduce((texts, mark) => {
        const continues = mark.previousSibling?.nodeName === "MARK";
        return continues ? [...texts.slice(0, -1), texts.at(-1) + mark.textContent] : [...texts, mark.textContent];
      }, []),
      lines: document.querySelectorAll("[role=log] .ln.hit").length,
    }));
  }

  /** The number of ticks of a kind: bad, warn or match. */
  nTicks(kind) {
    return this.ticks.locator(`.${kind}`).count();
  }
}

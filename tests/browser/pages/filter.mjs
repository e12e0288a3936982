// The filter of a log's lines: its fields, the number of matching lines, and the lines.
export class FilterTools {
  constructor(page) {
    this.page = page;
    this.opener = page.getByTestId("filter-open");
    this.include = page.getByTestId("filter-include");
    this.exclude = page.getByTestId("filter-exclude");
    this.around = page.getByTestId("filter-around");
    this.summary = page.getByTestId("filter-summary");
    this.close = page.getByTestId("filter-close");
    this.list = page.getByTestId("filtered");
    this.lines = this.list.getByTestId("log-line");
  }

  /** The matching lines that are drawn: number and text. */
  rows() {
    return this.lines.evaluateAll((rows) => rows.map((row) => ({
      number: Number(row.querySelector(".num").textContent.replaceAll(",", "")) || null,
      text: row.querySelector("[data-testid=log-text]").textContent,
    })));
  }
}

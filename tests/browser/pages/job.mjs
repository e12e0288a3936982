// A job and its tasks.
export class JobPage {
  constructor(page) {
    this.page = page;
    this.taskRows = page.getByTestId("task-row");
    this.previews = page.getByTestId("preview-image");
  }

  task(id) {
    return this.page.locator(`[data-testid=task-row][data-task=${JSON.stringify(id)}]`);
  }

  lastLine(id) {
    return this.task(id).getByTestId("last-line");
  }

  chip(id) {
    return this.task(id).getByTestId("state-chip");
  }

  async openTask(id) {
    await this.task(id).getByRole("rowheader").getByRole("link").click();
  }

  tab(name) {
    return this.page.getByTestId(`tab-${name}`);
  }

  async openFile(name) {
    await this.page.locator("main").getByRole("link", { name }).first().click();
  }
}

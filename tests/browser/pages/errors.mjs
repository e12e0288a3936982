// The reader's expression for errors: a field in the drawer of a log.
export class ErrorTools {
  constructor(page) {
    this.page = page;
    this.drawer = page.getByTestId("log-more");
    this.field = page.getByTestId("errors");
    /** Says what is wrong with the expression. */
    this.problem = page.getByTestId("errors-refusal");
  }

  async openDrawer() {
    if (!(await this.field.isVisible())) await this.drawer.click();
    await this.field.waitFor();
  }

  /** Types an expression as a reader does. */
  async setExpression(expression) {
    await this.openDrawer();
    await this.field.fill(expression);
  }
}

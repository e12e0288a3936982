// The jobs of an account.
export class JobsPage {
  constructor(page) {
    this.rows = page.getByTestId("job-row");
  }

  row(name) {
    return this.rows.filter({ hasText: name });
  }

  async open(name) {
    await this.row(name).getByRole("link").first().click();
  }
}

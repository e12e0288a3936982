// The form that takes a SAS.
export class ConnectPage {
  constructor(page) {
    this.page = page;
    this.input = page.getByTestId("connect-input");
    this.button = page.getByTestId("connect-button");
  }

  async paste(text) {
    await this.input.fill(text);
  }

  /** What is said about a text that cannot be used; waits until something is. */
  refusal() {
    return this.page.getByRole("alert").first().innerText({ timeout: 1_000 });
  }

  async canSubmit() {
    return (await this.button.count()) > 0 && (await this.button.isEnabled());
  }

  async submit() {
    await this.button.click();
  }
}

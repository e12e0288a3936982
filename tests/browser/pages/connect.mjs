// The form that takes a SAS.
export class ConnectPage {
  constructor(page) {
    this.input = page.getByTestId("connect-input");
    this.error = page.getByTestId("connect-error");
    this.button = page.getByTestId("connect-button");
  }

  async paste(text) {
    await this.input.fill(text);
  }

  /** The message about a text that cannot be used; empty if it can. */
  problem() {
    return this.error.innerText({ timeout: 1_000 });
  }

  async canSubmit() {
    return (await this.button.count()) > 0 && (await this.button.isEnabled());
  }

  async submit() {
    await this.button.click();
  }
}

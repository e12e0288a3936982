// The notice about a link in the address bar that was not followed.
export class LinkNotice {
  constructor(page) {
    this.notice = page.getByTestId("link-notice");
    this.open = page.getByTestId("link-open");
    this.close = page.getByTestId("link-close");
  }

  text() {
    return this.notice.innerText();
  }
}

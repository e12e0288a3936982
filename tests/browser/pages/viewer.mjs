// The parts of every page of the viewer: address, title, bar, banner, main part.
import { ConnectPage } from "./connect.mjs";
import { ErrorTools } from "./errors.mjs";
import { FilterTools } from "./filter.mjs";
import { FindTools } from "./find.mjs";
import { JobPage } from "./job.mjs";
import { JobsPage } from "./jobs.mjs";
import { LinkNotice } from "./link-notice.mjs";
import { LogPage } from "./log.mjs";
import { PicturePage } from "./picture.mjs";

export class Viewer {
  constructor(page) {
    this.page = page;
    this.connect = new ConnectPage(page);
    this.jobs = new JobsPage(page);
    this.job = new JobPage(page);
    this.log = new LogPage(page);
    this.find = new FindTools(page);
    this.errors = new ErrorTools(page);
    this.filter = new FilterTools(page);
    this.picture = new PicturePage(page);
    this.linkNotice = new LinkNotice(page);
    this.main = page.locator("main");
    this.heading = page.locator("main h1");
    this.banner = page.getByTestId("banner");
    /** The loaded extent of a log, in the status line. */
    this.extent = page.getByTestId("extent");
    /** Saves the open file. */
    this.download = page.getByTestId("download");
    /** The message of a screen that has nothing else to show. */
    this.advice = page.getByTestId("advice");
  }

  /** Opens a link as a click on another site does: in a new document. */
  async open(link) {
    await this.page.goto("about:blank");
    await this.page.goto(link);
  }

  /** Goes to a route of the open viewer, as editing the address does. */
  async go(route) {
    await this.page.evaluate((hash) => (window.location.hash = hash), route);
  }

  /** The part of the address after `#`. */
  route() {
    return this.page.evaluate(() => window.location.hash.replace(/^#/, ""));
  }

  /** The text of the main part. */
  mainText() {
    return this.main.innerText();
  }

  /** Whether the focus is on or in the main part. */
  hasFocusInMain() {
    return this.page.evaluate(() => document.querySelector("main").contains(document.activeElement));
  }
}

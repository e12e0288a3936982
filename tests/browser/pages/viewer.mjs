// What every page of the viewer has: the address, the title, the bar, the banner, the main part.
import { ConnectPage } from "./connect.mjs";
import { ErrorTools } from "./errors.mjs";
import { FilterTools } from "./filter.mjs";
import { FindTools } from "./find.mjs";
import { JobPage } from "./job.mjs";
import { JobsPage } from "./jobs.mjs";
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
    this.main = page.locator("main");
    this.heading = page.locator("main h1");
    this.banner = page.getByTestId("banner");
    /** How much of a log is here, in the line below every page. */
    this.extent = page.getByTestId("extent");
    /** Saves the file that is shown. */
    this.download = page.getByTestId("download");
    /** What a screen says that has nothing else to show. */
    this.advice = page.getByTestId("advice");
  }

  /** Opens a link as a click elsewhere does: a new document, whatever was open before. */
  async open(link) {
    await this.page.goto("about:blank");
    await this.page.goto(link);
  }

  /** Goes to a place of the viewer that is open, as a hand-edited address does. */
  async go(route) {
    await this.page.evaluate((hash) => (window.location.hash = hash), route);
  }

  /** What stands behind `#`. */
  route() {
    return this.page.evaluate(() => window.location.hash.replace(/^#/, ""));
  }

  /** The words of the main part. */
  mainText() {
    return this.main.innerText();
  }

  /** Whether the focus is on or in the main part, where reading goes on. */
  hasFocusInMain() {
    return this.page.evaluate(() => document.querySelector("main").contains(document.activeElement));
  }
}

// All that a test of the viewer needs around it: storage, the way to it, the viewer's host, the
// helper. One for each test file; what a test changes of it, it puts back.
import { account, startAzurite } from "./azurite.mjs";
import { Helper } from "./helper.mjs";
import { startProxy } from "./proxy.mjs";
import { startSite } from "./site.mjs";
import { Storage } from "./storage.mjs";

export class World {
  static async start() {
    const world = new World();
    try {
      world.azurite = await startAzurite();
      /** What the page sees of storage; the tests count and cut here. */
      world.proxy = await startProxy(world.azurite.origin);
      world.site = await startSite(world.proxy.origin);
      world.storage = new Storage(world.azurite.origin);
      world.helper = new Helper(world.azurite.origin);
      await world.storage.allowOrigins(world.site.origin);
      return world;
    } catch (error) {
      await world.close();
      throw error;
    }
  }

  /** The account's URL as the page is to use it. */
  get endpoint() {
    return `${this.proxy.origin}/${account}`;
  }

  /** The link that the helper mints: to one job, or without one to all of the account. */
  async viewerLink(job) {
    const args = ["sas", "viewer", "--viewer-url", this.site.url, ...(job ? ["--job", job] : [])];
    return (await this.helper.run(args, { origin: this.proxy.origin })).trim();
  }

  /** The same without the viewer: what a person would paste. */
  async sasUrl(job) {
    const args = ["sas", "viewer", ...(job ? ["--job", job] : [])];
    return (await this.helper.run(args, { origin: this.proxy.origin })).trim();
  }

  /** A link to a place of the viewer with a SAS of any shape, minted by the test. */
  linkTo(route, { container = "", query }) {
    const sas = `${this.endpoint}${container ? `/${container}` : ""}?${query}`;
    return `${this.site.url}#${route}${route.includes("?") ? "&" : "?"}sas=${encodeURIComponent(sas)}`;
  }

  async close() {
    await this.helper?.close();
    await this.site?.close();
    await this.proxy?.close();
    await this.azurite?.close();
  }
}

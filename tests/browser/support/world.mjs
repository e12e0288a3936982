// The environment of a test file: storage, the proxy in front of it, the viewer's host and the helper.
// A test that changes it restores it.
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
      /** The proxy through which the page reaches storage; tests count and cut its requests. */
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

  /** The account's URL for the page. */
  get endpoint() {
    return `${this.proxy.origin}/${account}`;
  }

  /** A link that the helper mints: to one job, or without `job` to the whole account. */
  async viewerLink(job) {
    const args = ["sas", "viewer", "--viewer-url", this.site.url, ...(job ? ["--job", job] : [])];
    return (await this.helper.run(args, { origin: this.proxy.origin })).trim();
  }

  /** The SAS URL that the helper mints, which a reader can paste. */
  async sasUrl(job) {
    const args = ["sas", "viewer", ...(job ? ["--job", job] : [])];
    return (await this.helper.run(args, { origin: this.proxy.origin })).trim();
  }

  /** A link to a route of the viewer with a SAS that the test has minted. */
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

// The first thing that runs. A SAS in the address goes into memory and out of the address bar
// before any request of ours; then the viewer is loaded. A block keeps names out of the console.
{
  const { hash } = location;
  // The rules of the core's `fragment.rs`; both are tested with the same vectors.
  const decoded = (text) =>
    text.replace(/%[0-9a-f]{2}/gi, (code) => String.fromCharCode(`0x${code.slice(1)}`));
  // Whether a text matches a pattern, however often it is encoded; too often counts as well.
  const matches = (text, pattern, depth = 0) =>
    depth > 7 || pattern.test(text) || (decoded(text) !== text && matches(decoded(text), pattern, depth + 1));
  const webAddress = /^https?:\/\//i;
  const secret = /(^|[?&#;])s(ig|as)=|sas=https?:\/\/|sig=[a-z0-9+/]{40}/i;
  const routeOf = (fragment) => {
    if (matches(fragment, webAddress)) return "/";
    const isPath = fragment.startsWith("/");
    if (!matches(fragment, secret)) {
      return isPath ? fragment : fragment.startsWith("?") ? `/${fragment}` : "/";
    }
    const path = isPath ? fragment.split(/[?&#]/, 1)[0] : "";
    let hasRoute = isPath;
    const kept = [];
    for (const parameter of fragment.slice(path.length).split(/[?&#]/)) {
      const [name] = parameter.split("=", 1);
      if (parameter !== name && matches(name, /^sas$/i)) {
        hasRoute = true;
        // A URL that is not encoded has its own `&`, so what follows is part of it.
        if (webAddress.test(parameter.slice(name.length + 1))) break;
      } else if (parameter && !matches(parameter, secret)) {
        kept.push(parameter);
      }
    }
    const route = path && !matches(path, secret) && !matches(path, /:\/\//) ? path : "/";
    return hasRoute && kept.length > 0 ? `${route}?${kept.join("&")}` : route;
  };
  const fragment = hash.slice(1);
  const route = routeOf(fragment);
  const isLink = fragment !== "" && route !== fragment;
  if (isLink) history.replaceState(null, "", `#${route}`);
  // The browser keeps the addresses of requests and of the page itself, with the SAS, where any script
  // finds them. The entries of the page cannot be removed, so they are covered.
  performance.setResourceTimingBufferSize(0);
  performance.clearResourceTimings();
  for (const entry of isLink ? performance.getEntriesByType("navigation") : []) {
    Object.defineProperties(entry, { name: { value: location.href }, toJSON: { value: () => ({}) } });
  }
  if (isLink && globalThis.navigation) Object.defineProperty(navigation, "activation", { value: null });

  const root = document.documentElement;
  try {
    // Before the first paint, so that a chosen scheme does not flash.
    root.dataset.scheme = localStorage.getItem("jobshelf.scheme") ?? "auto";
  } catch {
    // No storage here: the system's scheme it is.
  }
  root.dataset.start = isLink ? "open" : "connect";

  const app = document.querySelector("meta[name=jobshelf-app]").dataset;
  const url = (path) => new URL(path, document.baseURI).href;
  const parsed = new Promise((done) => addEventListener("DOMContentLoaded", done, { once: true }));
  const say = (name, text) => Object.assign(document.createElement(name), { textContent: text });
  const show = (title, advice, error) => {
    const box = Object.assign(document.createElement("div"), { className: "boot-failure" });
    box.setAttribute("role", "alert");
    const reason = error instanceof Error ? error.message : "unknown";
    box.append(say("h1", title), say("p", advice), say("pre", reason.replace(/\?\S*/g, "")));
    document.querySelector("main").replaceChildren(box);
  };
  addEventListener("error", ({ error }) => {
    // A panic of the viewer. It is in an unknown state, and nothing of it runs on.
    if (error instanceof WebAssembly.RuntimeError) {
      show("The viewer has stopped", "It made a mistake of its own. Nothing in the storage account was changed: open your link again.", error);
    }
  });
  // The viewer loads its lazy parts itself, each when it is first needed. The first page may need one
  // at once: the browser fetches it side by side with the viewer. Without a SAS that is the form.
  const [path] = route.split("?", 1);
  const isFile = /^\/j\/[^/]+\/(?!t\/[^/]*$)[^/]+\/./.test(path);
  const isPicture = /\.(avif|bmp|gif|jpe?g|png|webp)$/i.test(path);
  const isTask = /^\/j\/[^/]+\/t\/[^/]+$/.test(path);
  const isOtherTab = /^\/j\/[^/]+\/?$/.test(path) && /[?&]tab=/.test(route);
  const partOfLink = () => {
    if (isFile) return isPicture ? "picture" : "log";
    if (path === "/connect") return "connect";
    if (isTask || isOtherTab) return "files";
    // Only the SAS of an account, which names resource types, lists jobs.
    return path === "/" && matches(fragment, /(^|[?&#;])srt=/i) ? "jobs" : undefined;
  };
  const part = isLink ? partOfLink() : "connect";
  for (const name of JSON.parse(app.parts)[part] ?? []) {
    const link = { rel: "preload", as: "fetch", crossOrigin: "anonymous", href: url(name) };
    document.head.append(Object.assign(document.createElement("link"), link));
  }
  import(url(app.js))
    .then(async (viewer) => {
      await Promise.all([viewer.default({ module_or_path: url(app.wasm) }), parsed]);
      viewer.start(hash);
    })
    .catch(async (error) => {
      await parsed;
      show(
        "The viewer did not start",
        "A file of the page did not load, or this browser is too old. Reload the page; it needs Chrome or Edge 123, Firefox 128, Safari 18 or newer.",
        error,
      );
    });
}

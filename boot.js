// The first thing that runs. A SAS in the address goes into memory and out of the address bar
// before any request of ours; then the viewer is loaded. A block keeps names out of the console.
{
  const fragment = location.hash;
  if (/sas=|sig(=|%)|^#(?!\/)./i.test(fragment)) {
    const plain = fragment.startsWith("#/")
      ? fragment.replace(/([?&])sas=(https?:.*|[^&]*&?)/i, "$1").replace(/[?&]$/, "")
      : "#/";
    history.replaceState(null, "", /sig(=|%)/i.test(plain) ? "#/" : plain);
  }
  const root = document.documentElement;
  try {
    // Before the first paint, so that a chosen scheme does not flash.
    root.dataset.scheme = localStorage.getItem("jobshelf.scheme") ?? "auto";
  } catch {
    // No storage here: the system's scheme it is.
  }
  root.dataset.start = /sig(=|%)/i.test(fragment) ? "open" : "connect";

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
  // The viewer loads its lazy parts itself, each when it is first needed. A link that leads straight
  // to a file needs one now: the browser fetches it side by side with the viewer.
  const isFile = /^#\/j\/[^/?]+\/(?!t\/[^/?]*(\?|$))[^/?]+\/./.test(fragment);
  const isPicture = /\.(avif|bmp|gif|jpe?g|png|webp)(\?|$)/i.test(fragment);
  const part = isFile ? (isPicture ? "picture" : "log") : undefined;
  for (const name of JSON.parse(app.parts)[part] ?? []) {
    const link = { rel: "preload", as: "fetch", crossOrigin: "anonymous", href: url(name) };
    document.head.append(Object.assign(document.createElement("link"), link));
  }
  import(url(app.js))
    .then(async (viewer) => {
      await Promise.all([viewer.default({ module_or_path: url(app.wasm) }), parsed]);
      viewer.start(fragment);
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

// What a person would read of a log on a terminal that has scrolled: the rules that the viewer
// follows too, written down a second time and more plainly, so that one checks the other.

/** The lines of a log: colours and other escapes taken out, of an overwritten line the last text. */
export function linesOf(bytes) {
  const text = Buffer.from(bytes).toString("utf8");
  const lines = text.split("\n").map((line) => lastUpdate(withoutEscapes(line)));
  // What follows the last line end is a line only if there is something.
  if (lines.at(-1) === "") lines.pop();
  return lines;
}

function withoutEscapes(line) {
  return line
    .replace(/\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)/g, "")
    .replace(/\x1b\[[ -?]*[@-~]/g, "");
}

function lastUpdate(line) {
  return line.split("\r").filter((update) => update !== "").at(-1) ?? "";
}

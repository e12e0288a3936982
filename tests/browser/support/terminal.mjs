// The text of a log as a terminal shows it. This is a second, simpler implementation of the viewer's
// rules, so that one checks the other.

/** The lines of a log without escapes; an overwritten line has its last text. */
export function linesOf(bytes) {
  const text = Buffer.from(bytes).toString("utf8");
  const lines = text.split("\n").map((line) => lastUpdate(withoutEscapes(line)));
  // The text after the last line end is a line only if it is not empty.
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

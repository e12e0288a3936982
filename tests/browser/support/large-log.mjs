// Logs of any size in which every line states its number and its offset.
const block = 4 << 20;

/**
 * Appends `nLines` lines to an append blob; returns the log's length in bytes. The lines of the first
 * third are shorter than the others, so that no estimate from a part fits the whole. Each line has at
 * least `fill` bytes of filler.
 */
export async function writeLargeLog(storage, container, name, nLines, fill = 10) {
  await storage.createAppendBlob(container, name);
  const shortUntil = nLines / 3;
  let [lines, waiting, offset] = [[], 0, 0];
  const send = async () => {
    await storage.appendBlock(container, name, lines.join(""));
    [lines, waiting] = [[], 0];
  };
  for (let number = 1; number <= nLines; number += 1) {
    const line = `${lineAt(number, offset)}${filler(number, number < shortUntil ? fill : 4 * fill)}\n`;
    if (waiting + line.length > block) await send();
    lines.push(line);
    waiting += line.length;
    offset += line.length;
  }
  await send();
  return offset;
}

/** The text of a line before its filler: number and offset. */
export const lineAt = (number, offset) => `line ${number} at byte ${offset} `;

/** The number and the offset in the text of a line. */
export function placeOf(text) {
  const [, number, offset] = /^line (\d+) at byte (\d+) /.exec(text) ?? [];
  return { number: Number(number), offset: Number(offset) };
}

const filler = (number, fill) => "-".repeat(fill + (number % 7) * 5);

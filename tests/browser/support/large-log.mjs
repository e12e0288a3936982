// Logs of any size whose every line says where it is: its number and the byte it begins at.
const block = 4 << 20;

/**
 * Appends `nLines` lines to an append blob; gives the log's length in bytes. The first third is of
 * short lines, the rest of longer ones, so that no estimate from a part fits the whole. Every line
 * is `fill` bytes longer than what it says, or more.
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

/** What a line says: its number, its byte. */
export const lineAt = (number, offset) => `line ${number} at byte ${offset} `;

/** Number and byte of a line by its text. */
export function placeOf(text) {
  const [, number, offset] = /^line (\d+) at byte (\d+) /.exec(text) ?? [];
  return { number: Number(number), offset: Number(offset) };
}

const filler = (number, fill) => "-".repeat(fill + (number % 7) * 5);

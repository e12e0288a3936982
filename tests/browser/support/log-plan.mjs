// Task output that is hard to show as a log: colours, progress that overwrites its line, both line
// ends, characters cut between writes, bursts and pauses. A seed always gives the same bytes and cuts.

/** A plan for task-script.mjs: about `lines` lines on standard output over `seconds`. */
export function logPlan({ seed = 1, lines = 120, seconds = 8, exitCode = 0 } = {}) {
  const random = generator(seed);
  const numbered = Array.from({ length: lines }, (_, index) => line(index + 1, random));
  const bytes = Buffer.from(`${numbered.join("")}the last one has no line end`);
  const pieces = cut(bytes, random);
  const gaps = pieces.map(() => (random() < 0.15 ? random() : 0));
  const scale = (seconds * 1000) / gaps.reduce((sum, gap) => sum + gap, 0);
  const stdout = pieces.map((piece, index) => ({
    base64: piece.toString("base64"), wait: Math.round(gaps[index] * scale),
  }));
  return { stdout, stderr: [], exitCode };
}

/** The numbers of the plan's lines in the texts that the page shows; texts without one are left out. */
export const numbersOf = (texts) =>
  texts.map((text) => /\bline (\d{4})\b/.exec(text)?.[1]).filter(Boolean).map(Number);

/** A line, or a progress line with many updates; each contains its number. */
function line(number, random) {
  const name = `line ${String(number).padStart(4, "0")}`;
  const kinds = [
    () => `\x1b[2m12:00:${name.slice(-2)}\x1b[0m \x1b[34m[render]\x1b[0m ${name}: größe 3 µm, 素材 ✓ 🎬\n`,
    () => `${name}: plain text with  two  spaces and a\ttab\n\n`,
    () => `\x1b[1;31m[error]\x1b[0m ${name}: <b>no markup</b> &amp; no entity\r\n`,
    () => progress(name, random),
    () => `\x1b[38;5;208m${name}\x1b[39m, \x1b[48;2;10;20;30mexact\x1b[m colours\x1b[K\n`,
    () => `\x1b]0;a title\x07${name}: ${"é".repeat(5 + Math.floor(random() * 150))}\n`,
  ];
  return kinds[Math.floor(random() * kinds.length)]();
}

function progress(name, random) {
  const steps = 2 + Math.floor(random() * 12);
  const updates = Array.from({ length: steps }, (_, step) => {
    const done = Math.round(((step + 1) / steps) * 10);
    return `\r${name} ${"█".repeat(done)}${"░".repeat(10 - done)} ${String(done * 10).padStart(3)} %`;
  });
  return `${updates.join("")}\n`;
}

/** Cuts bytes into pieces of any length: also within a character or an escape, or within `\r\n`. */
function cut(bytes, random) {
  const pieces = [];
  for (let at = 0; at < bytes.length; ) {
    const length = 1 + Math.floor(random() ** 3 * 400);
    pieces.push(bytes.subarray(at, at + length));
    at += length;
  }
  return pieces;
}

/** A generator of pseudo-random numbers from 0 to 1 (mulberry32). */
export function generator(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

// Small test pictures: each size and each number gives different pixels.
import { crc32, deflateSync } from "node:zlib";

/** A PNG of 8-bit RGB: gradients, and a bar whose position depends on the number. */
export function png(width, height, number = 1) {
  const rows = Buffer.alloc(height * (1 + width * 3));
  const bar = (number * 13) % width;
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const at = y * (1 + width * 3) + 1 + x * 3;
      const isBar = Math.abs(x - bar) < 3;
      rows[at] = isBar ? 255 : Math.round((x / width) * 200);
      rows[at + 1] = isBar ? 255 : Math.round((y / height) * 200);
      rows[at + 2] = (number * 40) % 256;
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const chunks = [chunk("IHDR", header), chunk("IDAT", deflateSync(rows)), chunk("IEND", Buffer.alloc(0))];
  return Buffer.concat([signature, ...chunks]);
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}

import { deflateSync } from "node:zlib";

/**
 * A picture of one colour as a PNG data URL: `opacity` has one byte a pixel, row by row, 0 clear to 255 full. The colour suits light and dark
 * paper alike when it is of medium brightness.
 */
export function tintedPng(
  opacity: Uint8Array,
  width: number,
  height: number,
  colour: readonly [number, number, number],
): string {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // Eight bits a pixel, colours from a palette.
  header.set([8, 3, 0, 0, 0], 8);
  const palette = Buffer.alloc(768);
  for (let k = 0; k < 256; k++) palette.set(colour, 3 * k);
  const alphas = Buffer.from(Uint8Array.from({ length: 256 }, (_, k) => k));
  // Each row begins with the number of its filter: none.
  const rows = Buffer.alloc(height * (width + 1));
  for (let y = 0; y < height; y++)
    rows.set(opacity.subarray(y * width, (y + 1) * width), y * (width + 1) + 1);
  const png = Buffer.concat([
    Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]),
    chunk("IHDR", header),
    chunk("PLTE", palette),
    chunk("tRNS", alphas),
    chunk("IDAT", deflateSync(rows, { level: 9 })),
    chunk("IEND", Buffer.alloc(0)),
  ]);
  return `data:image/png;base64,${png.toString("base64")}`;
}

function chunk(name: string, data: Buffer): Buffer {
  const out = Buffer.alloc(data.length + 12);
  out.writeUInt32BE(data.length, 0);
  out.write(name, 4, "latin1");
  data.copy(out, 8);
  out.writeUInt32BE(crc32(out.subarray(4, data.length + 8)), data.length + 8);
  return out;
}

/** The cyclic redundancy check of PNG; node:zlib has one only from Node 22 on. */
function crc32(bytes: Uint8Array): number {
  let crc = ~0;
  for (let k = 0; k < bytes.length; k++) {
    crc ^= bytes[k];
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

import { createHash } from "node:crypto";

/** An image in memory: RGB bytes, row after row. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** sha256 of the pixels. */
export function pixelsId({ width, height, data }: Pixels): string {
  return createHash("sha256").update(`${width}x${height} `).update(data).digest("hex");
}

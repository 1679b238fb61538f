import { createHash } from "node:crypto";

/**
 * An image in memory: RGB bytes, row after row.
 *
 * @category Games and players
 */
export interface Pixels {
  /** Pixels in a row. */
  readonly width: number;
  /** Rows. */
  readonly height: number;
  /** Three bytes a pixel (red, green, blue), row after row: 3 · width · height bytes. */
  readonly data: Uint8Array;
}

/** sha256 of the pixels. */
export function pixelsId({ width, height, data }: Pixels): string {
  return createHash("sha256").update(`${width}x${height} `).update(data).digest("hex");
}

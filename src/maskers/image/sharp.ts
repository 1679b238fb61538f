import { SpexlabError, shown } from "../../errors.js";
import type { Pixels } from "./pixels.js";

type Sharp = typeof import("sharp")["default"];

/** The package sharp, loaded on first use. Throws `IMAGE_LIBRARY_MISSING`. */
export async function loadSharp(): Promise<Sharp> {
  try {
    return (await import("sharp")).default;
  } catch (cause) {
    throw new SpexlabError(
      "IMAGE_LIBRARY_MISSING",
      "The package sharp, which reads and writes images, is not installed. Install it with `npm install sharp@0.35.5`.",
      { cause },
    );
  }
}

/** Reads an image file, its bytes, or a data URL: turned upright, transparency on white, at most `size` pixels on the longer side. Throws `BAD_IMAGE`. */
export async function readPixels(source: string | Uint8Array, size: number): Promise<Pixels> {
  const sharp = await loadSharp();
  const input = typeof source === "string" && source.startsWith("data:") ? bytesOf(source) : source;
  try {
    const { data, info } = await sharp(input)
      .rotate()
      .flatten({ background: "#ffffff" })
      .resize(size, size, { fit: "inside", withoutEnlargement: true })
      .toColourspace("srgb")
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    return { width: info.width, height: info.height, data: new Uint8Array(data) };
  } catch (cause) {
    const what = typeof source === "string" ? shown(source) : `${source?.length} bytes`;
    throw new SpexlabError(
      "BAD_IMAGE",
      `Expected an image (a file, its bytes or a data URL), got ${what}: ${cause instanceof Error ? cause.message : cause}.`,
      { cause },
    );
  }
}

function bytesOf(url: string): Uint8Array {
  const found = /^data:image\/[\w.+-]+;base64,/.exec(url);
  if (found !== null) return Buffer.from(url.slice(found[0].length), "base64");
  throw new SpexlabError(
    "BAD_IMAGE",
    `Expected a data URL such as "data:image/png;base64,…", got ${shown(url)}.`,
  );
}

/** The image as a PNG. Cost: some milliseconds. */
export async function png({ width, height, data }: Pixels): Promise<Buffer> {
  const sharp = await loadSharp();
  return sharp(data, { raw: { width, height, channels: 3 } })
    .png({ compressionLevel: 3 })
    .toBuffer();
}

/** The image as a small PNG: its longer side at most `size` pixels, at most 256 colours where that shows little. */
export async function thumbnail({ width, height, data }: Pixels, size: number): Promise<Buffer> {
  const sharp = await loadSharp();
  return sharp(data, { raw: { width, height, channels: 3 } })
    .resize(size, size, { fit: "inside", withoutEnlargement: true })
    .png({ palette: true, quality: 90, compressionLevel: 9 })
    .toBuffer();
}

/** The image blurred by a Gaussian of so many pixels. */
export async function blurred({ width, height, data }: Pixels, sigma: number): Promise<Uint8Array> {
  const sharp = await loadSharp();
  return new Uint8Array(
    await sharp(data, { raw: { width, height, channels: 3 } })
      .blur(Math.max(0.3, sigma))
      .raw()
      .toBuffer(),
  );
}

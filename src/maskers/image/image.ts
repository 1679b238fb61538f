import { type Coalition, checkMasks, type Masks } from "../../bits/masks.js";
import { checkOptions, integer, SpexlabError, shown } from "../../errors.js";
import { type Offering, rowOf } from "../offering.js";
import { inpaintFrom, meanColours, type Painter, paintFrom } from "./fill.js";
import { outlinesOf } from "./outlines.js";
import { type Pixels, pixelsId } from "./pixels.js";
import { slic } from "./segments.js";
import { blurred, png, readPixels, thumbnail } from "./sharp.js";

export type { Pixels };

/**
 * How absent parts of an image look: blurred, in the mean colour of the part, filled from what is present around, or one colour.
 *
 * @category Games and players
 */
export type Fill = "blur" | "mean" | "inpaint" | readonly [number, number, number];

/**
 * Parts of an image as players. Frozen.
 *
 * @category Games and players
 */
export interface ImagePlayers extends Offering {
  /** The image as it was read. */
  readonly image: Pixels;
  /** The player of each pixel, row after row. */
  readonly labels: Uint32Array;
  /** How absent parts look. */
  readonly fill: Fill;
  /** The image with these players present. */
  render(present: Coalition | readonly (number | string)[]): Pixels;
  /** The same as a PNG file. */
  png(present: Coalition | readonly (number | string)[]): Promise<Buffer>;
}

/**
 * An image that can be cut into players.
 *
 * @category Games and players
 */
export interface ImageSource extends Pixels {
  /** Cells of a grid, named "r1c1" for row 1, column 1. 6 × 6 shows more of what belongs together than finer grids. */
  grid(rows: number, columns: number, options?: { readonly fill?: Fill }): Promise<ImagePlayers>;
  /** About `count` pieces of like colour (SLIC), named "segment 1", … `compactness` (default 20): higher for squarer pieces. */
  segments(
    count: number,
    options?: { readonly fill?: Fill; readonly compactness?: number },
  ): Promise<ImagePlayers>;
  /** Your own parts: for each pixel, row after row, the index of its name. */
  parts(
    labels: ArrayLike<number>,
    names: readonly string[],
    options?: { readonly fill?: Fill },
  ): Promise<ImagePlayers>;
}

/**
 * An image to be cut into players: a file, its bytes, or a data URL; read by `sharp`, an optional package. `size`: the longer side in pixels, larger ones
 * are reduced (default 1024). Throws `BAD_IMAGE`, `IMAGE_LIBRARY_MISSING`.
 *
 * @example
 * const dot = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==";
 * const picture = await sx.image(dot);
 * (await picture.grid(1, 1)).names; // ["r1c1"]
 * @category Games and players
 */
export async function image(
  source: string | Uint8Array,
  options: { readonly size?: number } = {},
): Promise<ImageSource> {
  checkOptions("image", options, ["size"]);
  if (typeof source !== "string" && !(source instanceof Uint8Array)) {
    throw new SpexlabError("BAD_IMAGE", `Expected a file, bytes or a data URL, got ${shown(source)}.`);
  }
  const pixels = await readPixels(source, integer("size", options.size ?? 1024, 1, 16_384));
  const { width, height } = pixels;
  return Object.freeze({
    ...pixels,
    async grid(rows: number, columns: number, how: { readonly fill?: Fill } = {}) {
      checkOptions("grid", how, ["fill"]);
      integer("rows", rows, 1, height);
      integer("columns", columns, 1, width);
      const labels = new Uint32Array(width * height);
      for (let p = 0; p < labels.length; p++) {
        const row = Math.floor((Math.floor(p / width) * rows) / height);
        labels[p] = row * columns + Math.floor(((p % width) * columns) / width);
      }
      const names = Array.from(
        { length: rows * columns },
        (_, k) => `r${Math.floor(k / columns) + 1}c${(k % columns) + 1}`,
      );
      return imagePlayers(pixels, labels, names, how.fill);
    },
    async segments(count: number, how: { readonly fill?: Fill; readonly compactness?: number } = {}) {
      checkOptions("segments", how, ["fill", "compactness"]);
      const found = slic(pixels, integer("count", count, 1, width * height), how.compactness ?? 20);
      const names = Array.from({ length: found.count }, (_, k) => `segment ${k + 1}`);
      return imagePlayers(pixels, found.labels, names, how.fill);
    },
    async parts(labels: ArrayLike<number>, names: readonly string[], how: { readonly fill?: Fill } = {}) {
      checkOptions("parts", how, ["fill"]);
      return imagePlayers(pixels, checkedLabels(labels, width * height, names), names, how.fill);
    },
  });
}

async function imagePlayers(
  pixels: Pixels,
  labels: Uint32Array,
  names: readonly string[],
  fill: Fill = "blur",
): Promise<ImagePlayers> {
  const { width, height } = pixels;
  const n = names.length;
  const paint = await painter(pixels, labels, n, fill);
  const layout = Object.freeze({
    kind: "image" as const,
    width,
    height,
    picture: `data:image/png;base64,${(await thumbnail(pixels, 256)).toString("base64")}`,
    outlines: outlinesOf(labels, width, height, n),
  });
  const painted = (masks: Masks, row: number): Pixels => {
    const present = Uint8Array.from({ length: n }, (_, i) => (masks.has(row, i) ? 1 : 0));
    return { width, height, data: paint(present) };
  };
  const all = (masks: Masks): Pixels[] => {
    checkMasks(masks, n);
    return masks.map((_, row) => painted(masks, row));
  };
  const one = (present: Coalition | readonly (number | string)[]): Pixels =>
    painted(rowOf(present, names), 0);
  return Object.freeze({
    names: Object.freeze([...names]),
    layout,
    image: pixels,
    labels,
    fill,
    inputs: Object.freeze({
      pixels: all,
      sketch: (masks: Masks) => masks.map(() => [{ image: "", width, height }]),
      parts: (masks: Masks) =>
        Promise.all(
          all(masks).map(async (picture) => [
            { image: `data:image/png;base64,${(await png(picture)).toString("base64")}` },
          ]),
        ),
    }),
    identity: Object.freeze({
      image: pixelsId(pixels),
      labels: pixelsId({ width, height, data: new Uint8Array(labels.buffer) }),
      fill: typeof fill === "string" ? fill : [...fill],
    }),
    render: one,
    png: (present: Coalition | readonly (number | string)[]) => png(one(present)),
  });
}

async function painter(pixels: Pixels, labels: Uint32Array, n: number, fill: Fill): Promise<Painter> {
  if (fill === "inpaint") return inpaintFrom(pixels, labels);
  if (fill === "mean") return paintFrom(pixels, labels, meanColours(pixels, labels, n));
  if (fill === "blur") {
    return paintFrom(pixels, labels, await blurred(pixels, Math.max(pixels.width, pixels.height) / 16));
  }
  if (!Array.isArray(fill) || fill.length !== 3 || fill.some((c) => !(c >= 0 && c <= 255))) {
    throw new SpexlabError(
      "BAD_OPTION",
      `Expected \`fill\` to be "blur", "mean", "inpaint" or a colour such as [128, 128, 128], got ${shown(fill)}.`,
    );
  }
  return paintFrom(
    pixels,
    labels,
    pixels.data.map((_, k) => fill[k % 3]),
  );
}

function checkedLabels(labels: ArrayLike<number>, pixels: number, names: readonly string[]): Uint32Array {
  const checked = Uint32Array.from(labels);
  const used = new Set(checked);
  const wrong = [...used].find((label) => label >= names.length);
  if (checked.length !== pixels || wrong !== undefined || used.size !== names.length) {
    throw new SpexlabError(
      "BAD_SPANS",
      `Expected a label from 0 to ${names.length - 1} for each of ${pixels} pixels, every one used, got ${checked.length} labels, ${used.size} different${wrong === undefined ? "" : `, one of them ${wrong}`}.`,
    );
  }
  return checked;
}

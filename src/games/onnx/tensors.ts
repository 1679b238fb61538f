import type { Tensor } from "onnxruntime-node";
import { SpexlabError, shown } from "../../errors.js";
import type { Pixels } from "../../maskers/image/pixels.js";
import type { Loaded } from "./session.js";

/**
 * How pixels become the model's input.
 *
 * @category Models and readouts
 */
export interface PixelOptions {
  /** Order of the axes. Default `"nchw"`. */
  readonly axes?: "nchw" | "nhwc";
  /** Taken off each colour (of 0 to 1). Default `[0, 0, 0]`. */
  readonly mean?: readonly [number, number, number];
  /** Each colour is divided by it. Default `[1, 1, 1]`. */
  readonly deviation?: readonly [number, number, number];
}

/**
 * What players decide: a row of numbers or a picture.
 *
 * @category Models and readouts
 */
export type Input = readonly number[] | Pixels;

/** The axes of an input as the model declares them; a name or nothing where an axis is free. */
export function shapeOf({ session }: Loaded, name: string): readonly (number | string)[] {
  const found = session.inputMetadata.find((input) => input.name === name);
  return found?.isTensor ? found.shape : [];
}

/** The axes after the first: the model's own where they are fixed, else those of the input. */
export function inner(
  shape: readonly (number | string)[],
  each: number,
  picture: Pixels | undefined,
  how: PixelOptions | undefined,
  path: string,
): number[] {
  const natural =
    picture === undefined
      ? undefined
      : how?.axes === "nhwc"
        ? [picture.height, picture.width, 3]
        : [3, picture.height, picture.width];
  const axes = shape.slice(1);
  if (natural === undefined && axes.every((axis) => typeof axis !== "number" || axis <= 0)) return [each];
  const given = natural ?? (axes.length === 1 ? [each] : (axes as number[]));
  const fits =
    given.reduce((a, b) => a * b, 1) === each &&
    (axes.length === 0 ||
      (axes.length === given.length &&
        axes.every((axis, k) => typeof axis !== "number" || axis <= 0 || axis === given[k])));
  if (fits) return [...given];
  throw new SpexlabError(
    "BAD_OPTION",
    `${path}: the model's input is ${shape.join(" × ")}, the players give ${given.join(" × ")} (${each} numbers). Images can be resized when they are read: sx.image(file, { size }).`,
  );
}

/** One input as numbers in the model's order. */
export function numbers(input: Input, how: PixelOptions | undefined): Float32Array {
  if (!("data" in input)) {
    const row = Float32Array.from(input as readonly number[]);
    const wrong = (input as readonly unknown[]).find(
      (value) => typeof value !== "number" && typeof value !== "boolean",
    );
    if (wrong === undefined) return row;
    throw new SpexlabError("BAD_ROW", `The model reads numbers, got ${shown(wrong)}.`);
  }
  const { width, height, data } = input;
  const { axes = "nchw", mean = [0, 0, 0], deviation = [1, 1, 1] } = how ?? {};
  const out = new Float32Array(width * height * 3);
  const size = width * height;
  for (let p = 0; p < size; p++) {
    for (let c = 0; c < 3; c++) {
      out[axes === "nchw" ? c * size + p : 3 * p + c] = (data[3 * p + c] / 255 - mean[c]) / deviation[c];
    }
  }
  return out;
}

/** Numbers as the type that the model's input declares: whole numbers (of 32 or 64 bits) or floating point. Throws `BAD_OPTION`. */
export function tensorFor(
  { session, tensor }: Loaded,
  name: string,
  data: Float32Array,
  dims: readonly number[],
): Tensor {
  const found = session.inputMetadata.find((input) => input.name === name);
  const type = found?.isTensor ? found.type : "float32";
  if (type !== "int64" && type !== "int32") return tensor("float32", data, dims);
  const broken = data.find((value) => !Number.isInteger(value));
  if (broken !== undefined) {
    throw new SpexlabError(
      "BAD_OPTION",
      `The model's input ${shown(name)} takes whole numbers (${type}), got ${shown(broken)}.`,
    );
  }
  if (type === "int64") return tensor("int64", BigInt64Array.from(data, BigInt), dims);
  return tensor("int32", Int32Array.from(data), dims);
}

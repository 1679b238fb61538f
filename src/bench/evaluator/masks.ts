import { Masks } from "../../bits/masks.js";
import { Random } from "../../bits/random.js";

/** One mask in so many is an earlier one again: the evaluator's search for repeats has something to find. */
const REPEATED = 10;

/** Uniform masks, every tenth of them a repeat of an earlier one. */
export function masksWithRepeats(n: number, count: number): Masks {
  const masks = new Masks(n, count);
  const { words, stride } = masks;
  const random = new Random(1, "benchmark of the evaluator");
  const last = n % 32 === 0 ? 0xffffffff : 2 ** (n % 32) - 1;
  for (let row = 0; row < count; row++) {
    if (row % REPEATED === REPEATED - 1) {
      words.copyWithin(row * stride, (row >> 1) * stride, ((row >> 1) + 1) * stride);
      continue;
    }
    for (let w = 0; w < stride; w++) words[row * stride + w] = random.uint32();
    words[(row + 1) * stride - 1] &= last;
  }
  return masks;
}

/** A value that tells masks apart, at hardly any cost. */
export function instantly(masks: Masks): Float64Array {
  const values = new Float64Array(masks.length);
  for (let row = 0; row < values.length; row++) values[row] = valueAt(masks, row);
  return values;
}

/** Throws unless each mask has its own value, in order. */
export function checkValues(values: Float64Array, masks: Masks): void {
  for (let row = 0; row < masks.length; row++) {
    if (values[row] === valueAt(masks, row)) continue;
    throw new Error(`Mask ${row} has the value ${values[row]} instead of ${valueAt(masks, row)}.`);
  }
}

function valueAt({ words, stride }: Masks, row: number): number {
  return (words[row * stride] + words[row * stride + stride - 1] / 3) / 7;
}

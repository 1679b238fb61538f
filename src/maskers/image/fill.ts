import type { Pixels } from "./pixels.js";

/** Paints absent pixels (`present[label] === 0`) into a copy of the image. */
export type Painter = (present: Uint8Array) => Uint8Array;

/** Paints from a ready picture of what absence looks like. */
export function paintFrom({ data }: Pixels, labels: Uint32Array, absent: Uint8Array): Painter {
  return (present) => {
    const out = data.slice();
    for (let p = 0; p < labels.length; p++) {
      if (present[labels[p]] === 1) continue;
      out[3 * p] = absent[3 * p];
      out[3 * p + 1] = absent[3 * p + 1];
      out[3 * p + 2] = absent[3 * p + 2];
    }
    return out;
  };
}

/** Every pixel in the mean colour of its player. */
export function meanColours({ data }: Pixels, labels: Uint32Array, count: number): Uint8Array {
  const sums = new Float64Array(count * 4);
  for (let p = 0; p < labels.length; p++) {
    const at = labels[p] * 4;
    for (let c = 0; c < 3; c++) sums[at + c] += data[3 * p + c];
    sums[at + 3]++;
  }
  const out = new Uint8Array(data.length);
  for (let p = 0; p < labels.length; p++) {
    const at = labels[p] * 4;
    for (let c = 0; c < 3; c++) out[3 * p + c] = Math.round(sums[at + c] / sums[at + 3]);
  }
  return out;
}

/**
 * Fills what is absent from what is present around it: averages of present pixels in ever larger squares, the smallest that
 * has any (the pull and push of an image pyramid). Smooth, invents nothing, shows nothing of what is absent. With nothing present: mid-grey.
 */
export function inpaintFrom(image: Pixels, labels: Uint32Array): Painter {
  return (present) => {
    const { width, height, data } = image;
    const weights = new Float32Array(width * height);
    const colours = new Float32Array(width * height * 3);
    for (let p = 0; p < labels.length; p++) {
      if (present[labels[p]] === 0) continue;
      weights[p] = 1;
      for (let c = 0; c < 3; c++) colours[3 * p + c] = data[3 * p + c];
    }
    const filled = pullPush(width, height, weights, colours);
    const out = data.slice();
    for (let p = 0; p < labels.length; p++) {
      if (present[labels[p]] === 1) continue;
      for (let c = 0; c < 3; c++) out[3 * p + c] = Math.round(filled[3 * p + c]);
    }
    return out;
  };
}

/** Colours everywhere, from those with weight 1 (pixels without weight have colour 0). */
function pullPush(width: number, height: number, weights: Float32Array, colours: Float32Array): Float32Array {
  if (width === 1 && height === 1) return weights[0] > 0 ? colours : new Float32Array(3).fill(128);
  const w = Math.ceil(width / 2);
  const h = Math.ceil(height / 2);
  const sums = new Float32Array(w * h * 3);
  const totals = new Float32Array(w * h);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const p = y * width + x;
      const q = (y >> 1) * w + (x >> 1);
      totals[q] += weights[p];
      for (let c = 0; c < 3; c++) sums[3 * q + c] += weights[p] * colours[3 * p + c];
    }
  }
  for (let q = 0; q < totals.length; q++) {
    if (totals[q] === 0) continue;
    for (let c = 0; c < 3; c++) sums[3 * q + c] /= totals[q];
    totals[q] = 1;
  }
  const coarse = pullPush(w, h, totals, sums);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const p = y * width + x;
      if (weights[p] > 0) continue;
      const q = (y >> 1) * w + (x >> 1);
      for (let c = 0; c < 3; c++) colours[3 * p + c] = coarse[3 * q + c];
    }
  }
  return colours;
}

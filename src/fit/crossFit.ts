import type { Masks } from "../bits/masks.js";
import { Random } from "../bits/random.js";
import { faithfulnessOf } from "../metrics/faithfulness.js";
import { binomial } from "../sampling/subsets.js";
import type { Faithfulness } from "../types.js";
import { sizesOf } from "./shapleyWeights.js";

const FOLDS = 5;
/** Fewest masks from which a faithfulness is worth stating. */
const FEWEST = 24;

/**
 * Faithfulness of a method on its own masks, at no further call: each fold of the masks is predicted by a fit of the other four.
 * `judged` are the rows that R² is taken over (they must be like uniform masks; see `uniformRows`); with `folds` 1 only a fifth of all
 * masks is held out. null with fewer than 24 such rows. `learn` makes a predictor from some of the rows. Cost: `folds` fits.
 */
export function crossFit(
  masks: Masks,
  values: Float64Array,
  judged: ArrayLike<number>,
  seed: number,
  folds: number,
  learn: (rows: Int32Array) => (asked: Masks) => Float64Array,
): Faithfulness | null {
  const fold = foldsOf(masks.length, seed);
  const truth: number[] = [];
  const predicted: number[] = [];
  for (let f = 0; f < folds; f++) {
    const held = Int32Array.from(Array.from(judged).filter((k) => fold[k] === f));
    if (held.length === 0) continue;
    const seen = Int32Array.from(fold.keys()).filter((k) => fold[k] !== f);
    const answers = learn(seen)(masks.select(held));
    for (let i = 0; i < held.length; i++) {
      truth.push(values[held[i]]);
      predicted.push(answers[i]);
    }
  }
  if (truth.length < FEWEST) return null;
  return faithfulnessOf(truth, predicted, folds > 1 ? "cross-fit" : "held-out", 1 - 1 / FOLDS);
}

/** The fold (0 … 4) of each mask. */
export function foldsOf(length: number, seed: number): Int32Array {
  const fold = Int32Array.from({ length }, (_, k) => k % FOLDS);
  return new Random(seed, "cross-fit").shuffle(fold);
}

/**
 * Rows of `masks` that are like a uniform draw: as many of each size as uniform masks have, chosen at random within a size. Masks must
 * be uniform within each size. Sizes that hold less than one in 50 uniform masks do not limit the others.
 */
export function uniformRows(masks: Masks, seed: number): Int32Array {
  const { n } = masks;
  const { sizes, counts } = sizesOf(masks);
  const share = Float64Array.from(counts, (_, s) => binomialShare(n, s));
  let total = Number.POSITIVE_INFINITY;
  for (let s = 0; s <= n; s++) if (share[s] > 0.02) total = Math.min(total, counts[s] / share[s]);
  const order = new Random(seed, "uniform rows").shuffle(Int32Array.from(sizes.keys()));
  const wanted = Float64Array.from(share, (p) => Math.round(total * p));
  return order.filter((k) => wanted[sizes[k]]-- > 0).sort();
}

/** C(n, s) / 2^n. */
function binomialShare(n: number, s: number): number {
  if (n < 1000) return binomial(n, s) / 2 ** n;
  return Math.exp(-((2 * s - n) ** 2) / (2 * n)) * Math.sqrt(2 / (Math.PI * n));
}

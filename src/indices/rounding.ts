import { orderOf, setOf, type Terms } from "../bits/terms.js";

/**
 * The one rule for zeros: a sum is taken for 0 when its magnitude is at most 2^−50 (four units in the last place) of the
 * sum of the magnitudes of what was added up, since rounding alone makes as much. The rule is relative to each sum, so
 * scaling a game never changes which sets are kept, and a small coefficient beside large ones stays.
 */
export const ROUNDING: number = 2 ** -50;

/** The terms that are more than rounding; `magnitudes[k]` is the sum of magnitudes that went into `values[k]`. */
export function withoutRounding(terms: Terms, magnitudes: ArrayLike<number>): Terms {
  return only(terms, (k) => Math.abs(terms.values[k]) > ROUNDING * magnitudes[k]);
}

/**
 * The terms of an index that are more than what is left when measured coefficients cancel. Each coefficient that came out of answers carries an
 * error in the last places of the largest one (the empty set's aside: methods take the mean off first), and a set of s players adds them up with weights of
 * at most 2^s: below 2^(s−48) of the largest nothing is told.
 */
export function withoutResidue(terms: Terms, fourier: Terms): Terms {
  let largest = 0;
  for (let k = 0; k < fourier.length; k++) {
    if (orderOf(fourier, k) > 0) largest = Math.max(largest, Math.abs(fourier.values[k]));
  }
  return only(terms, (k) => Math.abs(terms.values[k]) > largest * 2 ** (orderOf(terms, k) - 48));
}

function only(terms: Terms, keep: (k: number) => boolean): Terms {
  const kept: number[] = [];
  let width = 0;
  for (let k = 0; k < terms.length; k++) {
    if (keep(k)) {
      kept.push(k);
      width += orderOf(terms, k);
    }
  }
  if (kept.length === terms.length) return terms;
  const offsets = new Uint32Array(kept.length + 1);
  const players = new Uint32Array(width);
  const values = new Float64Array(kept.length);
  for (let i = 0; i < kept.length; i++) {
    players.set(setOf(terms, kept[i]), offsets[i]);
    offsets[i + 1] = offsets[i] + orderOf(terms, kept[i]);
    values[i] = terms.values[kept[i]];
  }
  return Object.freeze({ n: terms.n, length: kept.length, offsets, players, values });
}

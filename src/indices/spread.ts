import { orderOf, setOf, type Terms, TermTable } from "../bits/terms.js";
import { SpexlabError } from "../errors.js";
import { DENSE_PLAYERS } from "./dense.js";
import { compacted, expanded, occurring } from "./occurring.js";
import { withoutRounding } from "./rounding.js";
import { spreadDense } from "./spreadDense.js";

/** What a term of `order` players gives to each of its subsets of `size` players. */
export type Weight = (order: number, size: number) => number;

/** Most sets a conversion may make: about 1 GB at ten players a set. */
export const MAX_SETS = 5_000_000;

/** One addition to a hash table costs about as much as this many additions of a dense transform (measured). */
const HASH_COST = 32;

/**
 * The one engine of the conversions: G(S) = Σ_{T ⊇ S} weight(|T|, |S|)·terms(T) for every |S| ≤ `maxOrder`.
 *
 * Subsets with weight 0 are never made. Values within rounding of zero are left out (see `ROUNDING`).
 * Two ways, chosen by their cost, with the same result: spreading each term over its subsets (any n; cost: subsets made), or,
 * for many or large terms that at most 20 players occur in, superset sums over all sets of those.
 * Throws `TOO_MANY_SETS` when the result would have more than `MAX_SETS` sets; nothing is ever cut off.
 */
export function spread(terms: Terms, maxOrder: number, weight: Weight): Terms {
  const weights = weightTable(terms, maxOrder, weight);
  const { total, largest, order } = subsetsMade(terms, weights);
  const players = occurring(terms);
  const n = players.length;
  if (n <= DENSE_PLAYERS && total * HASH_COST > Math.min(n, maxOrder) * n * 2 ** n) {
    if (n === terms.n) return spreadDense(terms, maxOrder, weights);
    return expanded(spreadDense(compacted(terms, players), maxOrder, weights), players, terms.n);
  }
  if (largest > MAX_SETS) throw tooMany(`a term of ${order} players alone has ${largest} subsets`);
  return spreadSparse(terms, weights);
}

/** Spreads each term over its subsets. Exported for the test that compares both ways. */
export function spreadSparse(terms: Terms, weights: readonly Float64Array[]): Terms {
  const table = new TermTable(terms.n);
  let magnitudes = new Float64Array(1024);
  const buffers: Uint32Array[] = [];
  for (let k = 0; k < terms.length; k++) {
    const set = setOf(terms, k);
    const row = weights[set.length];
    for (let size = 0; size < row.length; size++) {
      const value = row[size] * terms.values[k];
      if (row[size] === 0) continue;
      const subset = (buffers[size] ??= new Uint32Array(size));
      eachSubset(set, subset, () => {
        const at = table.add(subset, value);
        if (at >= magnitudes.length) {
          if (at >= MAX_SETS) throw tooMany(`${terms.length} terms have more subsets`);
          const larger = new Float64Array(magnitudes.length * 2);
          larger.set(magnitudes);
          magnitudes = larger;
        }
        magnitudes[at] += Math.abs(value);
      });
    }
  }
  return withoutRounding(table.toTerms(), magnitudes);
}

/** `weights[t][s]` for each order t that occurs and each size s ≤ min(t, maxOrder). */
export function weightTable(terms: Terms, maxOrder: number, weight: Weight): Float64Array[] {
  const weights: Float64Array[] = [];
  for (let k = 0; k < terms.length; k++) {
    const t = orderOf(terms, k);
    weights[t] ??= Float64Array.from({ length: Math.min(t, maxOrder) + 1 }, (_, s) => weight(t, s));
  }
  return weights;
}

function subsetsMade(
  terms: Terms,
  weights: readonly Float64Array[],
): { total: number; largest: number; order: number } {
  const made = weights.map((row, t) => {
    let subsets = 0;
    for (let s = 0, choose = 1; s < row.length; choose = (choose * (t - s)) / ++s) {
      if (row[s] !== 0) subsets += choose;
    }
    return subsets;
  });
  let total = 0;
  let order = 0;
  let largest = 0;
  for (let k = 0; k < terms.length; k++) {
    const t = orderOf(terms, k);
    total += made[t];
    if (made[t] > largest) {
      largest = made[t];
      order = t;
    }
  }
  return { total, largest, order };
}

/** Fills `subset` with each choice of its length from `set`, in lexicographic order, and calls `visit`. */
function eachSubset(set: Uint32Array, subset: Uint32Array, visit: () => void): void {
  const size = subset.length;
  const at = new Uint32Array(size);
  for (let i = 0; i < size; i++) subset[i] = set[(at[i] = i)];
  for (;;) {
    visit();
    let i = size - 1;
    while (i >= 0 && at[i] === set.length - size + i) i--;
    if (i < 0) return;
    let next = at[i] + 1;
    for (; i < size; i++) subset[i] = set[(at[i] = next++)];
  }
}

function tooMany(why: string): SpexlabError {
  return new SpexlabError(
    "TOO_MANY_SETS",
    `Expected a conversion of at most ${MAX_SETS} sets, but ${why}. Ask for a lower order, or keep the Fourier terms.`,
  );
}

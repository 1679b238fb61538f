import { columnsOf, parityRow } from "../../bits/columns.js";
import type { Masks } from "../../bits/masks.js";
import { signedSums } from "../../bits/signedSums.js";
import { setOf, type Terms, TermTable } from "../../bits/terms.js";
import { type Hint, type Prior, SPREADS } from "./prior.js";

/**
 * Fourier coefficients of a posterior mean, p_S·Σ_x α_x χ_S(x), for the `limit` sets of largest prior variance (in that order,
 * found by a heap over players sorted by rate) and for the hint's sets, with their prior variances. α belongs to `masks`.
 * Cost: limit · masks/8 look-ups.
 */
export function posteriorTerms(
  prior: Prior,
  hint: Hint | undefined,
  masks: Masks,
  alpha: Float64Array,
  limit: number,
): { terms: Terms; variances: Float64Array } {
  const { n } = prior;
  const variances: number[] = [];
  const grow = (set: ArrayLike<number>, variance: number, sum: number): void => {
    const k = table.add(set, variance * sum);
    variances[k] = (variances[k] ?? 0) + variance;
  };
  const columns = columnsOf(masks);
  const sum = signedSums(alpha);
  const table = new TermTable(n);
  const byRate = Array.from({ length: n }, (_, i) => i).sort((a, z) => prior.rates[z] - prior.rates[a]);
  // p_S is a mixture over spreads: a share of the empty set each, times a ratio for every player of S.
  const empty = SPREADS.map((spread, j) => {
    let log = prior.scales[j];
    for (let i = 0; i < n; i++) log += Math.log((1 + Math.exp(-spread * Math.exp(prior.rates[i]))) / 2);
    return Math.exp(log);
  });
  const ratios = SPREADS.map((spread) =>
    Float64Array.from(byRate, (i) => Math.tanh((spread * Math.exp(prior.rates[i])) / 2)),
  );

  const heap = new SetHeap();
  heap.push({ positions: [], parts: empty, variance: empty.reduce((a, z) => a + z) });
  const bits = new Uint32Array(columns.stride);
  for (let count = 0; count < limit; count++) {
    const top = heap.pop();
    if (!top) break;
    const set = Uint32Array.from(top.positions, (p) => byRate[p]).sort();
    parityRow(columns, set, bits);
    // The constant has a variance of 1 of its own, besides its share of the product.
    grow(set, top.variance + (set.length === 0 ? 1 : 0), sum(bits));
    const last = top.positions.length - 1;
    const next = last < 0 ? 0 : top.positions[last] + 1;
    if (next >= n) continue;
    push(heap, [...top.positions, next], top.parts, ratios, undefined);
    if (last >= 0)
      push(heap, [...top.positions.slice(0, last), next], top.parts, ratios, top.positions[last]);
  }
  if (hint) {
    const scale = Math.exp(prior.hint);
    for (let k = 0; k < hint.terms.length; k++) {
      if (hint.shares[k] === 0) continue;
      const set = setOf(hint.terms, k);
      parityRow(columns, set, bits);
      grow(set, scale * hint.shares[k], sum(bits));
    }
  }
  return { terms: table.toTerms(), variances: Float64Array.from(variances) };
}

interface Entry {
  /** Places in the order of rates, ascending. */
  readonly positions: readonly number[];
  /** Prior variance, spread by spread, and in all. */
  readonly parts: readonly number[];
  readonly variance: number;
}

/** Adds the set whose last place is new (in place of `dropped`, when given). */
function push(
  heap: SetHeap,
  positions: readonly number[],
  from: readonly number[],
  ratios: readonly Float64Array[],
  dropped: number | undefined,
): void {
  const added = positions[positions.length - 1];
  const parts = from.map((v, j) => {
    const before = dropped === undefined ? 1 : ratios[j][dropped];
    return before === 0 ? 0 : (v * ratios[j][added]) / before;
  });
  const variance = parts.reduce((a, z) => a + z);
  if (variance > 0) heap.push({ positions, parts, variance });
}

/** Largest variance first. A child is never above its parent: ratios fall along the order and are below 1. */
class SetHeap {
  readonly #entries: Entry[] = [];

  push(entry: Entry): void {
    const entries = this.#entries;
    let at = entries.length;
    while (at > 0) {
      const parent = (at - 1) >>> 1;
      if (entries[parent].variance >= entry.variance) break;
      entries[at] = entries[parent];
      at = parent;
    }
    entries[at] = entry;
  }

  pop(): Entry | undefined {
    const entries = this.#entries;
    const top = entries[0];
    const last = entries.pop();
    if (!last || entries.length === 0) return top;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= entries.length) break;
      if (child + 1 < entries.length && entries[child + 1].variance > entries[child].variance) child++;
      if (entries[child].variance <= last.variance) break;
      entries[at] = entries[child];
      at = child;
    }
    entries[at] = last;
    return top;
  }
}

import { setOf, type Terms, TermTable } from "../bits/terms.js";

/**
 * The strongest terms, as few as leave at most `dropped` of the energy Σ_{S≠∅} F_S² out, and never more than `most`
 * (besides the empty set, which always stays). By Parseval the energy left out is the mean squared error this adds on
 * uniform masks; `left` is its share.
 */
export function strongest(terms: Terms, dropped: number, most: number): { terms: Terms; left: number } {
  const order: number[] = [];
  let energy = 0;
  for (let k = 0; k < terms.length; k++) {
    if (terms.offsets[k + 1] === terms.offsets[k]) continue;
    order.push(k);
    energy += terms.values[k] ** 2;
  }
  order.sort((a, z) => Math.abs(terms.values[z]) - Math.abs(terms.values[a]) || a - z);
  let left = energy;
  let count = 0;
  while (count < order.length && count < most && left > dropped * energy) {
    left -= terms.values[order[count++]] ** 2;
  }
  const table = new TermTable(terms.n);
  const empty = TermTable.of(terms).get([]);
  if (empty !== 0) table.add([], empty);
  for (let k = 0; k < count; k++) table.add(setOf(terms, order[k]), terms.values[order[k]]);
  return { terms: table.toTerms(), left: energy > 0 ? Math.max(left, 0) / energy : 0 };
}

/** Σ weight·terms, term by term. */
export function weightedSum(n: number, parts: readonly { terms: Terms; weight: number }[]): Terms {
  const table = new TermTable(n);
  for (const { terms, weight } of parts) {
    if (weight === 0) continue;
    for (let k = 0; k < terms.length; k++) table.add(setOf(terms, k), weight * terms.values[k]);
  }
  return table.toTerms();
}

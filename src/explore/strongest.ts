import { orderOf, type Terms } from "../bits/terms.js";

/**
 * Positions of the `most` strongest non-zero terms of 1 to `maxOrder` players, in the order in which an explanation lists interactions:
 * by |value|, ties by order, then lexicographically; and how many there are in all. Sorts only what it returns.
 */
export function strongestTerms(
  terms: Terms,
  most: number,
  maxOrder: number,
): { positions: number[]; total: number } {
  const { length, values, offsets, players } = terms;
  const there: number[] = [];
  for (let k = 0; k < length; k++) {
    const order = orderOf(terms, k);
    if (order >= 1 && order <= maxOrder && values[k] !== 0) there.push(k);
  }
  const total = there.length;
  let positions = there;
  if (total > most) {
    const sizes = Float64Array.from(there, (k) => Math.abs(values[k])).sort();
    const smallest = sizes[total - most];
    positions = there.filter((k) => Math.abs(values[k]) >= smallest);
  }
  positions.sort((a, b) => {
    const strength = Math.abs(values[b]) - Math.abs(values[a]);
    if (strength !== 0) return strength;
    const order = orderOf(terms, a);
    if (order !== orderOf(terms, b)) return order - orderOf(terms, b);
    for (let i = 0; i < order; i++) {
      const difference = players[offsets[a] + i] - players[offsets[b] + i];
      if (difference !== 0) return difference;
    }
    return 0;
  });
  return { positions: positions.slice(0, most), total };
}

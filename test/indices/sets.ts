import { popcount } from "../../src/bits/popcount.js";
import { Random } from "../../src/bits/random.js";
import { setOf, type Terms, TermTable } from "../../src/bits/terms.js";

export type SetValue = readonly [players: readonly number[], value: number];

export function termsFrom(n: number, list: readonly SetValue[]): Terms {
  const table = new TermTable(n);
  for (const [players, value] of list) table.add(players, value);
  return table.toTerms();
}

export function playersOf(mask: number): number[] {
  return Array.from({ length: 32 }, (_, i) => i).filter((i) => (mask >>> i) & 1);
}

/** Terms as a map from "0,3,5" to the value. */
export function mapOf(terms: Terms): Map<string, number> {
  return new Map(Array.from({ length: terms.length }, (_, k) => [setOf(terms, k).join(), terms.values[k]]));
}

/** Largest difference over the union of keys; an absent set is 0. */
export function difference(a: Map<string, number>, b: Map<string, number>): number {
  let worst = 0;
  for (const key of new Set([...a.keys(), ...b.keys()])) {
    const gap = Math.abs((a.get(key) ?? 0) - (b.get(key) ?? 0));
    if (!(gap <= worst)) worst = gap;
  }
  return worst;
}

/** A map over mask integers in the same form as `mapOf`. */
export function mapOfMasks(values: ArrayLike<number>, maxOrder: number = 32): Map<string, number> {
  const map = new Map<string, number>();
  for (let mask = 0; mask < values.length; mask++) {
    if (popcount(mask) <= maxOrder) map.set(playersOf(mask).join(), values[mask]);
  }
  return map;
}

export function normals(count: number, seed: number): Float64Array {
  const random = new Random(seed, "test values");
  return Float64Array.from({ length: count }, () => random.normal());
}

/** Distinct random sets of 1 to `degree` players with normal coefficients, and the empty set. */
export function randomTerms(n: number, count: number, degree: number, seed: number): Terms {
  const random = new Random(seed, "test terms");
  const table = new TermTable(n);
  table.add([], random.normal());
  while (table.size < count) {
    const players = new Set<number>();
    const order = 1 + random.below(degree);
    while (players.size < order) players.add(random.below(n));
    const set = [...players].sort((a, b) => a - b);
    if (table.indexOf(set) < 0) table.add(set, random.normal());
  }
  return table.toTerms();
}

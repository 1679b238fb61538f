import { choose, plus, type Ratio, ratio, times, toNumber, ZERO } from "../ratio.js";

/**
 * The weight of χ_T on S ⊆ T for an index known by its Möbius weights: m(R) of χ_T is (−2)^{|R|} for each R ⊆ T, and
 * C(t−s, r−s) of them have r players and hold S. Exact inside, rounded once.
 */
export function weightThroughMoebius(t: number, s: number, moebiusWeightOf: (r: number) => Ratio): number {
  let sum = ZERO;
  for (let r = s; r <= t; r++) {
    sum = plus(sum, times(moebiusWeightOf(r), ratio(choose(t - s, r - s) * (-2n) ** BigInt(r))));
  }
  return toNumber(sum);
}

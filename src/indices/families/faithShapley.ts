import { choose, ratio, ZERO } from "../ratio.js";
import type { Weight } from "../spread.js";
import { weightThroughMoebius } from "./throughMoebius.js";

/**
 * Faith-Shap of maximum order k (Tsai, Yeh & Ravikumar 2023): the Möbius form of the best fit of order ≤ k under
 * Shapley's weights, exact at ∅ and N:
 * FSII(S) = m(S) + (−1)^{k−s} · s/(k+s) · C(k,s) · Σ_{T ⊋ S, |T| > k} C(|T|−1, k) / C(|T|+k−1, k+s) · m(T), s = |S|.
 * The empty set has f(∅).
 */
export function fsiiWeight(k: number): Weight {
  return (t, s) => {
    if (s === 0 || t <= k) return (-2) ** s;
    const front = BigInt(s) * choose(k, s) * ((k - s) % 2 === 0 ? 1n : -1n);
    return weightThroughMoebius(t, s, (r) => {
      if (r <= k) return r === s ? ratio(1n) : ZERO;
      return ratio(front * choose(r - 1, k), BigInt(k + s) * choose(r + k - 1, k + s));
    });
  };
}

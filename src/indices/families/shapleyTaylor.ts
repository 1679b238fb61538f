import { choose, ratio } from "../ratio.js";
import type { Weight } from "../spread.js";
import { weightThroughMoebius } from "./throughMoebius.js";

/**
 * Shapley-Taylor interaction index of maximum order k (Sundararajan, Dhamdhere & Agarwal 2020). Below order k the
 * Möbius coefficients; at order k each dividend is shared equally among its subsets of k players:
 * STII(S) = Σ_{T ⊇ S} m(T) / C(|T|, k). The empty set has f(∅).
 */
export function stiiWeight(k: number): Weight {
  return (t, s) => (s < k ? (-2) ** s : weightThroughMoebius(t, s, (r) => ratio(1n, choose(r, k))));
}

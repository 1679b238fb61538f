import type { Terms } from "../bits/terms.js";
import { moebiusWeight } from "./families/moebius.js";
import { spread } from "./spread.js";

/**
 * Möbius terms from Fourier terms: m(S) = (−2)^{|S|} Σ_{T ⊇ S} F(T), for |S| ≤ `maxOrder` (all by default).
 * Returns the sets that are not zero, the empty set (f(∅)) included. A Fourier term of d players touches 2^d subsets:
 * throws `TOO_MANY_SETS` above 5,000,000 sets. Source: Kang et al. 2025 (SPEX), appendix on the transforms.
 */
export function fourierToMoebius(terms: Terms, maxOrder: number = terms.n): Terms {
  return spread(terms, maxOrder, moebiusWeight);
}

/**
 * Fourier terms from Möbius terms: F(S) = (−1)^{|S|} Σ_{T ⊇ S} 2^{−|T|} m(T).
 * Cost and limit as in `fourierToMoebius`, counted on the Möbius terms.
 */
export function moebiusToFourier(terms: Terms): Terms {
  return spread(terms, terms.n, (t, s) => (s % 2 === 0 ? 1 : -1) * 2 ** -t);
}

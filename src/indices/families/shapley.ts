import type { Weight } from "../spread.js";

/**
 * Shapley interaction index (Grabisch & Roubens 1999): SII(S) = ∫₀¹ E_q[Δ_S f] dq, each other player present with probability q.
 * On a character, E_q χ_R = (1 − 2q)^{|R|}, whose integral is 1/(|R| + 1) for even |R| and 0 for odd:
 * SII(S) = (−2)^{|S|} Σ_{T ⊇ S, |T∖S| even} F(T) / (|T∖S| + 1). The empty set follows the same formula.
 */
export const siiWeight: Weight = (t, s) => ((t - s) % 2 === 0 ? (-2) ** s / (t - s + 1) : 0);

/** Shapley value (Shapley 1953): SII of single players; the empty set has f(∅), so that the values sum to f(N). */
export const svWeight: Weight = (t, s) => (s === 0 ? 1 : siiWeight(t, s));

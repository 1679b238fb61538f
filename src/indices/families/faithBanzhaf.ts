import type { Weight } from "../spread.js";

/**
 * Faithful Banzhaf index of maximum order k (Tsai, Yeh & Ravikumar 2023): the Möbius form of the best least-squares fit of order
 * ≤ k over uniform masks. Characters are orthonormal there, so that fit is the transform cut at order k:
 * FBII(S) = (−2)^{|S|} Σ_{T ⊇ S, |T| ≤ k} F(T). The empty set has the intercept of the fit, not f(∅).
 */
export function fbiiWeight(k: number): Weight {
  return (t, s) => (t <= k ? (-2) ** s : 0);
}

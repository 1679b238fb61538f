import type { Weight } from "../spread.js";

/**
 * Banzhaf interaction index (Grabisch & Roubens 1999): the mean of Δ_S f over uniform masks of the other players. Every
 * χ_T with T ⊋ S averages out: BII(S) = (−2)^{|S|} F(S), and the empty set has the mean of f. Order 1 is the Banzhaf value.
 */
export const biiWeight: Weight = (t, s) => (t === s ? (-2) ** s : 0);

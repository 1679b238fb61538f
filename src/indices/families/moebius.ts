import type { Weight } from "../spread.js";

/** m(S) = Δ_S f(∅): χ_T gives (−2)^{|S|} to each of its subsets. */
export const moebiusWeight: Weight = (_t, s) => (-2) ** s;

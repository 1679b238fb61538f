import { wht } from "../bits/wht.js";
import type { Design } from "../sampling/design.js";

/**
 * What the groups say: element ((c·2^b) + j)·delays + p is U_c[p][j] = 2^−b Σ_l f(M_c l + d_p)(−1)^⟨j,l⟩, the sum of
 * F_S·(−1)^⟨d_p,S⟩ over all sets S with M_cᵀS = j. `values` holds one number for each distinct mask of the plan.
 * Cost: C·(r+1) fast Walsh-Hadamard transforms of length 2^b.
 */
export function binsOf(design: Design, values: Float64Array): Float64Array {
  const { b, C, delays, slots } = design;
  const bins = 2 ** b;
  const out = new Float64Array(C * bins * delays);
  const row = new Float64Array(bins);
  for (let c = 0; c < C; c++) {
    for (let p = 0; p < delays; p++) {
      const from = (c * delays + p) * bins;
      for (let l = 0; l < bins; l++) row[l] = values[slots[from + l]];
      wht(row);
      for (let j = 0; j < bins; j++) out[(c * bins + j) * delays + p] = row[j] / bins;
    }
  }
  return out;
}

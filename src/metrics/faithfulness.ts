import type { Faithfulness } from "../types.js";
import { sumsOfSquares } from "./r2.js";

/** Two-sided 90 % of the standard normal. */
const Z = 1.6448536269514722;

/**
 * R² of predictions on masks that did not shape them, with its 90 % interval, against the game's own answers: noise in them counts
 * as unexplained.
 *
 * The interval is the delta method's, on the logarithm of the unexplained share ρ = 1 − R² (so that it never passes 1): ρ is a ratio
 * of two means over masks, and the standard error of such a ratio is √Σ(e² − ρ·d²)² / Σd², with residuals e and deviations d from
 * the mean. z grows as Student's t does with few masks.
 *
 * `seen` tells how the fit that is judged stands to the surrogate it stands for: the share of the surrogate's masks that it has seen
 * (1 when it is the surrogate itself). A fit to fewer masks is worse, by an amount that the masks do not tell, so the upper end
 * grants the surrogate an unexplained share smaller in proportion: ρ·`seen`. `r2` itself is not changed: it is what was measured.
 *
 * No interval when R² is NaN, when the prediction is perfect, when all 2^n masks are there, or with fewer than 10 masks.
 */
export function faithfulnessOf(
  truth: ArrayLike<number>,
  predicted: ArrayLike<number>,
  how: Faithfulness["how"],
  seen: number = 1,
): Faithfulness {
  const { residual, total, mean } = sumsOfSquares(truth, predicted);
  const masks = truth.length;
  if (total === 0) return { r2: Number.NaN, masks, how };
  const share = residual / total;
  if (share === 0 || masks < 10 || how === "exact") return { r2: 1 - share, masks, how };
  let spread = 0;
  for (let k = 0; k < masks; k++) {
    spread += ((truth[k] - predicted[k]) ** 2 - share * (truth[k] - mean) ** 2) ** 2;
  }
  // Cornish-Fisher: the first term by which Student's t exceeds the normal.
  const z = Z * (1 + (Z * Z + 1) / (4 * (masks - 1)));
  const factor = Math.exp((z * Math.sqrt(spread)) / total / share);
  return { r2: 1 - share, low: 1 - share * factor, high: 1 - (share / factor) * seen, masks, how };
}

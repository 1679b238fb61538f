import { SpexlabError } from "../errors.js";

/**
 * Coefficient of determination: 1 − Σ(truth − predicted)² / Σ(truth − mean of truth)². 1 is perfect, 0 is no better than the
 * mean, below 0 is worse. NaN when `truth` is constant (there is nothing to explain, so no number would be honest, not
 * even for a perfect prediction). Cost: two passes. Throws `BAD_VALUES` when the lengths differ or there is nothing.
 */
export function r2(truth: ArrayLike<number>, predicted: ArrayLike<number>): number {
  const { residual, total } = sumsOfSquares(truth, predicted);
  return total === 0 ? Number.NaN : 1 - residual / total;
}

/** Residual and total sum of squares of a prediction. The total is exactly 0 when `truth` is constant. */
export function sumsOfSquares(
  truth: ArrayLike<number>,
  predicted: ArrayLike<number>,
): { residual: number; total: number; mean: number } {
  if (truth.length !== predicted.length || truth.length === 0) {
    throw new SpexlabError(
      "BAD_VALUES",
      `Expected as many predictions as values, at least one, got ${predicted.length} for ${truth.length}.`,
    );
  }
  let constant = true;
  let mean = 0;
  for (let k = 0; k < truth.length; k++) {
    mean += (truth[k] - mean) / (k + 1);
    constant &&= truth[k] === truth[0];
  }
  let residual = 0;
  let total = 0;
  for (let k = 0; k < truth.length; k++) {
    residual += (truth[k] - predicted[k]) ** 2;
    total += (truth[k] - mean) ** 2;
  }
  return { residual, total: constant ? 0 : total, mean };
}

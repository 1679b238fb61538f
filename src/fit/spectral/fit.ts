import type { Masks } from "../../bits/masks.js";
import { Random } from "../../bits/random.js";
import type { Terms } from "../../bits/terms.js";
import { cholesky, choleskyInverse, choleskySolve } from "../../linalg/cholesky.js";
import { conjugateGradient } from "../../linalg/conjugateGradient.js";
import { likeliestPrior, startingPrior } from "./evidence.js";
import { posteriorTerms } from "./extract.js";
import { type Hint, Kernel, type Prior, type Rows, rowsOf, selectRows } from "./prior.js";

/** Rows and iterations of the two stages in which the prior is learnt. */
const STAGES = [
  { rows: 300, iterations: 30 },
  { rows: 600, iterations: 12 },
];
/** Up to so many masks the kernel matrix is factorised; above, conjugate gradients. */
const DIRECT = 2500;

/** A fitted posterior mean over Fourier coefficients. */
export interface SpectralFit {
  readonly prior: Prior;
  predict(masks: Masks): Float64Array;
  /** What each mask's value would be predicted as without it (given the prior); undefined above 2,500 masks. */
  leaveOneOut(): Float64Array | undefined;
  /** Fourier coefficients of the mean: the `limit` sets of largest prior variance, and the hint's. */
  terms(limit: number): Terms;
}

/**
 * One Bayesian fit in the Fourier domain: independent Gaussian coefficients under a prior that is learnt from the same
 * values (`Prior`), and their posterior mean given all answers. Cost: two learning stages, about a second, then
 * masks³/6 multiply-adds (or conjugate gradients above 2,500 masks). `from` starts the learning at a known prior.
 */
export function spectralFit(
  masks: Masks,
  values: Float64Array,
  hint: Hint | undefined,
  seed: number,
  from?: Prior,
): SpectralFit {
  const m = masks.length;
  let mean = 0;
  for (const v of values) mean += v / m;
  let spread = 0;
  for (const v of values) spread += (v - mean) ** 2 / m;
  const unit = Math.sqrt(spread) || 1;
  const centred = values.map((v) => (v - mean) / unit);
  const rows = rowsOf(masks, hint);

  let prior = from ?? startingPrior(masks.n, hint !== undefined);
  const order = new Random(seed, "learning rows").shuffle(Int32Array.from({ length: m }, (_, k) => k));
  for (const stage of from ? STAGES.slice(1) : STAGES) {
    const chosen = order.subarray(0, Math.min(stage.rows, m));
    const some = Float64Array.from(chosen, (k) => centred[k]);
    prior = likeliestPrior(prior, hint, selectRows(rows, chosen), some, stage.iterations);
    if (m <= stage.rows) break;
  }
  const kernel = new Kernel(prior, hint);
  const { alpha, factor } = solve(kernel, rows, centred, Math.exp(prior.noise) + 1e-9);
  return {
    prior,
    predict(at: Masks): Float64Array {
      const others = rowsOf(at, hint);
      const out = new Float64Array(at.length);
      for (let r = 0; r < at.length; r++) {
        let sum = 0;
        for (let k = 0; k < m; k++) sum += alpha[k] * kernel.at(others, r, rows, k);
        out[r] = mean + unit * sum;
      }
      return out;
    },
    leaveOneOut(): Float64Array | undefined {
      if (!factor) return undefined;
      const inverse = choleskyInverse(factor, m);
      return values.map((v, k) => v - (unit * alpha[k]) / inverse[k * m + k]);
    },
    terms(limit: number): Terms {
      const terms = posteriorTerms(prior, hint, masks, alpha, limit);
      const scaled = terms.values.map((v) => v * unit);
      for (let k = 0; k < terms.length; k++) {
        if (terms.offsets[k + 1] === terms.offsets[k]) scaled[k] += mean;
      }
      return { ...terms, values: scaled };
    },
  };
}

/** α = (K + noise)⁻¹·values. */
function solve(
  kernel: Kernel,
  rows: Rows,
  values: Float64Array,
  noise: number,
): { alpha: Float64Array; factor: Float64Array | undefined } {
  const m = rows.length;
  if (m <= DIRECT) {
    const matrix = new Float64Array(m * m);
    for (let a = 0; a < m; a++) {
      for (let b = 0; b <= a; b++) matrix[a * m + b] = kernel.at(rows, a, rows, b);
      matrix[a * m + a] += noise;
    }
    const alpha: Float64Array = Float64Array.from(values);
    if (!cholesky(matrix, m)) throw new Error("The kernel matrix is not positive definite.");
    choleskySolve(matrix, m, alpha);
    return { alpha, factor: matrix };
  }
  // Lower triangle only, in single precision: 10,000 masks take 200 MB.
  const matrix = new Float32Array((m * (m + 1)) / 2);
  for (let a = 0, at = 0; a < m; a++) {
    for (let b = 0; b <= a; b++, at++) matrix[at] = kernel.at(rows, a, rows, b);
  }
  const alpha = conjugateGradient(
    (x, out) => {
      for (let a = 0, at = 0; a < m; a++) {
        const xa = x[a];
        let sum = 0;
        for (let b = 0; b < a; b++, at++) {
          const v = matrix[at];
          sum += v * x[b];
          out[b] += v * xa;
        }
        out[a] = sum + (matrix[at++] + noise) * xa;
      }
    },
    values,
    undefined,
    { tolerance: 1e-4, iterations: 200 },
  );
  return { alpha, factor: undefined };
}

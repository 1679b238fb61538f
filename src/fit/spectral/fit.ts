import { columnsOf } from "../../bits/columns.js";
import type { Masks } from "../../bits/masks.js";
import { Random } from "../../bits/random.js";
import { setOf, type Terms } from "../../bits/terms.js";
import { SpexlabError } from "../../errors.js";
import { predict } from "../../indices/predict.js";
import { cholesky, choleskyInverseDiagonal, choleskySolve } from "../../linalg/cholesky.js";
import { SupportFit } from "../support.js";
import { likeliestPrior, startingPrior } from "./evidence.js";
import { posteriorTerms } from "./extract.js";
import { type Hint, Kernel, type Prior, rowsOf, selectRows } from "./prior.js";

/** Rows and iterations of the two stages in which the prior is learnt. */
const STAGES = [
  { rows: 300, iterations: 30 },
  { rows: 600, iterations: 25 },
];
/** Sets whose posterior coefficients are looked at. */
const LOOKED_AT = 50_000;
/** Up to so many masks all sets are fitted at once; above, the strongest ones that so many masks show. */
const AT_ONCE = 2500;
/** Sets fitted one by one to all masks, when there are more of them. */
const ONE_BY_ONE = 3000;

/** A fitted posterior mean over Fourier coefficients. */
export interface SpectralFit {
  readonly prior: Prior;
  /** Fourier coefficients of the mean: of the sets of largest prior variance, and of the hint's. */
  readonly terms: Terms;
  /** What each mask's value would be predicted as without it (given the prior); undefined above 2,500 masks. */
  leaveOneOut(): Float64Array | undefined;
}

/**
 * One Bayesian fit in the Fourier domain: independent Gaussian coefficients under a prior that is learnt from the same
 * values (`Prior`), and their posterior mean given all answers.
 *
 * Up to 2,500 masks: in kernel form, all 2^n sets at once, masks³/6 multiply-adds. Above: the 3,000 sets that a fit to 2,500
 * of the masks shows strongest, by ridge regression on all masks with the same prior; the sets left out count as noise.
 * Learning the prior takes a second or two; with `from` nothing is learnt and that prior is used. `known`: the noise of one answer
 * (standard deviation), below which the noise is not taken to be.
 */
export function spectralFit(
  masks: Masks,
  values: Float64Array,
  hint: Hint | undefined,
  seed: number,
  from?: Prior,
  known: number = 0,
): SpectralFit {
  const order = new Random(seed, "fitted rows").shuffle(
    Int32Array.from({ length: masks.length }, (_, k) => k),
  );
  if (masks.length <= AT_ONCE) return kernelFit(masks, values, hint, order, from, known);
  const chosen = order.slice(0, AT_ONCE);
  const some = Float64Array.from(chosen, (k) => values[k]);
  const positions = Int32Array.from({ length: AT_ONCE }, (_, k) => k);
  const small = kernelFit(masks.select(chosen), some, hint, positions, from, known);
  return { prior: small.prior, terms: widened(small, masks, values, known), leaveOneOut: () => undefined };
}

interface KernelFit extends SpectralFit {
  /** Prior variance of each of `terms`, in squared units of the values. */
  readonly variances: Float64Array;
  /** Noise variance, in the same units. */
  readonly noise: number;
}

function kernelFit(
  masks: Masks,
  values: Float64Array,
  hint: Hint | undefined,
  order: Int32Array,
  from: Prior | undefined,
  known: number,
): KernelFit {
  const m = masks.length;
  let mean = 0;
  for (const v of values) mean += v / m;
  let spread = 0;
  for (const v of values) spread += (v - mean) ** 2 / m;
  const unit = Math.sqrt(spread) || 1;
  const centred = values.map((v) => (v - mean) / unit);
  const rows = rowsOf(masks, hint);

  const least = known === 0 ? undefined : Math.log((known / unit) ** 2);
  let prior = from ?? startingPrior(masks.n, hint !== undefined);
  for (const stage of from ? [] : STAGES) {
    const chosen = order.subarray(0, Math.min(stage.rows, m));
    const some = Float64Array.from(chosen, (k) => centred[k]);
    prior = likeliestPrior(prior, hint, selectRows(rows, chosen), some, stage.iterations, least);
    if (m <= stage.rows) break;
  }
  const kernel = new Kernel(prior, hint);
  const noise = Math.exp(prior.noise) + 1e-9;
  const factor = new Float64Array(m * m);
  for (let a = 0; a < m; a++) {
    for (let b = 0; b <= a; b++) factor[a * m + b] = kernel.at(rows, a, rows, b);
    factor[a * m + a] += noise;
  }
  if (!cholesky(factor, m)) {
    throw new SpexlabError(
      "FIT_FAILED",
      "The kernel matrix of the fit is not positive definite: are all values finite and of sensible size?",
    );
  }
  const alpha: Float64Array = Float64Array.from(centred);
  choleskySolve(factor, m, alpha);
  const { terms, variances } = posteriorTerms(prior, hint, masks, alpha, LOOKED_AT);
  const scaled = terms.values.map((v) => v * unit);
  for (let k = 0; k < terms.length; k++) if (terms.offsets[k + 1] === terms.offsets[k]) scaled[k] += mean;
  return {
    prior,
    terms: { ...terms, values: scaled },
    variances: variances.map((v) => v * unit * unit),
    noise: noise * unit * unit,
    leaveOneOut(): Float64Array {
      const diagonal = choleskyInverseDiagonal(factor, m);
      return values.map((v, k) => v - (unit * alpha[k]) / diagonal[k]);
    },
  };
}

/** The strongest sets of a fit to some masks, fitted again to all of them. */
function widened(small: KernelFit, masks: Masks, values: Float64Array, known: number): Terms {
  const { terms, variances } = small;
  const strongest = Array.from(terms.values.keys())
    .sort((a, z) => Math.abs(terms.values[z]) - Math.abs(terms.values[a]) || a - z)
    .slice(0, ONE_BY_ONE)
    .sort((a, z) => a - z);
  const fit = new SupportFit(columnsOf(masks), values);
  const offsets = new Uint32Array(strongest.length + 1);
  const players: number[] = [];
  strongest.forEach((k, at) => {
    fit.add(setOf(terms, k));
    players.push(...setOf(terms, k));
    offsets[at + 1] = players.length;
  });
  const sets = { n: terms.n, length: strongest.length, offsets, players: Uint32Array.from(players) };
  const first = Float64Array.from(strongest, (k) => terms.values[k]);
  const residual = predict({ ...sets, values: first }, masks);
  let noise = 0;
  for (let k = 0; k < values.length; k++) noise += (values[k] - residual[k]) ** 2 / values.length;
  noise = Math.max(noise, known ** 2);
  // A set is expected about as large as it already showed, or else as the prior says: sparse functions stay sparse.
  const ridge = Float64Array.from(strongest, (k) => noise / (terms.values[k] ** 2 + variances[k] / 10));
  return { ...sets, values: fit.solve(ridge, first) };
}

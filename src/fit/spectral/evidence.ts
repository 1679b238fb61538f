import { cholesky, choleskyInverse, choleskySolve } from "../../linalg/cholesky.js";
import { lbfgs } from "../../linalg/lbfgs.js";
import { type Hint, Kernel, type Prior, type Rows, SPREADS } from "./prior.js";

/**
 * How firmly the logarithms are held: a player's rate near the players' common level (more firmly where there are few answers for each
 * player), that level near its start, and the others near −2. Rates have Cauchy's prior: most players are about alike, a few
 * may stand far out.
 */
const HOLD = { rates: 1, ratesOfFew: 0.3, level: 0.1, others: 0.02 };
const BOUNDS = { rates: [-9, 2], scales: [-12, 4], noise: [-11, 1], hint: [-12, 4] } as const;

const startingRate = (n: number): number => Math.log(3 / n);

/** A prior to start from: every player relevant, three orders or so. */
export function startingPrior(n: number, hinted: boolean): Prior {
  return {
    n,
    rates: new Float64Array(n).fill(startingRate(n)),
    scales: new Float64Array(SPREADS.length).fill(-1),
    noise: -4,
    hint: hinted ? -1 : Number.NEGATIVE_INFINITY,
  };
}

/**
 * The prior under which these values are most likely (type-II maximum likelihood with weak priors on the logarithms), by
 * L-BFGS from `start`. `values` are centred and have unit variance. The noise's logarithm is not below `least`. Cost: rows³/2 multiply-adds an iteration.
 */
export function likeliestPrior(
  start: Prior,
  hint: Hint | undefined,
  rows: Rows,
  values: Float64Array,
  iterations: number,
  least: number = BOUNDS.noise[0],
): Prior {
  const { n } = start;
  const J = SPREADS.length;
  const size = n + J + 1 + (hint ? 1 : 0);
  const unpack = (x: Float64Array): Prior => ({
    n,
    rates: x.subarray(0, n),
    scales: x.subarray(n, n + J),
    noise: x[n + J],
    hint: hint ? x[n + J + 1] : Number.NEGATIVE_INFINITY,
  });
  const start0 = new Float64Array(size);
  start0.set(start.rates);
  start0.set(start.scales, n);
  start0[n + J] = start.noise;
  if (hint) start0[n + J + 1] = Number.isFinite(start.hint) ? start.hint : -1;
  const lowest = Math.max(BOUNDS.noise[0], Math.min(least, BOUNDS.noise[1]));
  const noise = [lowest, BOUNDS.noise[1]];
  start0[n + J] = Math.max(start0[n + J], lowest);
  const bound = (side: 0 | 1): Float64Array =>
    Float64Array.from({ length: size }, (_, i) => {
      if (i < n) return BOUNDS.rates[side];
      if (i < n + J) return BOUNDS.scales[side];
      return i === n + J ? noise[side] : BOUNDS.hint[side];
    });
  const firm = HOLD.rates + (HOLD.ratesOfFew * n) / rows.length;
  const best = lbfgs(
    (x, gradient) => {
      const value = negativeLogEvidence(unpack(x), hint, rows, values, gradient);
      if (!Number.isFinite(value)) return value;
      let held = 0;
      for (let i = n; i < size; i++) {
        const from = x[i] + 2;
        held += (HOLD.others / 2) * from * from;
        gradient[i] += HOLD.others * from;
      }
      return value + held + holdRates(x.subarray(0, n), gradient, firm);
    },
    start0,
    { iterations, tolerance: 5e-5, lower: bound(0), upper: bound(1) },
  );
  return { ...unpack(best), rates: best.slice(0, n), scales: best.slice(n, n + J) };
}

/** −log of the log rates' prior, whose gradient is added to `gradient`. */
function holdRates(rates: Float64Array, gradient: Float64Array, firm: number): number {
  const n = rates.length;
  let level = 0;
  for (const rate of rates) level += rate / n;
  const up = level - startingRate(n);
  let held = (HOLD.level / 2) * up * up;
  let pull = HOLD.level * up;
  for (let i = 0; i < n; i++) {
    const from = rates[i] - level;
    const spread = 1 + firm * from * from;
    held += Math.log(spread);
    gradient[i] += (2 * firm * from) / spread;
    pull -= (2 * firm * from) / spread;
  }
  for (let i = 0; i < n; i++) gradient[i] += pull / n;
  return held;
}

/** ½ yᵀK⁻¹y + ½ ln|K| and its gradient in (log rates, log scales, log noise, log hint). */
function negativeLogEvidence(
  prior: Prior,
  hint: Hint | undefined,
  rows: Rows,
  values: Float64Array,
  gradient: Float64Array,
): number {
  const { n } = prior;
  const k = rows.length;
  const J = SPREADS.length;
  const kernel = new Kernel(prior, hint);
  const scales = prior.scales.map(Math.exp);
  const noise = Math.exp(prior.noise);
  const hintScale = hint ? Math.exp(prior.hint) : 0;
  const broad = new Float64Array(k * k);
  const hinted = hint ? new Float64Array(k * k) : undefined;
  const matrix = new Float64Array(k * k);
  for (let a = 0; a < k; a++) {
    for (let b = 0; b <= a; b++) {
      const at = a * k + b;
      const e = kernel.broad(rows, a, rows, b);
      const cube = e * e * e;
      broad[at] = e;
      let value = 1 + scales[0] * e + scales[1] * cube + scales[2] * cube * cube * cube;
      if (hinted) {
        hinted[at] = kernel.hinted(rows, a, rows, b);
        value += hintScale * hinted[at];
      }
      matrix[at] = a === b ? value + noise + 1e-9 : value;
    }
  }
  if (!cholesky(matrix, k)) return Number.POSITIVE_INFINITY;
  let value = 0;
  for (let a = 0; a < k; a++) value += Math.log(matrix[a * k + a]);
  const alpha: Float64Array = Float64Array.from(values);
  choleskySolve(matrix, k, alpha);
  for (let a = 0; a < k; a++) value += 0.5 * values[a] * alpha[a];
  const inverse = choleskyInverse(matrix, k);

  gradient.fill(0);
  const { players } = kernel;
  players.clear();
  for (let a = 0; a < k; a++) {
    for (let b = 0; b <= a; b++) {
      const at = a * k + b;
      // Half the sum over all pairs: pairs below the diagonal count twice.
      const m = (inverse[at] - alpha[a] * alpha[b]) * (a === b ? 0.5 : 1);
      const e = broad[at];
      const cube = e * e * e;
      const broadPart = scales[0] * e;
      const plainPart = scales[1] * cube;
      const sharpPart = scales[2] * cube * cube * cube;
      gradient[n] += m * broadPart;
      gradient[n + 1] += m * plainPart;
      gradient[n + 2] += m * sharpPart;
      if (hinted) gradient[n + J + 1] += m * hintScale * hinted[at];
      if (a === b) gradient[n + J] += m * noise;
      else {
        players.add(
          rows.players,
          a,
          b,
          -m * (SPREADS[0] * broadPart + SPREADS[1] * plainPart + SPREADS[2] * sharpPart),
        );
      }
    }
  }
  players.gradient(gradient);
  for (let i = 0; i < n; i++) gradient[i] *= Math.exp(prior.rates[i]);
  return value;
}

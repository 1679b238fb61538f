import { MaskSet } from "../bits/maskSet.js";
import type { Masks } from "../bits/masks.js";
import { Random } from "../bits/random.js";
import type { Terms } from "../bits/terms.js";
import { binTypes } from "../decode/binTypes.js";
import { softPasses } from "../decode/passes.js";
import { type Decoded, peel } from "../decode/peel.js";
import { pursuit } from "../decode/pursuit.js";
import { checkOptions, integer, SpexlabError } from "../errors.js";
import { type SpectralFit, spectralFit } from "../fit/spectral/fit.js";
import { hintOf, type Prior } from "../fit/spectral/prior.js";
import { strongest, weightedSum } from "../fit/strongest.js";
import { DENSE_PLAYERS } from "../indices/dense.js";
import { predict } from "../indices/predict.js";
import { faithfulnessOf } from "../metrics/faithfulness.js";
import { heldOutOf } from "../metrics/heldOut.js";
import { sumsOfSquares } from "../metrics/r2.js";
import type { Design } from "../sampling/design.js";
import { designCalls } from "../sampling/design.js";
import { addUniform, fullMask } from "../sampling/uniform.js";
import { boost } from "../trees/boost.js";
import { predictTrees } from "../trees/ensemble.js";
import { treesToFourier } from "../trees/fourier.js";
import { averaged } from "../trees/presets.js";
import { crossValidate } from "../trees/rounds.js";
import type { Estimate, Json, Known, MethodCore } from "../types.js";
import { type Noise, noiseLevel } from "./noise.js";
import { type SpexPlan, spex } from "./spex.js";

/**
 * Settings of `auto`.
 *
 * @category Methods
 */
export interface AutoOptions {
  /** Most Fourier terms in the surrogate, strongest first. Default 5,000; fewer where the rest is negligible. */
  readonly terms?: number;
  /**
   * The model's own noise, where it is known: neither decoder nor fit then takes the answers to be less noisy than that. Default:
   * learnt from the answers.
   */
  readonly noise?: Noise;
  /** Seed of the masks and of the trees; the `seed` of `explain` or `plan` takes its place. Default 0. */
  readonly seed?: number;
}

/** Fewest answers that can be fitted at all. */
const FEWEST = 20;
/** Terms are left out up to this share of the energy, or this share of what the surrogate misses anyway. */
const NEGLIGIBLE = 1e-6;
const HARMLESS = 1 / 500;
/** Terms of the trees' transform that are kept before the sum. */
const TREE_TERMS = 50_000;
/** Up to so many masks the prior is learnt again when the held-out ones join: they tell it more than they cost. */
const LEARN_AGAIN = 400;
const USUAL_B = 4;
/** Where all masks are at most so many times the usual ones, all are asked: the explanation is then exact. */
const NEARLY_ALL = 1.25;
const SMALLEST_B = 3;

/**
 * The default: every idea on the same answers, weighed by how well it predicts answers it has not seen.
 *
 *   plan:      SPEX's structured masks where the budget pays for them, uniform masks for the rest
 *   decode:    sets that the decoder reads from the structured masks (sparse functions of any order); without such
 *              masks, what a matching pursuit over all small sets finds
 *   fit:       one Bayesian fit in the Fourier domain; its prior learns how relevant each player is, how fast
 *              orders fall off, and how far to trust the decoded sets
 *   trees:     boosted trees, averaged; their Fourier transform is exact
 *   combine:   fit and trees weighted by their errors on answers that each had not seen, then both together beside
 *              the decoded sets as they stand
 *
 * When the decoder explains every answer its sets are the result as they stand. When the budget pays all 2^n
 * coalitions the transform is computed whole. `report.ideas` says what carried the result.
 *
 * Faithfulness: everything is fitted once without some of the uniform masks, judged on them, and fitted again with them.
 * Cost: seconds; up to 2,500 masks it grows with masks³, above that about as masks.
 *
 * @example
 * const game = sx.game(12, (masks) => masks.map((c) => (c.has(3) && !c.has(7) ? 1 : 0)));
 * const e = await sx.explain(game, { method: sx.auto(), budget: 300, seed: 1 });
 * e.as("Moebius").get(3, 7).toFixed(2); // "-1.00"
 */
export function auto(options: AutoOptions = {}): MethodCore {
  checkOptions("auto", options, ["terms", "noise", "seed"]);
  const most = integer("terms", options.terms ?? 5000, 1);
  if (options.seed !== undefined) integer("seed", options.seed, 0);
  const { noise: _, ...said } = options;
  const known = noiseLevel(options.noise);
  const structured = spex();
  return Object.freeze({
    name: "auto",
    options: Object.freeze({ ...said, ...(known === undefined ? {} : { noise: known }) }),
    takesNoise: true,

    plan(n: number, asked: { budget?: number; seed?: number } = {}): SpexPlan {
      integer("n", n, 1);
      const seed = asked.seed ?? options.seed ?? 0;
      const budget = asked.budget === undefined ? usualBudget(n) : integer("budget", asked.budget, 1);
      const whole = n <= DENSE_PLAYERS && budget >= 2 ** n;
      if (whole || designCalls(n, SMALLEST_B, 5, 3).raw <= budget) {
        return Object.freeze({ ...structured.plan(n, { budget, seed }), method: "auto" });
      }
      const fewest = fewestOf(n);
      if (budget < fewest) {
        throw new SpexlabError(
          "BUDGET_TOO_SMALL",
          `auto needs at least ${fewest} distinct coalitions of n = ${n} players, the budget is ${budget}. Raise the budget to ${fewest} or more.`,
        );
      }
      const set = new MaskSet(n, budget);
      set.add(fullMask(n));
      set.add(new Uint32Array(fullMask(n).length));
      addUniform(set, budget, new Random(seed, "uniform"));
      return Object.freeze({
        method: "auto",
        n,
        seed,
        calls: set.size,
        budget,
        masks: set.toMasks(),
        settings: { b: "none", structured: 2, uniform: set.size - 2 },
      });
    },

    estimate(plan: SpexPlan, values: Float64Array, { noise = known }: Known = {}): Estimate {
      if (plan.settings.b === null) {
        return structured.estimate({ ...plan, method: "spex" }, values, { noise });
      }
      // The last masks of a plan are its uniform ones.
      const uniform = plan.calls - Number(plan.settings.structured) - (plan.design ? 1 : 0);
      return combined(plan.masks, values, plan.design, uniform, plan.seed, most, noise);
    },

    read(masks: Masks, values: Float64Array, { seed, noise = known }: { seed: number } & Known): Estimate {
      const fewest = fewestOf(masks.n);
      if (masks.length < fewest) {
        const [all, instead] =
          fewest < FEWEST ? [`, all of ${masks.n} players`, ""] : ["", ", or use exact() with all 2^n masks"];
        throw new SpexlabError(
          "TOO_FEW_MASKS",
          `auto needs at least ${fewest} answered masks${all}, got ${masks.length}. Answer more${instead}.`,
        );
      }
      // Nothing is known of the order of foreign masks: the held-out ones are drawn.
      const order = new Random(seed, "held-out").shuffle(
        Int32Array.from({ length: masks.length }, (_, k) => k),
      );
      const shuffled = Float64Array.from(order, (k) => values[k]);
      return combined(masks.select(order), shuffled, undefined, masks.length, seed, most, noise);
    },
  });
}

function fewestOf(n: number): number {
  return Math.min(FEWEST, 2 ** n);
}

/** Calls when no budget is said. */
function usualBudget(n: number): number {
  const usual = designCalls(n, USUAL_B, 5, 3).raw;
  return 2 ** n <= NEARLY_ALL * usual ? 2 ** n : usual;
}

/** Fits without the last uniform masks, judges on them, fits again with all. */
function combined(
  masks: Masks,
  values: Float64Array,
  design: Design | undefined,
  uniform: number,
  seed: number,
  most: number,
  noise: number | undefined,
): Estimate {
  const m = masks.length;
  const held = Math.min(heldOutOf(m), uniform, Math.floor(m / 3));
  const train = m - held;
  const rows = masks.slice(0, train);
  const unseen = held < 2 ? undefined : { masks: masks.slice(train), values: values.subarray(train) };
  const first = fitted(rows, values.subarray(0, train), design, seed, undefined, unseen, noise);
  const faithfulness =
    unseen && faithfulnessOf(unseen.values, predict(first.terms, unseen.masks), "held-out", train / m);
  const { terms, report } = unseen ? fitted(masks, values, design, seed, first, undefined, noise) : first;
  const missed = faithfulness ? 1 - faithfulness.r2 : 0;
  const kept = strongest(terms, Math.max(NEGLIGIBLE, missed * HARMLESS || 0), most);
  return {
    fourier: kept.terms,
    exact: false,
    faithfulness: faithfulness ?? null,
    report: { ...report, terms: kept.terms.length, energyLeftOut: kept.left },
  };
}

interface Answers {
  readonly masks: Masks;
  readonly values: Float64Array;
}

interface Fitted {
  readonly terms: Terms;
  /** What a second fit on more masks may start from. */
  readonly decoded: Decoded | undefined;
  readonly prior: Prior | undefined;
  readonly trees: { readonly share: number; readonly rounds: number };
  /** Weight of the decoded sets by themselves, beside fit and trees. */
  readonly decoder: number;
  readonly report: { readonly [key: string]: Json };
}

function fitted(
  masks: Masks,
  values: Float64Array,
  design: Design | undefined,
  seed: number,
  start: Fitted | undefined,
  unseen: Answers | undefined,
  noise: number | undefined,
): Fitted {
  const { n } = masks;
  const { total, mean } = sumsOfSquares(values, values);
  if (total === 0) return constant(n, mean);
  const fromDesign = design && peel(design, masks, values, softPasses(design), start?.decoded, noise);
  const decoded = fromDesign ?? pursuit(masks, values, noise);
  if (decoded.noise * values.length <= 1e-16 * total) {
    return {
      terms: decoded.terms,
      decoded: fromDesign,
      prior: undefined,
      trees: NO_TREES,
      decoder: 1,
      report: {
        ideas: { decoder: 1 },
        decodedSets: decoded.terms.length,
        ...binsOfReport(design, values, start?.decoded, fromDesign),
      },
    };
  }
  // What a pursuit finds in the same answers tells the prior nothing new.
  const hint = fromDesign && hintOf(decoded.terms);
  const from = values.length > LEARN_AGAIN ? start?.prior : undefined;
  const fit = spectralFit(masks, values, hint, seed, from, noise);
  const trees = start?.trees ?? weighTrees(masks, values, fit, seed, unseen);
  const parts = [{ terms: fit.terms, weight: 1 - trees.share }];
  if (trees.share > 0) {
    const ensemble = boost(masks, values, { seed, rounds: trees.rounds });
    parts.push({ terms: treesToFourier(ensemble, { maxTerms: TREE_TERMS }), weight: trees.share });
  }
  const together = weightedSum(n, parts);
  const decoder = start?.decoder ?? (unseen ? decoderShare(decoded.terms, together, unseen) : 0);
  const all = weightedSum(n, [
    { terms: together, weight: 1 - decoder },
    { terms: decoded.terms, weight: decoder },
  ]);
  return {
    terms: all,
    decoded: fromDesign,
    prior: fit.prior,
    trees,
    decoder,
    report: {
      ideas: {
        fit: (1 - decoder) * (1 - trees.share),
        trees: (1 - decoder) * trees.share,
        decoder,
      },
      decodedSets: decoded.terms.length,
      decodedShare: hint ? Math.exp(fit.prior.hint) : null,
      noiseShare: Math.exp(fit.prior.noise),
      treeRounds: trees.rounds,
      ...binsOfReport(design, values, start?.decoded, fromDesign),
    },
  };
}

/** What the decoder's bins held, round by round, where there was a design to decode. */
function binsOfReport(
  design: Design | undefined,
  values: Float64Array,
  before: Decoded | undefined,
  decoded: Decoded | undefined,
): { readonly [key: string]: Json } {
  if (!design || !decoded) return {};
  return { bins: binTypes(design, values, before ? [before, decoded] : [decoded]) };
}

/**
 * The weight of the decoded sets as they stand, beside everything else: least squares on unseen answers, but 0 unless the
 * squared error falls by more than its own standard error. Sparse functions under noise are better off without the fit's
 * many small coefficients; others need them.
 */
function decoderShare(decoded: Terms, others: Terms, unseen: Answers): number {
  const alone = predict(decoded, unseen.masks);
  const together = predict(others, unseen.masks);
  const share = stepTowards(unseen.values, together, alone);
  const gains = unseen.values.map(
    (v, k) => (v - together[k]) ** 2 - (v - together[k] - share * (alone[k] - together[k])) ** 2,
  );
  const { total, mean } = sumsOfSquares(gains, gains);
  return mean > Math.sqrt(total) / gains.length ? share : 0;
}

/** How far to go from one prediction towards another for the least squared error: 0 to 1. */
function stepTowards(values: Float64Array, from: Float64Array, to: Float64Array): number {
  let across = 0;
  let square = 0;
  for (let k = 0; k < values.length; k++) {
    const step = to[k] - from[k];
    across += step * (values[k] - from[k]);
    square += step * step;
  }
  return square > 0 ? Math.min(Math.max(across / square, 0), 1) : 0;
}

/**
 * The weight of the trees beside the fit that predicts unseen answers best (least squares, 0 to 1): from leave-one-out
 * predictions of the fit and cross-validated ones of the trees, or, where the masks are too many to leave out one by one,
 * from the masks that are held out anyway.
 */
function weighTrees(
  masks: Masks,
  values: Float64Array,
  fit: SpectralFit,
  seed: number,
  unseen: Answers | undefined,
): Fitted["trees"] {
  const leftOut = fit.leaveOneOut();
  if (leftOut) {
    const folds = values.length * masks.n > 1e6 ? 3 : 5;
    const { predictions, rounds } = crossValidate(masks, values, { seed }, { folds, patience: 60 });
    return weighed(values, leftOut, predictions, rounds);
  }
  if (!unseen) return NO_TREES;
  const rounds = averaged.rounds;
  const ensemble = boost(masks, values, { seed, rounds });
  return weighed(
    unseen.values,
    predict(fit.terms, unseen.masks),
    predictTrees(ensemble, unseen.masks),
    rounds,
  );
}

function weighed(
  values: Float64Array,
  fit: Float64Array,
  trees: Float64Array,
  rounds: number,
): Fitted["trees"] {
  const share = stepTowards(values, fit, trees);
  return share >= 0.02 && rounds > 0 ? { share, rounds } : NO_TREES;
}

const NO_TREES = { share: 0, rounds: 0 };

function constant(n: number, value: number): Fitted {
  const empty = value === 0 ? 0 : 1;
  return {
    terms: {
      n,
      length: empty,
      offsets: new Uint32Array(empty + 1),
      players: new Uint32Array(0),
      values: new Float64Array(empty).fill(value),
    },
    decoded: undefined,
    prior: undefined,
    trees: NO_TREES,
    decoder: 0,
    report: { ideas: { constant: 1 } },
  };
}

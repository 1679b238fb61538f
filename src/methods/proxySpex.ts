import type { Masks } from "../bits/masks.js";
import { Random } from "../bits/random.js";
import { checkOptions, integer, SpexlabError, shown } from "../errors.js";
import { ridgeSupport } from "../fit/ridgeSupport.js";
import { strongest } from "../fit/strongest.js";
import { predict } from "../indices/predict.js";
import { faithfulnessOf } from "../metrics/faithfulness.js";
import { addUniform, fullMask } from "../sampling/uniform.js";
import { boost } from "../trees/boost.js";
import { treesToFourier } from "../trees/fourier.js";
import { lightgbmDefaults } from "../trees/presets.js";
import { type CrossValidated, crossValidate } from "../trees/rounds.js";
import type { Estimate, Faithfulness, MethodCore, Plan } from "../types.js";
import { exact } from "./exact.js";
import { type Asked, asksAll, planOf } from "./plans.js";

/**
 * Settings of `proxySpex`.
 *
 * @category Methods
 */
export interface ProxySpexOptions {
  /** Depths of the trees that are tried. Default [3, 5]. */
  readonly depths?: readonly number[];
  /** Learning rates that are tried. Default [0.1, 0.01]. */
  readonly learningRates?: readonly number[];
  /** Most rounds; the best number up to it is taken. Default 1000. */
  readonly rounds?: number;
  /** Boosting of a setting ends after this many rounds at 0.1 (ten times as many at 0.01) without a better one. Default 25. */
  readonly patience?: number;
  /**
   * Share of the trees' energy (sum of squared coefficients without the empty set) that the support must reach. The paper has 0.95.
   * Default `"cross-validated"`: 0.6, 0.8, 0.9, 0.95, … for as long as held-out masks are predicted no worse.
   */
  readonly energy?: number | "cross-validated";
}

/** Shares of the energy that are compared, in this order. */
const ENERGIES = [0.6, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.998];
/** Larger supports are cut to the strongest, so that the refit stays a matter of seconds. */
const LARGEST_SUPPORT = 2000;
const FOLDS = 5;
/** Fewest masks: two in each fold, and both ends. */
const FEWEST = 12;

/** One setting of the grid and how it fared. */
interface Tried {
  readonly settings: { readonly depth: number; readonly learningRate: number };
  readonly checked: CrossValidated;
  readonly r2: number;
}

/**
 * ProxySPEX: boosted trees learn the game, their Fourier transform names the support, a ridge fits it.
 *
 *   plan:      the empty and the full mask, then uniform masks, all different
 *   estimate:  boosted trees, depth × learning rate × rounds by five-fold cross-validation → exact Fourier transform →
 *              the fewest strongest terms with so much of the energy, and the constant → ridge on the masks, strength by GCV
 *
 * Rounds are chosen from all numbers up to `rounds` in one pass (the references compare 500 and 1000 by growing both), depth at the
 * fastest rate, and slower rates are tried where so many rounds can take them as far. The
 * references drop the term with which the energy is reached and every tie of it, and mostly the constant; here the support does reach its
 * share, and the share is cross-validated (set `energy: 0.95` for the paper's). Faithfulness is that of the whole chain, each fold predicted by trees, support and ridge that have not seen it.
 * All 2^n masks give the whole transform of the game. Reads any masks; those should be uniform.
 *
 * Source: Butler et al., "ProxySPEX: Inference-Efficient Interpretability via Sparse Feature Interactions in LLMs", NeurIPS 2025.
 */
export function proxySpex(options: ProxySpexOptions = {}): MethodCore {
  checkOptions("proxySpex", options, ["depths", "learningRates", "rounds", "patience", "energy"]);
  const depths = list("depths", options.depths ?? [3, 5]).map((d) => integer("depths", d, 1, 16));
  const learningRates = list("learningRates", options.learningRates ?? [0.1, 0.01]).map((r) =>
    share("learningRates", r),
  );
  const rounds = integer("rounds", options.rounds ?? 1000, 1);
  const patience = integer("patience", options.patience ?? 25, 1);
  const energy = options.energy ?? "cross-validated";
  const energies = energy === "cross-validated" ? ENERGIES : [share("energy", energy)];
  const whole = exact();

  const read = (masks: Masks, values: Float64Array, { seed = 0 }: { seed?: number }): Estimate => {
    if (masks.length < FEWEST) {
      throw new SpexlabError(
        "TOO_FEW_MASKS",
        `proxySpex needs at least ${FEWEST} masks to cross-validate, got ${masks.length}.`,
      );
    }
    const tried: Tried[] = [];
    const attempt = (depth: number, learningRate: number): void => {
      const options = { ...lightgbmDefaults, depth, learningRate, rounds, seed };
      const wait = Math.ceil((patience * 0.1) / learningRate);
      const checked = crossValidate(masks, values, options, { folds: FOLDS, patience: wait });
      tried.push({ settings: { depth, learningRate }, checked, r2: checked.r2[checked.rounds] });
    };
    const [fastest, ...slower] = [...learningRates].sort((a, b) => b - a);
    for (const depth of depths) attempt(depth, fastest);
    const quick = bestOf(tried);
    for (const rate of slower) {
      // With fewer steps than the fast rate needed, the slow one would only stop short.
      if (rounds * rate >= quick.checked.rounds * fastest) attempt(quick.settings.depth, rate);
    }
    const { settings, checked, r2 } = bestOf(tried);
    const trees = boost(masks, values, { ...lightgbmDefaults, ...settings, rounds: checked.rounds, seed });
    const judged = crossFitted(masks, values, checked, energies);
    const kept = strongest(treesToFourier(trees), 1 - judged.energy, LARGEST_SUPPORT);
    const { terms, penalty } = ridgeSupport(masks, values, kept.terms);
    return {
      fourier: terms,
      exact: false,
      faithfulness: judged.faithfulness,
      report: {
        ...settings,
        rounds: checked.rounds,
        treesR2: Number.isNaN(r2) ? null : r2,
        terms: terms.length,
        energy: judged.energy,
        cut: kept.left > 1 - judged.energy + 1e-9,
        tried: tried.map(({ settings: s, r2: r }) => [s.depth, s.learningRate, Number.isNaN(r) ? null : r]),
        ridge: penalty,
      },
    };
  };
  return Object.freeze({
    name: "proxySpex",
    options: Object.freeze({ ...options }) as MethodCore["options"],
    plan: (n: number, asked: Asked = {}): Plan =>
      planOf(
        "proxySpex",
        n,
        asked,
        FEWEST,
        { depths, learningRates, rounds, energy },
        (set, budget, seed) => {
          set.add(new Uint32Array(fullMask(n).length));
          set.add(fullMask(n));
          addUniform(set, budget, new Random(seed, "uniform"));
        },
      ),
    estimate: (plan: Plan, values: Float64Array): Estimate =>
      asksAll(plan) ? whole.estimate(plan, values) : read(plan.masks, values, { seed: plan.seed }),
    read,
  });
}

/** The first of the best; NaN (a constant game) loses to none. */
function bestOf(tried: readonly Tried[]): Tried {
  return tried.reduce((best, next) => (next.r2 > best.r2 ? next : best));
}

/** R² of predictions of each fold by the trees, support and ridge of the others, at the best of the energies. */
function crossFitted(
  masks: Masks,
  values: Float64Array,
  checked: CrossValidated,
  energies: readonly number[],
): { energy: number; faithfulness: Faithfulness } {
  const rows = Int32Array.from(checked.fold.keys());
  const folds = checked.ensembles.map((ensemble, f) => {
    const seen = rows.filter((k) => checked.fold[k] !== f);
    const held = rows.filter((k) => checked.fold[k] === f);
    return {
      terms: treesToFourier(ensemble),
      seen: masks.select(seen),
      known: Float64Array.from(seen, (k) => values[k]),
      held,
      asked: masks.select(held),
    };
  });
  let best: { energy: number; faithfulness: Faithfulness } | undefined;
  for (const energy of energies) {
    const predictions = new Float64Array(masks.length);
    for (const { terms, seen, known, held, asked } of folds) {
      const support = strongest(terms, 1 - energy, LARGEST_SUPPORT).terms;
      const answers = predict(ridgeSupport(seen, known, support).terms, asked);
      for (let i = 0; i < held.length; i++) predictions[held[i]] = answers[i];
    }
    const faithfulness = faithfulnessOf(values, predictions, "cross-fit", 1 - 1 / folds.length);
    if (best !== undefined && faithfulness.r2 < best.faithfulness.r2) break;
    best = { energy, faithfulness };
  }
  return best!;
}

function list(name: string, value: unknown): readonly unknown[] {
  if (Array.isArray(value) && value.length > 0) return value;
  throw new SpexlabError(
    "BAD_OPTION",
    `Expected \`${name}\` to be an array of at least one number, got ${shown(value)}.`,
  );
}

function share(name: string, value: unknown): number {
  if (typeof value === "number" && value > 0 && value <= 1) return value;
  throw new SpexlabError("BAD_OPTION", `Expected \`${name}\` above 0 and at most 1, got ${shown(value)}.`);
}

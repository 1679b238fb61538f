import type { Masks } from "../bits/masks.js";
import { Random } from "../bits/random.js";
import { integer, SpexlabError } from "../errors.js";
import { type Booster, boostersOf, checkedOptions, checkValues, meanInto } from "./boost.js";
import { averageOf, type Ensemble } from "./ensemble.js";
import { byteColumnsOf } from "./histogram.js";
import type { TreeOptions } from "./presets.js";

/** How `crossValidate` divides the masks and when it stops. */
export interface CrossValidation {
  /** Parts of the masks, each held out once. Default 5. */
  readonly folds?: number;
  /** Stop after this many rounds without a better one. Default: never, all rounds are grown. */
  readonly patience?: number;
}

/** Boosted trees judged on masks that did not shape them. */
export interface CrossValidated {
  /** Rounds with the least squared error on held-out masks; 0 when no tree helps. */
  readonly rounds: number;
  /** R² on the held-out masks after 0, 1, 2, … rounds. */
  readonly r2: Float64Array;
  /** Held-out prediction for each mask at `rounds`, from the fold that did not see it. */
  readonly predictions: Float64Array;
  /** Fold of each mask. */
  readonly fold: Int32Array;
  /** For each fold, the ensemble of `rounds` rounds that did not see it. */
  readonly ensembles: readonly Ensemble[];
}

/**
 * Chooses the number of rounds by cross-validation, in one pass: the folds grow side by side, so that every round has a
 * prediction for every mask from an ensemble that did not see it. Cost: `folds` − 1 times that of one `boost` of as many rounds.
 *
 * @example
 * const masks = sx.Masks.from(3, ["000", "100", "010", "110", "001", "101", "011", "111"]);
 * const values = masks.map((c) => c.players.length);
 * const { rounds } = sx.crossValidate(masks, values, { minChild: 1, rounds: 50 }, { folds: 4 });
 * const ensemble = sx.boost(masks, values, { minChild: 1, rounds });
 */
export function crossValidate(
  masks: Masks,
  values: ArrayLike<number>,
  options: Partial<TreeOptions> & { readonly seed?: number } = {},
  { folds = 5, patience = Number.POSITIVE_INFINITY }: CrossValidation = {},
): CrossValidated {
  const settings = checkedOptions(options);
  checkValues(masks, values);
  integer("folds", folds, 2);
  if (masks.length < folds) {
    throw new SpexlabError(
      "TOO_FEW_MASKS",
      `Expected at least as many masks as folds (${folds}), got ${masks.length}. Use fewer folds or more masks.`,
    );
  }
  const m = masks.length;
  const fold = Int32Array.from({ length: m }, (_, k) => k % folds);
  new Random(options.seed ?? 0, "folds").shuffle(fold);
  const parts = Array.from({ length: folds }, (_, f) =>
    partOf(masks, values, fold, f, settings, options.seed ?? 0),
  );
  const variation = squares(values, new Float64Array(m).fill(mean(values)));
  const current = new Float64Array(m);
  const predictions = new Float64Array(m);
  const r2: number[] = [];
  let best = Number.POSITIVE_INFINITY;
  let rounds = 0;
  for (let round = 0; round <= settings.rounds && round - rounds <= patience; round++) {
    for (const part of parts) {
      if (round > 0) for (const booster of part.boosters) booster.step();
      meanInto(
        part.held,
        part.boosters.map((b) => b.watched),
      );
      for (let i = 0; i < part.rows.length; i++) current[part.rows[i]] = part.held[i];
    }
    const loss = squares(values, current);
    r2.push(variation > 0 ? 1 - loss / variation : Number.NaN);
    if (loss < best) {
      best = loss;
      rounds = round;
      predictions.set(current);
    }
  }
  const ensembles = parts.map((part) => averageOf(part.boosters.map((b) => b.ensemble(rounds))));
  return { rounds, r2: Float64Array.from(r2), predictions, fold, ensembles };
}

interface Part {
  readonly rows: Int32Array;
  readonly held: Float64Array;
  readonly boosters: readonly Booster[];
}

function partOf(
  masks: Masks,
  values: ArrayLike<number>,
  fold: Int32Array,
  f: number,
  settings: TreeOptions,
  seed: number,
): Part {
  const rows = rowsWhere(fold, (other) => other === f);
  const seen = rowsWhere(fold, (other) => other !== f);
  const grown = masks.select(seen);
  const known = Float64Array.from(seen, (k) => values[k]);
  const boosters = boostersOf(grown, known, settings, seed, masks.select(rows), byteColumnsOf(grown));
  return { rows, held: new Float64Array(rows.length), boosters };
}

function rowsWhere(fold: Int32Array, test: (f: number) => boolean): Int32Array {
  const rows: number[] = [];
  for (let k = 0; k < fold.length; k++) if (test(fold[k])) rows.push(k);
  return Int32Array.from(rows);
}

function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let k = 0; k < values.length; k++) sum += values[k];
  return sum / values.length;
}

function squares(values: ArrayLike<number>, predictions: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < values.length; k++) sum += (values[k] - predictions[k]) ** 2;
  return sum;
}

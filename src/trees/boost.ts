import type { Masks } from "../bits/masks.js";
import { Random } from "../bits/random.js";
import { integer, SpexlabError, shown } from "../errors.js";
import { averageOf, type Ensemble, EnsembleBuilder } from "./ensemble.js";
import { Grower } from "./grow.js";
import { type ByteColumns, byteColumnsOf } from "./histogram.js";
import { averaged, type TreeOptions } from "./presets.js";

/** Looks at masks that are not used for growing, after every round. */
export interface Watch {
  readonly masks: Masks;
  /** `predictions` is reused from round to round: copy what should last. Returning true ends the boosting. */
  readonly round: (round: number, predictions: Float64Array) => boolean | undefined;
}

/** Gradient boosting under squared loss, one round at a time. */
export class Booster {
  /** Current predictions on the masks it is grown on. */
  readonly predictions: Float64Array;
  /** Current predictions on the watched masks. */
  readonly watched: Float64Array;
  readonly #masks: Masks;
  readonly #watchedMasks: Masks | undefined;
  readonly #options: TreeOptions;
  readonly #builder: EnsembleBuilder;
  readonly #grower: Grower;
  readonly #residuals: Float64Array;
  readonly #floor: number;
  readonly #random: Random;
  readonly #order: Int32Array;
  readonly #inBag: Uint8Array;
  #players: Int32Array;
  #groups: Int32Array;

  constructor(
    masks: Masks,
    values: ArrayLike<number>,
    options: TreeOptions,
    seed: number,
    watched?: Masks,
    columns: ByteColumns = byteColumnsOf(masks),
  ) {
    const m = masks.length;
    this.#masks = masks;
    this.#watchedMasks = watched;
    this.#options = options;
    this.#random = new Random(seed, "trees");
    this.#grower = new Grower(columns, options);
    this.#builder = new EnsembleBuilder(masks.n);
    let base = 0;
    let largest = 0;
    for (let k = 0; k < m; k++) {
      base += values[k] / m;
      largest = Math.max(largest, Math.abs(values[k]));
    }
    this.#floor = largest * 1e-12;
    this.#builder.base = base;
    this.#residuals = Float64Array.from({ length: m }, (_, k) => values[k] - base);
    this.predictions = new Float64Array(m).fill(base);
    this.watched = new Float64Array(watched?.length ?? 0).fill(base);
    this.#inBag = new Uint8Array(m).fill(1);
    this.#order = Int32Array.from({ length: masks.n }, (_, i) => i);
    this.#players = this.#order.slice();
    this.#groups = groupsOf(this.#players);
  }

  /** Grows the next tree and updates all predictions. */
  step(): void {
    if (this.#options.playerFraction < 1) this.#choosePlayers();
    const rows = this.#grower.rows;
    const count = this.#chooseMasks(rows);
    const leaves = this.#grower.grow(
      this.#builder,
      this.#residuals,
      count,
      this.#players,
      this.#groups,
      this.#floor,
    );
    const root = this.#fillLeaves(leaves);
    const masks = this.#masks;
    if (count < masks.length) {
      for (let k = 0; k < masks.length; k++) {
        if (this.#inBag[k] === 0) this.#move(k, this.#builder.evaluate(root, masks, k));
      }
    }
    if (this.#watchedMasks) {
      for (let k = 0; k < this.watched.length; k++) {
        this.watched[k] += this.#builder.evaluate(root, this.#watchedMasks, k);
      }
    }
  }

  /** The trees of the first `rounds` rounds (all so far when left out). */
  ensemble(rounds?: number): Ensemble {
    return this.#builder.build(rounds);
  }

  /** Gives every leaf its value from the exact residuals and moves its masks; returns the root. */
  #fillLeaves(leaves: number): number {
    const { rows, starts, counts, nodes } = this.#grower;
    const { learningRate, l2 } = this.#options;
    for (let leaf = 0; leaf < leaves; leaf++) {
      const end = starts[leaf] + counts[leaf];
      let sum = 0;
      for (let i = starts[leaf]; i < end; i++) sum += this.#residuals[rows[i]];
      const value = (learningRate * sum) / (counts[leaf] + l2);
      this.#builder.setValue(nodes[leaf], value);
      for (let i = starts[leaf]; i < end; i++) this.#move(rows[i], value);
    }
    return this.#builder.lastRoot;
  }

  #move(k: number, value: number): void {
    this.predictions[k] += value;
    this.#residuals[k] -= value;
  }

  #choosePlayers(): void {
    const n = this.#order.length;
    const count = Math.max(1, Math.round(n * this.#options.playerFraction));
    for (let i = 0; i < count; i++) {
      const j = i + this.#random.below(n - i);
      const swap = this.#order[i];
      this.#order[i] = this.#order[j];
      this.#order[j] = swap;
    }
    this.#players = this.#order.slice(0, count).sort();
    this.#groups = groupsOf(this.#players);
  }

  /** Fills `rows` with the round's masks, ascending (selection without replacement); returns how many. */
  #chooseMasks(rows: Int32Array): number {
    const m = this.#masks.length;
    const wanted = Math.max(1, Math.round(m * this.#options.maskFraction));
    let taken = 0;
    for (let k = 0; k < m; k++) {
      const take =
        wanted - taken === m - k || this.#random.uint32() * (m - k) < (wanted - taken) * 4294967296 ? 1 : 0;
      this.#inBag[k] = take;
      rows[taken] = k;
      taken += take;
      if (taken === wanted) {
        this.#inBag.fill(0, k + 1);
        break;
      }
    }
    return taken;
  }
}

/**
 * Boosted regression trees (squared loss) on masks: binary questions "is player i present?". Starts from `averaged`;
 * options replace single settings. With several seeds the mean of the ensembles comes back as one.
 *
 * @param watch masks to predict after every round, for early stopping; with several seeds their mean is shown.
 * @example
 * const masks = sx.Masks.from(3, ["000", "100", "010", "110", "001", "101", "011", "111"]);
 * const values = masks.map((c) => (c.has(0) && c.has(1) ? 1 : 0));
 * const ensemble = sx.boost(masks, values, { ...sx.xgboostDefaults, rounds: 20, seed: 1 });
 */
export function boost(
  masks: Masks,
  values: ArrayLike<number>,
  options: Partial<TreeOptions> & { readonly seed?: number } = {},
  watch?: Watch,
): Ensemble {
  const settings = checkedOptions(options);
  checkValues(masks, values);
  const seed = options.seed ?? 0;
  const columns = byteColumnsOf(masks);
  const boosters = boostersOf(masks, values, settings, seed, watch?.masks, columns);
  const mean = new Float64Array(watch?.masks.length ?? 0);
  for (let round = 1; round <= settings.rounds; round++) {
    for (const booster of boosters) booster.step();
    if (watch) {
      meanInto(
        mean,
        boosters.map((b) => b.watched),
      );
      if (watch.round(round, mean) === true) break;
    }
  }
  return averageOf(boosters.map((b) => b.ensemble()));
}

/** One booster for each of the seeds to be averaged. */
export function boostersOf(
  masks: Masks,
  values: ArrayLike<number>,
  settings: TreeOptions,
  seed: number,
  watched: Masks | undefined,
  columns: ByteColumns,
): Booster[] {
  return Array.from(
    { length: settings.seeds },
    (_, s) => new Booster(masks, values, settings, seed + s * 0x9e3779b1, watched, columns),
  );
}

/** Writes the mean of equally long rows. */
export function meanInto(out: Float64Array, rows: readonly Float64Array[]): void {
  for (let k = 0; k < out.length; k++) {
    let sum = 0;
    for (let r = 0; r < rows.length; r++) sum += rows[r][k];
    out[k] = sum / rows.length;
  }
}

/** `averaged` with the given settings replaced, checked. Throws `BAD_OPTION`. */
export function checkedOptions(options: Partial<TreeOptions> & { readonly seed?: number }): TreeOptions {
  for (const name of Object.keys(options)) {
    if (name !== "seed" && !(name in averaged)) {
      throw new SpexlabError(
        "BAD_OPTION",
        `Expected tree options ${Object.keys(averaged).join(", ")} or seed, got ${shown(name)}.`,
      );
    }
  }
  const settings = { ...averaged, ...options };
  integer("rounds", settings.rounds, 0);
  integer("seeds", settings.seeds, 1);
  integer("minChild", settings.minChild, 1);
  if (settings.leaves !== Number.POSITIVE_INFINITY) integer("leaves", settings.leaves, 1);
  if (settings.depth !== Number.POSITIVE_INFINITY) integer("depth", settings.depth, 0);
  for (const name of ["learningRate", "playerFraction", "maskFraction"] as const) {
    if (!(settings[name] > 0 && settings[name] <= 1)) {
      throw new SpexlabError(
        "BAD_OPTION",
        `Expected \`${name}\` above 0 and at most 1, got ${shown(settings[name])}.`,
      );
    }
  }
  if (typeof settings.inherit !== "boolean") {
    throw new SpexlabError(
      "BAD_OPTION",
      `Expected \`inherit\` to be true or false, got ${shown(settings.inherit)}.`,
    );
  }
  if (!(settings.l2 >= 0 && Number.isFinite(settings.l2))) {
    throw new SpexlabError(
      "BAD_OPTION",
      `Expected \`l2\` to be a number from 0 up, got ${shown(settings.l2)}.`,
    );
  }
  return settings;
}

/** One finite value for each of one or more masks, or `BAD_VALUES`. */
export function checkValues(masks: Masks, values: ArrayLike<number>): void {
  if (masks.length === 0 || values.length !== masks.length) {
    throw new SpexlabError(
      "BAD_VALUES",
      `Expected one value for each of ${masks.length} masks (at least one), got ${values.length} values.`,
    );
  }
  for (let k = 0; k < values.length; k++) {
    if (!Number.isFinite(values[k])) {
      throw new SpexlabError(
        "BAD_VALUES",
        `Expected finite values, got ${shown(values[k])} for mask ${k}. Drop the masks that have no answer.`,
      );
    }
  }
}

function groupsOf(players: Int32Array): Int32Array {
  const groups: number[] = [];
  for (const player of players) if (groups.at(-1) !== player >>> 3) groups.push(player >>> 3);
  return Int32Array.from(groups);
}

import { type MimeBundle, showsItself } from "../../widgets/show.js";
import { binsOf } from "../decode/bins.js";
import { checkOptions, integer, SpexlabError, shown } from "../errors.js";
import { MethodPlan } from "../explain/plan.js";
import { type Player, playerSet } from "../explanation/players.js";
import type { Design } from "../sampling/design.js";
import { Bin, type BinPlace, type BinType } from "./bin.js";
import { level, ParityCode } from "./code.js";
import { Peeling } from "./peeling.js";

/**
 * The bins of a plan of `spex`, filled with the answers to its masks: C groups of 2^b bins. Each set of players falls into one bin of each group. Frozen;
 * `without` gives new ones. Iterates over its bins, group by group. For learning how SPEX works: `sx.spex` decodes them by itself.
 *
 * @category Codec for learning
 */
export class Bins {
  /** The code that all bins share. */
  readonly code: ParityCode;
  /** Groups: C. */
  readonly groups: number;
  /** Bins in a group: 2^b. */
  readonly size: number;
  readonly #bins: readonly Bin[];
  readonly #rows: readonly Uint32Array[];

  /** Bins come from `sx.bins`: the constructor is its own. */
  constructor(code: ParityCode, rows: readonly Uint32Array[], size: number, bins: readonly Bin[]) {
    this.code = code;
    this.groups = rows.length;
    this.size = size;
    this.#rows = rows;
    this.#bins = bins;
    Object.freeze(this);
  }

  /** One bin: its group from 1, its number from 0. */
  at(group: number, bin: number): Bin {
    const c = integer("group", group, 1, this.groups) - 1;
    return this.#bins[c * this.size + integer("bin", bin, 0, this.size - 1)];
  }

  /** The bins into which a set of players (indices or names) falls, one of each group. */
  of(players: readonly Player[]): Bin[] {
    const set = playerSet(this.code.names, players);
    return this.#rows.map((rows, c) =>
      this.at(
        c + 1,
        set.reduce((sum, i) => sum ^ rows[i], 0),
      ),
    );
  }

  /** How many bins are of each type. */
  count(): { readonly [type in BinType]: number } {
    const out = { zeroton: 0, singleton: 0, multiton: 0 };
    for (const { type } of this.#bins) out[type]++;
    return out;
  }

  /**
   * The bins without a set of this Fourier coefficient: it is subtracted from the bin of each group into which it falls.
   *
   * @example
   * const truth = sx.fromFourier(7, [[[0], 1], [[1, 2], -2]]);
   * const plan = sx.spex({ b: 2, t: 2 }).plan(7);
   * const all = sx.bins(plan, truth.predict(plan.masks));
   * all.without([1, 2], -2).without([0], 1).count().zeroton; // 12
   */
  without(players: readonly Player[], value: number): Bins {
    const touched = new Set(this.of(players));
    const bins = this.#bins.map((bin) => (touched.has(bin) ? bin.without(players, value) : bin));
    return new Bins(this.code, this.#rows, this.size, bins);
  }

  /**
   * Peeling, step by step: the strongest singleton is read and taken off its bin in every group, until no singleton is left. This is the algorithm
   * of the paper in its plain form; `sx.spex` judges each set by all groups, tries sets beside those that bins tell, and refits all coefficients.
   * Source: Kang et al., SPEX, ICML 2025, message passing (algorithm 4, appendix A).
   *
   * @example
   * const truth = sx.fromFourier(7, [[[0], 1], [[1, 2], -2]]);
   * const plan = sx.spex({ b: 2, t: 2 }).plan(7);
   * const peeling = sx.bins(plan, truth.predict(plan.masks)).peel();
   * peeling.steps.map((step) => step.players); // [[1, 2], [0]]
   * peeling.done; // true
   */
  peel(): Peeling {
    return new Peeling(this);
  }

  /** The bins one after the other, group by group. */
  [Symbol.iterator](): Iterator<Bin, undefined> {
    return this.#bins[Symbol.iterator]();
  }

  /** As text: how many bins of each type, group by group. */
  toString(): string {
    const { zeroton, singleton, multiton } = this.count();
    const lines = this.#bins.slice(0, 48).map((bin) => `  bin ${bin.bin} of group ${bin.group}: ${bin.type}`);
    return [
      `${this.groups} ${this.groups === 1 ? "group" : "groups"} of ${this.size} bins: zerotons ${zeroton}, singletons ${singleton}, multitons ${multiton}`,
      ...lines,
      ...(this.#bins.length > 48 ? [`  … and ${this.#bins.length - 48} more`] : []),
    ].join("\n");
  }

  /** All forms at once, for notebooks. */
  bundle(): MimeBundle {
    return { "text/plain": this.toString() };
  }

  /** One line, for bins inside another object. */
  line(): string {
    return `[Bins: ${this.groups} groups of ${this.size}]`;
  }

  static {
    showsItself(Bins.prototype);
  }
}

/**
 * The decoder's bins from a plan of `sx.spex` (or of `sx.auto`, where it decodes) and the values of its masks, in order. A bin's observation under a delay is
 * the sum of the Fourier coefficients of all sets that fall into it, each with the sign that the delay gives it. `noise`: standard deviation of one value
 * about the model's mean, where it is known; a bin averages 2^b values and has less. For learning how SPEX works.
 *
 * Source: Kang et al., SPEX, ICML 2025, on aliasing and the masks. Throws `NO_BINS` for a plan without structured masks, `BAD_VALUES`.
 *
 * @example
 * const game = sx.game(7, (masks) => masks.map((c) => (c.has(2) ? 4 : 0)));
 * const plan = sx.spex({ b: 2, t: 2 }).plan(game);
 * const all = sx.bins(plan, await sx.evaluate(game, plan.masks));
 * all.groups * all.size; // 12
 * all.of([2])[0].single()?.value ?? "shares its bin"; // -2
 * @category Codec for learning
 */
export function bins(plan: MethodPlan, values: ArrayLike<number>, options: { noise?: number } = {}): Bins {
  checkOptions("bins", options, ["noise"]);
  const design = plan instanceof MethodPlan ? (plan.core as { design?: Design }).design : undefined;
  if (design === undefined) {
    const came = plan instanceof MethodPlan ? `a plan of ${plan.method} without them` : shown(plan);
    throw new SpexlabError(
      "NO_BINS",
      `Expected a plan with structured masks, such as sx.spex({ b: 2 }).plan(game), got ${came}. A plan that asks all masks has none.`,
    );
  }
  const known = Float64Array.from(values ?? []);
  if (known.length !== plan.masks.length || !known.every(Number.isFinite)) {
    throw new SpexlabError(
      "BAD_VALUES",
      `Expected a finite number for each of the plan's ${plan.masks.length} masks, got ${known.every(Number.isFinite) ? known.length : "some that are not finite"}.`,
    );
  }
  const { b, C, delays, rows } = design;
  const size = 2 ** b;
  const code = new ParityCode(design.code, plan.players.names);
  const noise = level(options.noise) / Math.sqrt(size);
  const rounding = 1e-9 * Math.max(...known.map(Math.abs));
  const all = binsOf(design, known);
  const made = Array.from({ length: C * size }, (_, at) => {
    const place: BinPlace = {
      group: Math.floor(at / size) + 1,
      bin: at % size,
      rows: rows[Math.floor(at / size)],
    };
    const observations = all.slice(at * delays, (at + 1) * delays);
    return new Bin({ code, observations, noise, rounding, place });
  });
  return new Bins(code, rows, size, made);
}

import { peelingWidget } from "../../widgets/index.js";
import { clean, digitsFor, signed } from "../../widgets/labels.js";
import type { PeelingView } from "../../widgets/plot/peeling.js";
import { type MimeBundle, showsItself, type Widget } from "../../widgets/show.js";
import type { BinType } from "./bin.js";
import type { Bins } from "./bins.js";
import type { BinTerm } from "./code.js";

/**
 * One step of peeling.
 *
 * @category Codec for learning
 */
export interface PeelingStep {
  /** Group, from 1, of the bin in which the set stood alone. */
  readonly group: number;
  /** Number of that bin in its group, from 0. */
  readonly bin: number;
  /** The set, ascending. */
  readonly players: readonly number[];
  /** Names of its players. */
  readonly names: readonly string[];
  /** Its Fourier coefficient, as that bin tells it. */
  readonly value: number;
  /** The bins that it was taken off, one of each group, and their types before and after. */
  readonly bins: readonly {
    readonly group: number;
    readonly bin: number;
    readonly before: BinType;
    readonly after: BinType;
  }[];
}

/**
 * Peeling of bins, step by step: `steps` as plain records, `left` the bins as they are in the end, `done` when nothing but noise is left in them. Frozen.
 * Shows itself as a picture for each step, in a running page one at a time with buttons.
 *
 * @category Codec for learning
 */
export class Peeling {
  /** What was peeled, in order. */
  readonly steps: readonly PeelingStep[];
  /** The bins at the start. */
  readonly from: Bins;
  /** What is left of them. */
  readonly left: Bins;

  /** Peelings come from `bins.peel()`: the constructor is its own. */
  constructor(from: Bins) {
    const steps: PeelingStep[] = [];
    let left = from;
    // Noise may go on being read for ever; sets do not.
    for (const most = 2 * from.groups * from.size; steps.length < most; ) {
      const read = [...left]
        .filter((bin) => bin.type === "singleton")
        .map((bin) => ({ bin, found: bin.single()! }))
        .sort((a, z) => Math.abs(z.found.value) - Math.abs(a.found.value))[0];
      if (read === undefined) break;
      const { players, names, value } = read.found;
      const next = left.without(players, value);
      const after = next.of(players);
      steps.push({
        group: read.bin.group!,
        bin: read.bin.bin!,
        players,
        names,
        value,
        bins: left.of(players).map((bin, c) => ({
          group: bin.group!,
          bin: bin.bin!,
          before: bin.type,
          after: after[c].type,
        })),
      });
      left = next;
    }
    this.steps = Object.freeze(steps);
    this.from = from;
    this.left = left;
    Object.freeze(this);
  }

  /** True when every bin is a zeroton in the end. */
  get done(): boolean {
    return this.left.count().zeroton === this.left.groups * this.left.size;
  }

  /**
   * The sets that were found and their Fourier coefficients, as `sx.fromFourier(names, terms)` takes them.
   *
   * @example
   * const truth = sx.fromFourier(["a", "b", "c", "d", "e", "f", "g"], [[["a"], 1], [["b", "c"], -2]]);
   * const plan = sx.spex({ b: 2, t: 2 }).plan(truth.names);
   * const { terms } = sx.bins(plan, truth.predict(plan.masks)).peel();
   * sx.fromFourier(truth.names, terms).get("b", "c"); // -2
   */
  get terms(): BinTerm[] {
    const sums = new Map<string, { names: readonly string[]; value: number }>();
    for (const { players, names, value } of this.steps) {
      const so = sums.get(players.join());
      sums.set(players.join(), { names, value: (so?.value ?? 0) + value });
    }
    return [...sums.values()].map(({ names, value }) => [names, value] as const);
  }

  /**
   * Sets and bins as a graph, a picture for each step (at most 24 of them): sets on the left, an edge to the bin of each group into which a set falls. In a running page
   * one step at a time, with buttons, a slider and the arrow keys. Throws `TOO_LARGE_TO_DRAW` for more than 64 bins or 40 sets.
   */
  widget(): Widget {
    return peelingWidget(this.#view(), () => this.toString());
  }

  /** As text: a line for each step. */
  toString(): string {
    const digits = digitsFor(Math.max(0, ...this.steps.map(({ value }) => Math.abs(value))));
    const count = (bins: Bins): string => {
      const { zeroton, singleton, multiton } = bins.count();
      return `zerotons ${zeroton}, singletons ${singleton}, multitons ${multiton}`;
    };
    return [
      `start: ${count(this.from)}`,
      ...this.steps.map(({ group, bin, names, value, bins }, k) => {
        const changes = bins.map((one) => `${one.group}/${one.bin} ${one.before} → ${one.after}`).join(", ");
        return `step ${k + 1}: bin ${bin} of group ${group} holds ${clean(names.join(" · ")) || "(no player)"} ${signed(value, digits)}; taken off ${changes}`;
      }),
      `end: ${count(this.left)}`,
    ].join("\n");
  }

  /** All forms at once, for notebooks; more bins or sets than can be drawn are told as text. */
  bundle(): MimeBundle {
    const text = this.toString();
    const small = this.from.groups * this.from.size <= 64 && this.terms.length <= 40;
    return small ? { "text/plain": text, "text/html": this.widget().html() } : { "text/plain": text };
  }

  /** One line, for a peeling inside another object. */
  line(): string {
    return `[Peeling: ${this.steps.length} steps, ${this.done ? "nothing left" : "not finished"}]`;
  }

  #view(): PeelingView {
    const types = (bins: Bins): BinType[] => [...bins].map(({ type }) => type);
    const sets = this.terms.map(([names]) => ({
      names: names as readonly string[],
      bins: this.from.of(names).map(({ group, bin }) => (group! - 1) * this.from.size + bin!),
    }));
    const index = new Map(this.terms.map(([names], k) => [names.join("\u0000"), k]));
    let now = types(this.from);
    return {
      groups: this.from.groups,
      size: this.from.size,
      sets,
      start: now,
      steps: this.steps.map(({ group, bin, names, value, bins }) => {
        now = now.slice();
        for (const one of bins) now[(one.group - 1) * this.from.size + one.bin] = one.after;
        return {
          set: index.get(names.join("\u0000"))!,
          value,
          read: (group - 1) * this.from.size + bin,
          types: now,
        };
      }),
    };
  }

  static {
    showsItself(Peeling.prototype);
  }
}

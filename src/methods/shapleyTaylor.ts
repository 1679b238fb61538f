import { MaskSet } from "../bits/maskSet.js";
import type { Masks } from "../bits/masks.js";
import { popcount } from "../bits/popcount.js";
import { Random } from "../bits/random.js";
import { type Terms, TermTable } from "../bits/terms.js";
import { checkOptions, integer, SpexlabError, shown } from "../errors.js";
import { convert } from "../indices/convert.js";
import { fourierOfAll } from "../indices/fourier.js";
import { eachSet, setsUpTo } from "../sampling/subsets.js";
import type { Estimate, MethodCore, Plan } from "../types.js";
import { type Asked, asksAll, planOf } from "./plans.js";

/**
 * Settings of `shapleyTaylor`.
 *
 * @category Methods
 */
export interface ShapleyTaylorOptions {
  /** Largest order of the interactions; 1 gives Shapley values. Default 2. */
  readonly order?: number;
}

interface TaylorPlan extends Plan {
  /** Orders of arrival; of the last one only `partial` sets may be used. */
  readonly permutations?: readonly Uint32Array[];
  /** The sets of the last permutation that the budget paid for; all when undefined. */
  readonly partial?: readonly Uint32Array[];
}

/**
 * Shapley-Taylor interactions from random orders of arrival.
 *
 *   plan:      for each permutation the coalitions T ∪ W, W ⊆ S, for every set S of k players, where T are those before S's first;
 *              one permutation has Σ_{j ≤ k} C(n, j) different ones, every set of fewer than k players among them
 *   estimate:  order k: mean over permutations of Δ_S f(T); below: Δ_S f(∅), exact; index STII
 *
 * Unbiased. The last permutation is used as far as the budget goes, in random order of its sets; while all are whole, the values add
 * up to f(N) exactly. It makes no surrogate: the Taylor polynomial expands the game at the empty coalition and heaps all that
 * is left on order k, which over uniform masks is often worse than a constant. All 2^n masks give the index in closed form.
 * Throws `BUDGET_TOO_SMALL` below one permutation, with its calls.
 *
 * Source: Sundararajan, Dhamdhere & Agarwal, "The Shapley Taylor Interaction Index", ICML 2020.
 */
export function shapleyTaylor(options: ShapleyTaylorOptions = {}): MethodCore {
  checkOptions("shapleyTaylor", options, ["order"]);
  const order = integer("order", options.order ?? 2, 1);
  return Object.freeze({
    name: "shapleyTaylor",
    options: Object.freeze({ ...options }),

    plan(n: number, asked: Asked = {}): TaylorPlan {
      const k = Math.min(order, integer("n", n, 1));
      let permutations: Uint32Array[] = [];
      let partial: Uint32Array[] | undefined;
      const fewest = setsUpTo(n, k);
      const plan = planOf("shapleyTaylor", n, asked, fewest, { order }, (set, budget, seed) => {
        ({ permutations, partial } = permute(set, budget, k, new Random(seed, "permutations")));
      });
      return asksAll(plan)
        ? plan
        : Object.freeze({
            ...plan,
            settings: { order, permutations: permutations.length },
            permutations,
            ...(partial && { partial }),
          });
    },

    estimate(plan: TaylorPlan, values: Float64Array): Estimate {
      const k = Math.min(order, plan.n);
      if (asksAll(plan)) {
        return measured(convert(fourierOfAll(plan.n, values), "STII", order), order, { all: true });
      }
      const { permutations, partial } = plan;
      if (!permutations) {
        throw new SpexlabError(
          "WRONG_PLAN",
          `shapleyTaylor estimates from its own plans only; got a plan of ${shown(plan.method)}.`,
        );
      }
      const answers = new Answers(plan.masks, values);
      const table = new TermTable(plan.n);
      for (let size = 0; size < k; size++) {
        eachSet(plan.n, size, (set) => table.add(set, answers.derivative([], set)));
      }
      const counts = new TermTable(plan.n);
      const sums = new TermTable(plan.n);
      permutations.forEach((permutation, p) => {
        const visit = (positions: Uint32Array): void => {
          const set = Uint32Array.from(positions, (at) => permutation[at]).sort();
          sums.add(set, answers.derivative(permutation.subarray(0, positions[0]), set));
          counts.add(set, 1);
        };
        if (partial && p === permutations.length - 1) partial.forEach(visit);
        else eachSet(plan.n, k, visit);
      });
      const totals = sums.toTerms();
      eachSet(plan.n, k, (set) => {
        const at = sums.indexOf(set);
        table.add(set, totals.values[at] / counts.get(set));
      });
      return measured(table.toTerms(), order, { permutations: permutations.length });
    },
  });
}

function measured(terms: Terms, order: number, report: Estimate["report"]): Estimate {
  return {
    fourier: null,
    measured: { index: "STII", order, terms },
    exact: false,
    faithfulness: null,
    report: { ...report, terms: terms.length },
  };
}

/** Fills the set with whole permutations and, of the last one, as many sets of k players as fit. */
function permute(
  set: MaskSet,
  budget: number,
  k: number,
  random: Random,
): { permutations: Uint32Array[]; partial: Uint32Array[] | undefined } {
  const { n } = set;
  const permutations: Uint32Array[] = [];
  // With few players left to see, a permutation may add nothing new: a bound on how often that may happen.
  for (let idle = 0; set.size < budget && idle < 100; ) {
    const permutation = random.shuffle(Uint32Array.from({ length: n }, (_, i) => i));
    permutations.push(permutation);
    const fresh = new MaskSet(n);
    eachSet(n, k, (positions) =>
      eachCoalition(permutation, positions, n, (mask) => set.indexOf(mask) < 0 && fresh.add(mask)),
    );
    if (set.size + fresh.size > budget)
      return { permutations, partial: addPart(set, budget, permutation, k, random) };
    idle = fresh.size === 0 ? idle + 1 : 0;
    const { words, stride } = fresh.toMasks();
    for (let r = 0; r < fresh.size; r++) set.add(words, r * stride);
  }
  return { permutations, partial: undefined };
}

function addPart(
  set: MaskSet,
  budget: number,
  permutation: Uint32Array,
  k: number,
  random: Random,
): Uint32Array[] {
  const { n } = set;
  const all: Uint32Array[] = [];
  eachSet(n, k, (positions) => all.push(positions.slice()));
  const order = random.shuffle(Uint32Array.from({ length: all.length }, (_, i) => i));
  const used: Uint32Array[] = [];
  for (const i of order) {
    const fresh: Uint32Array[] = [];
    eachCoalition(permutation, all[i], n, (mask) => set.indexOf(mask) < 0 && fresh.push(mask.slice()));
    if (set.size + fresh.length > budget) break;
    for (const mask of fresh) set.add(mask);
    used.push(all[i]);
  }
  return used;
}

/** The coalitions T ∪ W for W ⊆ S: S at these positions of the permutation, T all before the first. The mask is reused. */
function eachCoalition(
  permutation: Uint32Array,
  positions: Uint32Array,
  n: number,
  visit: (mask: Uint32Array) => void,
): void {
  const mask = new Uint32Array(Math.max(1, (n + 31) >>> 5));
  for (let w = 0; w < 2 ** positions.length; w++) {
    mask.fill(0);
    for (let i = 0; i < positions[0]; i++) put(mask, permutation[i]);
    for (let i = 0; i < positions.length; i++) if ((w >>> i) & 1) put(mask, permutation[positions[i]]);
    visit(mask);
  }
}

/** Values by mask. */
class Answers {
  readonly #set: MaskSet;
  readonly #values: Float64Array;
  readonly #mask: Uint32Array;

  constructor(masks: Masks, values: Float64Array) {
    this.#set = new MaskSet(masks.n, masks.length);
    for (let k = 0; k < masks.length; k++) this.#set.add(masks.words, k * masks.stride);
    this.#values = values;
    this.#mask = new Uint32Array(masks.stride);
  }

  /** Δ_S f(T) = Σ_{W ⊆ S} (−1)^{|S|−|W|} f(T ∪ W). */
  derivative(before: ArrayLike<number>, set: ArrayLike<number>): number {
    let sum = 0;
    for (let w = 0; w < 2 ** set.length; w++) {
      this.#mask.fill(0);
      for (let i = 0; i < before.length; i++) put(this.#mask, before[i]);
      for (let i = 0; i < set.length; i++) if ((w >>> i) & 1) put(this.#mask, set[i]);
      const value = this.#values[this.#set.indexOf(this.#mask)];
      sum += (set.length - popcount(w)) % 2 === 0 ? value : -value;
    }
    return sum;
  }
}

function put(mask: Uint32Array, player: number): void {
  mask[player >>> 5] |= 1 << (player & 31);
}

import { MaskSet } from "../bits/maskSet.js";
import { Masks } from "../bits/masks.js";
import { checkOptions, integer, SpexlabError, shown } from "../errors.js";
import { create, type Explanation } from "../explanation/explanation.js";
import { first, titleOf } from "../explanation/first.js";
import { checkedAnswers, coalitionShown } from "../games/answers.js";
import { playersFrom } from "../games/players.js";
import { DENSE_PLAYERS } from "../indices/dense.js";
import type { Estimate, Plan, Players } from "../types.js";
import { answerToAll, type Method } from "./method.js";
import { type MethodName, methodFrom } from "./methods.js";
import { seedOf } from "./run.js";

/**
 * Options of `fromValues`.
 *
 * @category Explaining and comparing
 */
export interface FromValuesOptions {
  /** The method that reads the answers, or its name. Default: `sx.exact()` when all 2^n masks are there, else `sx.auto()`. */
  readonly method?: Method | MethodName;
  /** For methods that need the masks of their own plan: the budget of that plan. Default: the number of distinct masks given. */
  readonly budget?: number;
  /** Seed of the method. Default: the method's own seed, else 0. */
  readonly seed?: number;
}

/**
 * Explains answers that are already there: a log, a batch job, another tool's masks. Nothing is asked.
 *
 * `masks`: arrays of present players (indices or names), 0/1 strings (character i = player i), or `Masks`; `values[k]`
 * belongs to row k. Methods that can read any masks (auto, lime, kernelShap, proxySpex, …) take them as they are; the others (spex,
 * exact, …) accept them when all masks of their own plan are among them, in any order, and else throw `MASKS_MISSING` saying which
 * they need. For those a mask may come twice only with the same value. Uniform masks (each player present with probability one half)
 * serve best: faithfulness is estimated on some of the given masks. Throws `BAD_MASKS`, `BAD_VALUES` naming the coalition, `TOO_FEW_MASKS`.
 *
 * @example
 * const e = sx.fromValues(["a", "b"], [[], ["a"], ["b"], ["a", "b"]], [0, 1, 1, 3]);
 * e.as("Moebius").get("a", "b"); // 1
 * @category Explaining and comparing
 */
export function fromValues(
  players: number | readonly string[] | Players,
  masks: Masks | readonly (readonly (number | string)[] | string)[],
  values: ArrayLike<number>,
  options: FromValuesOptions = {},
): Explanation {
  checkOptions("fromValues", options, ["method", "budget", "seed"]);
  if (options.seed !== undefined) integer("seed", options.seed, 0);
  if (options.budget !== undefined) integer("budget", options.budget, 1);
  const known = playersFrom(players);
  if (!(masks instanceof Masks) && !Array.isArray(masks)) {
    throw new SpexlabError(
      "BAD_MASKS",
      `Expected rows of present players, 0/1 strings or Masks, got ${shown(masks)}.`,
    );
  }
  const given = Masks.from(known.names.length, masks, known.names);
  if (given.length === 0) throw new SpexlabError("BAD_MASKS", "Expected at least one mask, got none.");
  const answers = new Answers(given, checkedAnswers(values, given, known.names, undefined), known.names);
  const method = methodFrom(options.method ?? (answers.whole ? "exact" : "auto"));
  const { core } = method;
  const seed = options.seed ?? seedOf(core.options);
  const plan = core.read === undefined ? ownPlan(method, answers, options) : undefined;
  if (plan === undefined) checkAppear(given, known.names);
  const estimate: Estimate = plan
    ? core.estimate(plan, answers.to(plan.masks))
    : core.read!(given, answers.values, { seed });
  return create(
    first({
      players: known,
      title: titleOf(known),
      unit: "value",
      made: {
        method: core.name,
        options: core.options,
        settings: plan?.settings ?? {},
        seed: plan?.seed ?? seed,
        budget: plan?.budget ?? answers.distinct,
        calls: plan?.calls ?? answers.distinct,
      },
      estimate,
      modelFull: answerToAll(given, answers.values),
      game: null,
    }),
  );
}

/** Throws when a player is present in none of the masks: nothing can be said about it. */
function checkAppear(masks: Masks, names: readonly string[]): void {
  for (let player = 0; player < masks.n; player++) {
    let row = 0;
    while (row < masks.length && !masks.has(row, player)) row++;
    if (row < masks.length) continue;
    throw new SpexlabError(
      "BAD_MASKS",
      `The player ${shown(names[player])} is present in none of the ${masks.length} masks: they tell nothing about it. Leave it out of the players, or add masks in which it is present.`,
    );
  }
}

/** The method's own plan when all of its masks have an answer; else an error that says what it needs. */
function ownPlan({ core }: Method, answers: Answers, { budget, seed }: FromValuesOptions): Plan {
  const { masks, names } = answers;
  answers.checkAgree();
  let plan: Plan;
  try {
    plan = core.plan(masks.n, { budget: budget ?? answers.distinct, seed });
  } catch (cause) {
    if (!(cause instanceof SpexlabError)) throw cause;
    throw new SpexlabError(
      "MASKS_MISSING",
      `${core.name} cannot read just any masks, only those of its own plan, and ${answers.distinct} distinct masks make none: ${cause.message}`,
      { cause },
    );
  }
  const missing = answers.missing(plan.masks);
  if (missing.length === 0) return plan;
  throw new SpexlabError(
    "MASKS_MISSING",
    `${core.name} cannot read just any masks, only those of its own plan: sx.${core.name}(…).plan(${masks.n}, { budget: ${plan.budget}, seed: ${plan.seed} }).masks. ` +
      `Of its ${plan.calls} masks ${missing.length} have no value (first: ${coalitionShown(plan.masks.at(missing[0]), names)}).`,
  );
}

/** Answers by mask. */
class Answers {
  readonly masks: Masks;
  readonly values: Float64Array;
  readonly names: readonly string[];
  readonly #set: MaskSet;
  /** Value of each distinct mask, in order of arrival. */
  readonly #known: number[] = [];
  /** First row whose value is not the one that its mask had before. */
  #torn: number | undefined;

  constructor(masks: Masks, values: Float64Array, names: readonly string[]) {
    this.masks = masks;
    this.values = values;
    this.names = names;
    this.#set = new MaskSet(masks.n);
    for (let row = 0; row < masks.length; row++) {
      const at = this.#set.add(masks.words, row * masks.stride);
      this.#known[at] ??= values[row];
      if (this.#known[at] !== values[row]) this.#torn ??= row;
    }
  }

  /** Throws when a mask came with two values. */
  checkAgree(): void {
    const row = this.#torn;
    if (row === undefined) return;
    const first = this.#known[this.#set.indexOf(this.masks.words, row * this.masks.stride)];
    throw new SpexlabError(
      "BAD_VALUES",
      `Expected one value for each mask, got ${first} and ${this.values[row]} for ${coalitionShown(this.masks.at(row), this.names)} (row ${row}).`,
    );
  }

  /** Number of distinct masks. */
  get distinct(): number {
    return this.#set.size;
  }

  /** Are all 2^n masks there, each with one value, for players that `exact` takes? */
  get whole(): boolean {
    return this.masks.n <= DENSE_PLAYERS && this.distinct === 2 ** this.masks.n && this.#torn === undefined;
  }

  /** Rows of `wanted` without an answer. */
  missing(wanted: Masks): number[] {
    return Array.from({ length: wanted.length }, (_, row) => row).filter(
      (row) => this.#set.indexOf(wanted.words, row * wanted.stride) < 0,
    );
  }

  /** The values of masks that all have one. */
  to(wanted: Masks): Float64Array {
    return Float64Array.from(
      { length: wanted.length },
      (_, row) => this.#known[this.#set.indexOf(wanted.words, row * wanted.stride)],
    );
  }
}

import type { Masks } from "../bits/masks.js";
import { Random } from "../bits/random.js";
import { binTypes } from "../decode/binTypes.js";
import { hardPasses, softPasses } from "../decode/passes.js";
import { type Decoded, peel } from "../decode/peel.js";
import { checkOptions, integer, SpexlabError, shown } from "../errors.js";
import { DENSE_PLAYERS } from "../indices/dense.js";
import { predict } from "../indices/predict.js";
import { faithfulnessOf } from "../metrics/faithfulness.js";
import { heldOutOf } from "../metrics/heldOut.js";
import { type Design, design, designCalls } from "../sampling/design.js";
import { addUniform, fullMask } from "../sampling/uniform.js";
import type { Estimate, Faithfulness, Known, MethodCore, Plan } from "../types.js";
import { exact } from "./exact.js";
import { type Noise, noiseLevel } from "./noise.js";

/**
 * Settings of `spex`. What is left out is chosen from the budget, never lowered below what is asked.
 *
 * @category Methods
 */
export interface SpexOptions {
  /** Each group has 2^b bins. Default: the largest from 3 up that the budget pays; 4 without a budget. */
  readonly b?: number;
  /** Errors that the parity code corrects, and the largest order that is decoded. Default 5. */
  readonly t?: number;
  /** Groups: independent subsamplings of the same function. Default 3. */
  readonly C?: number;
  /** `"soft"` (default) weighs every observation by its size, `"hard"` takes signs only: faster, weaker under noise. */
  readonly decoding?: "soft" | "hard";
  /**
   * The model's own noise, where it is known: nothing is believed that it alone would show. Default: estimated from what the terms
   * found leave unexplained, which is low when too many of them are believed.
   */
  readonly noise?: Noise;
  /** Seed of the masks; the `seed` of `explain` or `plan` takes its place when it is given there. Default 0. */
  readonly seed?: number;
}

/** Fewest uniform masks from which a held-out faithfulness is worth stating. */
const FEWEST_HELD_OUT = 24;
const SMALLEST_B = 3;

/** A plan that remembers how its masks are structured. */
export interface SpexPlan extends Plan {
  readonly design?: Design;
}

/**
 * SPEX, the Spectral Explainer: structured masks, channel decoding, message passing, least-squares refit.
 *
 * Returns a method; `plan` needs C·(r+1)·2^b masks less duplicates (r: parity bits of the BCH code, about t·log2 n) and
 * fills what the budget leaves with uniform masks, which serve the refit and a held-out faithfulness. When the budget
 * pays all 2^n coalitions the transform is computed whole. Throws `BUDGET_TOO_SMALL` with the numbers that would fit.
 *
 * Source: Kang et al., "SPEX: Scaling Feature Interaction Explanations for LLMs", ICML 2025, with algorithms 1 to 4 of its appendix A.
 *
 * @example
 * const game = sx.game(20, (masks) => masks.map((m) => (m.has(3) && m.has(7) ? 1 : 0)));
 * const e = await sx.explain(game, { method: sx.spex({ b: 4 }), seed: 1 });
 * e.as("Moebius").get(3, 7).toFixed(6); // "1.000000"
 */
export function spex(options: SpexOptions = {}): MethodCore {
  checkOptions("spex", options, ["b", "t", "C", "decoding", "noise", "seed"]);
  const t = integer("t", options.t ?? 5, 1, 8);
  const C = integer("C", options.C ?? 3, 1, 16);
  const fixedB = options.b === undefined ? undefined : integer("b", options.b, 1, 20);
  if (options.seed !== undefined) integer("seed", options.seed, 0);
  const decoding = options.decoding ?? "soft";
  if (decoding !== "soft" && decoding !== "hard") {
    throw new SpexlabError(
      "BAD_OPTION",
      `Expected \`decoding\` to be "soft" or "hard", got ${shown(decoding)}.`,
    );
  }
  const { noise: _, ...said } = options;
  const known = noiseLevel(options.noise);
  const whole = exact();
  const settingsOf = (b: number | null): Plan["settings"] => ({ b, t, C, decoding });

  return Object.freeze({
    name: "spex",
    options: Object.freeze({ ...said, ...(known === undefined ? {} : { noise: known }) }),
    takesNoise: true,

    plan(n: number, asked: { budget?: number; seed?: number } = {}): SpexPlan {
      integer("n", n, 1);
      const seed = asked.seed ?? options.seed ?? 0;
      if (asked.budget !== undefined) integer("budget", asked.budget, 1);
      const b = fixedB ?? largestB(n, t, C, asked.budget);
      const needed = designCalls(n, b, t, C);
      const budget = asked.budget ?? Math.min(needed.raw, 2 ** n);
      if (n <= DENSE_PLAYERS && budget >= 2 ** n) {
        return Object.freeze({
          ...whole.plan(n, { budget, seed }),
          method: "spex",
          settings: settingsOf(null),
        });
      }
      // Few players repeat masks in ways that only drawing them tells.
      if (n > DENSE_PLAYERS && needed.distinct > budget) throw tooSmall(n, b, t, C, budget);
      const drawn = design(n, b, t, C, seed);
      const set = drawn.masks;
      const structured = set.size;
      if (structured > budget) throw tooSmall(n, b, t, C, budget, structured);
      if (structured < budget) set.add(fullMask(n));
      addUniform(set, budget, new Random(seed, "uniform"));
      return Object.freeze({
        method: "spex",
        n,
        seed,
        calls: set.size,
        budget,
        masks: set.toMasks(),
        settings: { ...settingsOf(b), structured, uniform: set.size - structured },
        design: drawn,
      });
    },

    estimate(plan: SpexPlan, values: Float64Array, { noise = known }: Known = {}): Estimate {
      if (plan.settings.b === null) return whole.estimate(plan, values, { noise });
      if (!plan.design) {
        throw new SpexlabError(
          "WRONG_PLAN",
          `spex estimates from its own plans only; got a plan of ${shown(plan.method)}. Make one with spex().plan(n, { budget }).`,
        );
      }
      const { design: drawn, masks } = plan;
      const structured = Number(plan.settings.structured);
      const passes = decoding === "soft" ? softPasses(drawn) : hardPasses(drawn);
      const held = checkHeldOut(plan, values, structured, (train, trainValues) =>
        peel(drawn, train, trainValues, passes, undefined, noise),
      );
      const decoded = peel(drawn, masks, values, passes, held?.decoded, noise);
      return {
        fourier: decoded.terms,
        exact: false,
        faithfulness: held?.faithfulness ?? null,
        report: {
          rounds: decoded.rounds,
          terms: decoded.terms.length,
          found: decoded.found.map(({ pass, sets }) => `${pass}: ${sets}`),
          bins: binTypes(drawn, values, held ? [held.decoded, decoded] : [decoded]),
          noiseVariance: decoded.noise,
        },
      };
    },
  });
}

/** Fits without some of the uniform masks and looks at those; what it found is a head start for the real fit. */
function checkHeldOut(
  plan: Plan,
  values: Float64Array,
  structured: number,
  decode: (masks: Masks, values: Float64Array) => Decoded,
): { faithfulness: Faithfulness; decoded: Decoded } | undefined {
  // The first mask after the design is the full one, which is not a uniform draw.
  const first = structured + 1;
  if (plan.calls - first < FEWEST_HELD_OUT) return undefined;
  const train = plan.calls - Math.min(heldOutOf(plan.calls), plan.calls - first);
  const decoded = decode(plan.masks.slice(0, train), values.subarray(0, train));
  const predicted = predict(decoded.terms, plan.masks.slice(train));
  const faithfulness = faithfulnessOf(values.subarray(train), predicted, "held-out", train / plan.calls);
  return { faithfulness, decoded };
}

function largestB(n: number, t: number, C: number, budget: number | undefined): number {
  if (budget === undefined) return 4;
  let b = SMALLEST_B;
  while (b < 20 && designCalls(n, b + 1, t, C).raw <= budget) b++;
  return b;
}

function tooSmall(
  n: number,
  b: number,
  t: number,
  C: number,
  budget: number,
  distinct: number = designCalls(n, b, t, C).distinct,
): SpexlabError {
  const fits: string[] = [];
  for (let lower = t; lower >= 1 && fits.length < 3; lower--) {
    for (let bits = Math.min(b, SMALLEST_B); bits >= 1; bits--) {
      const calls = designCalls(n, bits, lower, C).distinct;
      if (calls > budget) continue;
      fits.push(`{ b: ${bits}, t: ${lower}, C: ${C} } (${calls} calls)`);
      break;
    }
  }
  const instead = fits.length > 0 ? ` Settings that fit ${budget}: ${fits.join(", ")}.` : "";
  return new SpexlabError(
    "BUDGET_TOO_SMALL",
    `spex with b = ${b}, t = ${t}, C = ${C} needs ${distinct} distinct coalitions of n = ${n} players, the budget is ${budget}. Raise the budget to ${distinct} or more.${instead}`,
  );
}

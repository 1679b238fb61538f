import type { Masks } from "../bits/masks.js";
import { SpexlabError, shown } from "../errors.js";
import type { AskedOnce } from "../evaluate/askedOnce.js";
import type { EvaluateOptions } from "../evaluate/evaluate.js";
import { create, type Explanation } from "../explanation/explanation.js";
import { first, titleOf } from "../explanation/first.js";
import { predict } from "../indices/predict.js";
import { faithfulnessOf } from "../metrics/faithfulness.js";
import { freshMasks } from "../sampling/fresh.js";
import { answerToAll, type Method } from "./method.js";

/**
 * What one method made of one budget: a row of every table that compares methods.
 *
 * @category Explaining and comparing
 */
export interface RunRow {
  /** The method's name and its options, e.g. `spex b=4 decoding=hard`. */
  readonly method: string;
  /** Distinct coalitions that the method looked at. */
  readonly calls: number | null;
  /** Of those, coalitions that nobody before had asked for in this run. */
  readonly newCalls: number | null;
  /** R² on the test masks, against the game's own answers, with its 90 % interval; null without a surrogate. */
  readonly r2: number | null;
  /** Lower end of the interval. */
  readonly low: number | null;
  /** Upper end of the interval. */
  readonly high: number | null;
  /** Seconds for plan and estimate; the game's own time is not in it. */
  readonly seconds: number | null;
  /** Fourier terms of the surrogate; null without one. */
  readonly terms: number | null;
  /** `"own"`: masks of the method's own plan. `"shared"`: masks that other methods had too. */
  readonly masks: "own" | "shared" | null;
  /** Why there is no result, or no R²; null when all went well. */
  readonly error: string | null;
}

/** A row and the explanation behind it. */
export interface Run {
  readonly row: RunRow;
  readonly explanation: Explanation | null;
}

/** Masks that a method is to read instead of its own plan's. */
export interface Shared {
  readonly masks: Masks;
  readonly budget: number;
}

/** Masks on which all methods are judged, and the game's answers to them. */
export interface Test {
  readonly masks: Masks;
  readonly values: Float64Array;
  /** Are they all 2^n? */
  readonly all: boolean;
}

/** Draws the test masks and asks them. */
export async function askTest(
  asked: AskedOnce,
  count: number,
  seed: number,
  asking: EvaluateOptions,
): Promise<Test> {
  const { masks, all } = freshMasks(asked.game.n, count, seed);
  return { masks, all, values: (await asked.ask(masks, asking)).values };
}

/** The method's name with its options as given. */
export function labelOf(method: Method): string {
  const options = Object.entries(method.options).filter(([, value]) => value !== undefined);
  const said = options.map(([key, v]) => `${key}=${typeof v === "string" ? v : JSON.stringify(v)}`);
  return [method.name, ...said].join(" ");
}

/** What a method that failed leaves. */
export function failed(method: string, error: unknown, calls: number | null = null): Run {
  const message = error instanceof Error ? error.message : shown(error);
  const nothing = {
    newCalls: null,
    r2: null,
    low: null,
    high: null,
    seconds: null,
    terms: null,
    masks: null,
  };
  return { row: { method, calls, ...nothing, error: message }, explanation: null };
}

/**
 * Runs one method: plans (or takes the shared masks), asks what nobody has asked yet, estimates. What the method itself throws
 * becomes a row; what the game throws is thrown. R² is added by `judged`.
 */
export async function runMethod(
  method: Method,
  asked: AskedOnce,
  options: { readonly budget?: number; readonly seed?: number; readonly shared?: Shared },
  asking: EvaluateOptions,
): Promise<Run> {
  const label = labelOf(method);
  const { budget, seed, shared } = options;
  const { game } = asked;
  const started = performance.now();
  let wanted: Masks;
  let finish: (values: Float64Array) => Explanation;
  try {
    if (shared === undefined) {
      const plan = method.plan(game, { budget, seed });
      wanted = plan.masks;
      finish = (values) => method.estimate(plan, values);
    } else {
      wanted = shared.masks;
      finish = (values) => readShared(method, asked, shared, values, seed);
    }
  } catch (error) {
    return failed(label, error);
  }
  const planned = performance.now() - started;
  const { values, asked: newCalls } = await asked.ask(wanted, asking);
  const again = performance.now();
  let explanation: Explanation;
  try {
    explanation = finish(values);
  } catch (error) {
    return failed(label, error, wanted.length);
  }
  return {
    explanation,
    row: {
      method: label,
      calls: explanation.calls,
      newCalls,
      r2: null,
      low: null,
      high: null,
      seconds: (planned + performance.now() - again) / 1000,
      terms: explanation.fourier?.length ?? null,
      masks: shared === undefined ? "own" : "shared",
      error: null,
    },
  };
}

/** The run with R² on the test masks. */
export function judged(run: Run, { masks, values, all }: Test): Run {
  const { explanation, row } = run;
  if (explanation === null) return run;
  if (explanation.fourier === null) {
    return {
      explanation,
      row: { ...row, error: `no surrogate: ${explanation.method} measures its index directly` },
    };
  }
  const measured = faithfulnessOf(values, predict(explanation.fourier, masks), all ? "exact" : "fresh");
  const { r2, low = null, high = null } = measured;
  return { explanation, row: { ...row, r2, low, high } };
}

function readShared(
  { core }: Method,
  { game }: AskedOnce,
  { masks, budget }: Shared,
  values: Float64Array,
  seed: number | undefined,
): Explanation {
  if (core.read === undefined) {
    throw new SpexlabError(
      "MASKS_MISSING",
      `${core.name} cannot read just any masks, only those of its own plan.`,
    );
  }
  const decided = seed ?? seedOf(core.options);
  const estimate = core.read(masks, values, { seed: decided });
  return create(
    first({
      players: game.players,
      title: titleOf(game.players),
      unit: game.unit,
      made: {
        method: core.name,
        options: core.options,
        settings: { masks: "shared" },
        seed: decided,
        budget,
        calls: masks.length,
      },
      estimate,
      modelFull: answerToAll(masks, values),
      game,
    }),
  );
}

/** The seed a method was given as an option, else 0. */
export function seedOf(options: Method["options"]): number {
  return typeof options.seed === "number" ? options.seed : 0;
}

import { MaskSet } from "../bits/maskSet.js";
import type { Masks } from "../bits/masks.js";
import { Random } from "../bits/random.js";
import { checkOptions, integer, SpexlabError, shown } from "../errors.js";
import { AskedOnce } from "../evaluate/askedOnce.js";
import type { EvaluateOptions } from "../evaluate/evaluate.js";
import type { Game } from "../games/game.js";
import { addUniform, fullMask } from "../sampling/uniform.js";
import { Comparison } from "./comparison.js";
import type { Method } from "./method.js";
import { type MethodName, methodFrom } from "./methods.js";
import { askTest, judged, labelOf, type Run, runMethod, type Shared } from "./run.js";

/**
 * Options of `compare`. An option that is not listed here is an error.
 *
 * @category Explaining and comparing
 */
export interface CompareOptions {
  /** The most distinct coalitions that each method may look at. Without one each asks what its usual settings need. */
  readonly budget?: number;
  /** Decides all that is random. Default: each method's own seed, else 0. */
  readonly seed?: number;
  /** Fresh uniform masks on which all are judged, asked once; all 2^n when that is fewer. 1,000 when not said. */
  readonly masks?: number;
  /**
   * True: methods that can read any masks all read the same ones. Those are the masks of the first method that needs its own plan (such as
   * spex), or, when there is none, uniform masks with the empty and the full one. Default false: each its own plan.
   */
  readonly equalMasks?: boolean;
  /** Stops the evaluation. */
  readonly signal?: AbortSignal;
  /** How progress is shown: `true` (default) each method's calls as in `sx.evaluate`, `false` not at all, or a function. */
  readonly progress?: boolean | ((progress: ComparisonProgress) => void);
}

/**
 * How far a comparison is.
 *
 * @category Explaining and comparing
 */
export interface ComparisonProgress {
  /** The method under way; null while the test masks are asked. */
  readonly method: string | null;
  /** Methods finished. */
  readonly finished: number;
  /** Methods in all. */
  readonly methods: number;
  /** Calls answered at this stage. */
  readonly done: number;
  /** Calls wanted at this stage. */
  readonly total: number;
}

/**
 * Explains one game with several methods and judges all on the same fresh masks.
 *
 * A coalition that several methods want is asked once. A method that fails (budget too small, too many players) has a row with
 * its error; what the game throws is thrown. Cost: at most methods × `budget` + `masks` calls, less what they share.
 * Throws `BAD_OPTION`, `UNKNOWN_METHOD`, `UNKNOWN_OPTION`, and what the game throws.
 *
 * @example
 * const game = sx.game(8, (masks) => masks.map((c) => (c.has(1) && c.has(2) ? 3 : 0) + (c.has(5) ? 1 : 0)));
 * const runs = await sx.compare(game, [sx.exact(), sx.lime(), "spex"], { budget: 100, masks: 256 });
 * runs.faithfulness().rows().map((row) => row.method); // ["lime"]
 * runs.rows()[0].error.slice(0, 38); // "exact() with 8 players needs 256 calls"
 * @category Explaining and comparing
 */
export async function compare(
  game: Game,
  methods: readonly (Method | MethodName)[],
  options: CompareOptions = {},
): Promise<Comparison> {
  checkGame("compare", game);
  checkOptions("compare", options, ["budget", "seed", "masks", "equalMasks", "signal", "progress"]);
  const { budget, seed, equalMasks = false } = options;
  const known = methodsFrom(methods);
  const testMasks = integer("masks", options.masks ?? 1000, 2);
  if (budget !== undefined) integer("budget", budget, 1);
  if (seed !== undefined) integer("seed", seed, 0);
  if (typeof equalMasks !== "boolean") {
    throw new SpexlabError(
      "BAD_OPTION",
      `Expected \`equalMasks\` to be true or false, got ${shown(equalMasks)}.`,
    );
  }
  const asked = new AskedOnce(game);
  const shared = equalMasks ? sharedMasks(known, game, budget, seed ?? 0) : undefined;
  const runs: Run[] = [];
  for (const method of known) {
    const asking = telling(options, labelOf(method), runs.length, known.length);
    const reads = method.core.read !== undefined;
    runs.push(await runMethod(method, asked, { budget, seed, shared: reads ? shared : undefined }, asking));
  }
  const test = await askTest(asked, testMasks, seed ?? 0, telling(options, null, runs.length, known.length));
  const about = `${game.n} players${budget === undefined ? "" : `, budget ${budget}`}`;
  return new Comparison(
    runs.map((run) => judged(run, test)),
    test,
    about,
  );
}

/** Throws `BAD_GAME` for what is no game. */
export function checkGame(what: string, game: unknown): void {
  if (typeof (game as Game | null)?.evaluate === "function") return;
  throw new SpexlabError(
    "BAD_GAME",
    `Expected ${what} to be given a game, as sx.game(players, value) makes one, got ${shown(game)}.`,
  );
}

/** Methods as given or by name: at least one, no two alike. */
export function methodsFrom(given: readonly (Method | MethodName)[]): Method[] {
  if (!Array.isArray(given) || given.length === 0) {
    throw new SpexlabError(
      "BAD_OPTION",
      `Expected methods as an array, such as [sx.spex(), "lime"], at least one, got ${shown(given)}.`,
    );
  }
  const methods = given.map(methodFrom);
  const labels = methods.map(labelOf);
  const twice = labels.find((label, k) => labels.indexOf(label) !== k);
  if (twice === undefined) return methods;
  throw new SpexlabError("BAD_OPTION", `Expected methods that differ, got ${shown(twice)} twice.`);
}

/** The masks that all methods which can read any masks are to read. */
function sharedMasks(
  methods: readonly Method[],
  game: Game,
  budget: number | undefined,
  seed: number,
): Shared {
  for (const method of methods) {
    if (method.core.read !== undefined) continue;
    try {
      const plan = method.core.plan(game.n, { budget, seed });
      return { masks: plan.masks.named(game.names), budget: plan.budget };
    } catch (error) {
      // Its own row will say so; the next one may have a plan.
      if (!(error instanceof SpexlabError)) throw error;
    }
  }
  if (budget === undefined) {
    throw new SpexlabError(
      "BAD_OPTION",
      "Expected a `budget` with equalMasks: none of these methods needs masks of its own, so nothing says how many to draw.",
    );
  }
  return { masks: uniformWithEnds(game, budget, seed), budget };
}

function uniformWithEnds(game: Game, budget: number, seed: number): Masks {
  const set = new MaskSet(game.n);
  if (budget >= 2) {
    set.add(fullMask(game.n));
    set.add(new Uint32Array(fullMask(game.n).length));
  }
  addUniform(set, budget, new Random(seed, "uniform"));
  return set.toMasks().named(game.names);
}

/** The evaluator's options at one stage of a comparison. */
function telling(
  { signal, progress = true }: CompareOptions,
  method: string | null,
  finished: number,
  methods: number,
): EvaluateOptions {
  if (typeof progress !== "function") return { signal, progress };
  return { signal, progress: ({ done, total }) => progress({ method, finished, methods, done, total }) };
}

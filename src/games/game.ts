import { createHash } from "node:crypto";
import { checkMasks, type Masks } from "../bits/masks.js";
import { SpexlabError, shown } from "../errors.js";
import { identityOf } from "../maskers/inputs.js";
import { isTextPlayers } from "../maskers/text.js";
import type { CallContext, Json, Players, Usage, ValueFunction } from "../types.js";
import { checkedAnswers, coalitionShown } from "./answers.js";
import { type CallLimits, type Limits, limitsFrom } from "./callLimits.js";
import { type Cost, costOf } from "./cost.js";
import { inputsFor } from "./inputs.js";
import type { Keeper } from "./keeper.js";
import { isModel, type Model } from "./model.js";
import { playersFrom } from "./players.js";
import { openRecording, type Recording, type RecordOptions } from "./recording.js";
import { openStore } from "./store/store.js";

/**
 * Options of a game.
 *
 * @category Games and players
 */
export interface GameOptions {
  /** What a value means, for labels. A text model brings its own. */
  readonly unit?: string;
  /** Name of the value function by its content: two functions that answer differently must have different ids. Needed to record. */
  readonly id?: string;
  /**
   * For a function that waits for a server: how it may be called, many calls at once. What it throws is then tried again,
   * after the seconds in the error's `retryAfter` where it has them; an error with a `status` of 400, 401, 403 or 404 stops the run.
   */
  readonly calls?: CallLimits;
}

/**
 * How one batch is asked.
 *
 * @category Games and players
 */
export interface AskOptions {
  /** Stops the asking. */
  readonly signal?: AbortSignal;
  /** Place of each mask among all that are asked for: only error messages use it. */
  readonly rows?: ArrayLike<number>;
  /** Told what each call used, where the model says. */
  readonly spent?: (usage: Usage) => void;
  /** Told how many milliseconds the value function took. */
  readonly took?: (ms: number) => void;
}

/**
 * Players and what a model says about every coalition of them. Frozen; nothing is asked before `evaluate`.
 *
 * @category Games and players
 */
export interface Game {
  /** The players, and how they lie in what they were cut from. */
  readonly players: Players;
  /** Names of the players, all different. */
  readonly names: readonly string[];
  /** Number of players. */
  readonly n: number;
  /** What a value means; `"value"` when nobody said. */
  readonly unit: string;
  /** Identity of what is asked; undefined for a function without an `id`. */
  readonly id: string | undefined;
  /** The model that answers, where it is one. */
  readonly model: Model | undefined;
  /** How it may be called, many calls at once; undefined: in turn. */
  readonly limits: Limits | undefined;
  /** The recording that answers first, where there is one. */
  readonly recording: Recording | undefined;
  /** Where answers are kept: the path of a recording or a store; undefined when they end with the process. */
  readonly kept: string | undefined;
  /** Answers that are kept already, NaN where there is none. Asks nothing. */
  known(masks: Masks): Float64Array;
  /** Keeps answers that came another way (a batch job, a log) where this game's answers are kept. Throws `NOT_KEPT` without such a place. */
  keep(masks: Masks, values: ArrayLike<number>): Promise<void>;
  /**
   * What asking these masks would cost, before anything is sent: calls, of them those kept already, and tokens and money
   * where the model can tell.
   * @example
   * const toy = sx.game(3, (masks) => masks.map((c) => c.players.length));
   * toy.cost(sx.exact().plan(toy).masks).calls; // 8
   */
  cost(masks: Masks): Cost;
  /**
   * Answers to a batch of masks, in order: from the recording where it has them, else live. One call of the value function.
   * `sx.evaluate(game, masks)` cuts many masks into batches, shows progress and stops on interrupt.
   * Throws `BAD_VALUES` naming the coalition, `VALUE_FUNCTION_FAILED` with the cause, `NOT_RECORDED`.
   */
  evaluate(masks: Masks, options?: AskOptions): Promise<Float64Array>;
  /** What a value function sees of a mask: the text, for text players; else the names of the present players. */
  show(masks: Masks, row: number): string;
  /**
   * The same game with its answers kept in a file (JSON Lines): recorded answers are read, new ones are asked and appended at
   * once, so an interrupted run resumes. The path is relative to the working directory; the file is made with the first answer.
   * Throws `FOREIGN_RECORDING` naming what differs, `CORRUPT_RECORDING` or `TRUNCATED_RECORDING` naming the line.
   */
  record(path: string, options?: RecordOptions): Game;
  /**
   * The same game with its answers kept in a crash-safe store (a folder; LMDB). One store serves any number of games and
   * processes at once: answers are found by what was asked, so another game, prompt or model never gets old values. An answer is kept once
   * `evaluate` has it, and outlives the process however that ends. Of `cache`, `record` and `replay` the last one said counts.
   * Throws `NO_IDENTITY`, `CORRUPT_STORE`, `TRUNCATED_STORE`, `NEWER_STORE`.
   */
  cache(path: string): Game;
  /** The same game without what it keeps: every mask is asked anew, and nothing is kept. */
  fresh(): Game;
  /** The same game answered from a recording that is never written to. A mask that is not there is asked live, else it is `NOT_RECORDED`. */
  replay(path: string): Game;
}

/**
 * A game: players and a value for every coalition of them.
 *
 * `value` is a function of masks (sync or async, one number for each mask, in order) or, for text players, a text model such
 * as `sx.gemma()`, which gets each coalition as a text.
 * Throws `NO_PLAYERS`, `DUPLICATE_PLAYERS`, `BAD_PLAYERS`, `BAD_VALUE_FUNCTION`.
 *
 * @example
 * const toy = sx.game(["a", "b", "c"], (masks) => masks.map((c) => (c.has("a") && c.has("b") ? 1 : 0)));
 * toy.n; // 3
 * @category Games and players
 */
export function game(
  players: number | readonly string[] | Players,
  value: ValueFunction | Model<never>,
  options: GameOptions = {},
): Game {
  const known = playersFrom(players);
  if (isModel(value)) {
    const model = value as Model;
    return gameOf(known, modelAnswers(known, model), { id: model.id, unit: model.unit, ...options }, model);
  }
  if (typeof value !== "function") {
    const { readouts, then } = (value ?? {}) as { readonly [name: string]: unknown };
    const advice =
      readouts !== undefined
        ? " A model with several readouts is for sx.games(players, model)."
        : typeof then === "function"
          ? " Write `await` before it."
          : "";
    throw new SpexlabError(
      "BAD_VALUE_FUNCTION",
      `Expected \`value\` to be a function of masks or a model, got ${shown(value)}.${advice}`,
    );
  }
  return gameOf(known, value, options);
}

/** A game of checked parts. `keeper` answers first and keeps what is new; `unkept` answers when nothing is to be kept. */
export function gameOf(
  players: Players,
  value: ValueFunction,
  options: GameOptions,
  model?: Model,
  keeper?: Keeper,
  unkept?: ValueFunction,
): Game {
  const limits = options.calls === undefined ? model?.limits : limitsFrom(options.calls);
  return made(new Source(players, value, options, model, limits, keeper, undefined, unkept));
}

/** Where answers come from: what a game is made of. */
class Source {
  constructor(
    readonly players: Players,
    readonly value: ValueFunction,
    readonly options: GameOptions,
    readonly model: Model | undefined,
    readonly limits: Limits | undefined,
    readonly keeper?: Keeper,
    readonly recording?: Recording,
    /** Answers as `value` does, where that keeps them elsewhere, and keeps nothing. */
    readonly unkept?: ValueFunction,
  ) {}

  get names(): readonly string[] {
    return this.players.names;
  }

  /** What a recording is about, part by part. */
  identity(): { asked: { [part: string]: Json }; players: { [part: string]: Json } } {
    const { id, unit } = this.options;
    if (id === undefined) {
      throw new SpexlabError(
        "NO_IDENTITY",
        `A value function is recorded under a name: sx.game(players, value, { id: "what it computes, version 1" }).`,
      );
    }
    const asked = this.model?.asked ?? { id };
    return {
      asked: { ...asked, unit: unit ?? "value" },
      players: identityOf(this.players),
    };
  }

  async evaluate(given: Masks, options: AskOptions): Promise<Float64Array> {
    checkMasks(given, this.names.length);
    const masks = given.named(this.names);
    if (this.keeper === undefined) return this.live(masks, options);
    const values = this.keeper.known(masks);
    const missing = Array.from(values.keys()).filter((row) => Number.isNaN(values[row]));
    if (missing.length === 0) return values;
    const asked = masks.select(missing);
    const rows = missing.map((row) => options.rows?.[row] ?? row);
    const answers = await this.live(asked, { ...options, rows }).catch((cause: unknown) => {
      throw notRecorded(cause, this.recording, asked, this.names);
    });
    await this.keeper.append(asked, answers);
    missing.forEach((row, k) => {
      values[row] = answers[k];
    });
    return values;
  }

  async live(
    masks: Masks,
    { signal = new AbortController().signal, rows, spent, took }: AskOptions,
  ): Promise<Float64Array> {
    const context: CallContext = { signal, spent };
    let raw: unknown;
    const began = performance.now();
    try {
      raw = await this.value(masks, context);
      took?.(performance.now() - began);
    } catch (cause) {
      if (cause instanceof SpexlabError) throw cause;
      const last = masks.length - 1;
      throw new SpexlabError(
        "VALUE_FUNCTION_FAILED",
        `The value function threw on masks ${rows?.[0] ?? 0} to ${rows?.[last] ?? last} (first: ${coalitionShown(masks.at(0), this.names)}): ${cause instanceof Error ? cause.message : shown(cause)}`,
        { cause },
      );
    }
    return checkedAnswers(raw, masks, this.names, rows);
  }
}

function made(source: Source): Game {
  const { players, options, model, limits, recording, keeper } = source;
  const n = players.names.length;
  const keeping = (next: Keeper, recorded?: Recording): Game =>
    made(new Source(players, source.value, options, model, limits, next, recorded, source.unkept));
  const recorded = (next: Recording): Game => keeping(next, next);
  const known = (masks: Masks): Float64Array =>
    keeper?.known(masks) ?? new Float64Array(masks.length).fill(Number.NaN);
  return Object.freeze({
    players,
    names: players.names,
    n,
    unit: options.unit ?? "value",
    id: options.id === undefined ? undefined : gameId(source),
    model,
    limits,
    recording,
    kept: keeper?.file,
    known,
    async keep(masks: Masks, values: ArrayLike<number>): Promise<void> {
      if (keeper === undefined) {
        throw new SpexlabError(
          "NOT_KEPT",
          "This game keeps no answers: say game.cache(path) or game.record(path) first.",
        );
      }
      await keeper.append(masks, checkedAnswers(values, masks, players.names, undefined));
    },
    cost: (masks: Masks) => costOf(masks, known(masks), players, model),
    evaluate: (masks: Masks, asked: AskOptions = {}) => source.evaluate(masks, asked),
    show: (masks: Masks, row: number) =>
      isTextPlayers(players) ? players.render(masks.at(row)) : coalitionShown(masks.at(row), players.names),
    cache: (path: string) => keeping(openStore(path, source.identity())),
    record: (path: string, how: RecordOptions = {}) =>
      recorded(openRecording(path, source.identity(), n, { ...how, mode: "record" })),
    fresh: () => made(new Source(players, source.unkept ?? source.value, options, model, limits)),
    replay: (path: string) => recorded(openRecording(path, source.identity(), n, { mode: "replay" })),
  });
}

function gameId(source: Source): string {
  return createHash("sha256").update(JSON.stringify(source.identity())).digest("hex");
}

function modelAnswers(players: Players, model: Model): ValueFunction {
  const inputs = inputsFor(players, model);
  return async (masks, context) => model.ask(await inputs(masks), context);
}

function notRecorded(
  cause: unknown,
  recording: Recording | undefined,
  asked: Masks,
  names: readonly string[],
): unknown {
  if (recording === undefined || !(cause instanceof SpexlabError) || !cause.code.startsWith("MODEL_")) {
    return cause;
  }
  return new SpexlabError(
    "NOT_RECORDED",
    `The recording ${recording.file} has no answer for ${coalitionShown(asked.at(0), names)}, and the model that would answer is not there: ${cause.message}`,
    { cause },
  );
}

import type { Masks } from "../bits/masks.js";
import { checkOptions, SpexlabError, shown } from "../errors.js";
import { identityOf } from "../maskers/inputs.js";
import type { CallContext, Players } from "../types.js";
import { contentId } from "./contentId.js";
import { type Game, gameOf } from "./game.js";
import { inputsFor } from "./inputs.js";
import type { Keeper } from "./keeper.js";
import { Memory } from "./memory.js";
import type { ManyReadouts } from "./model.js";
import { askerOf, rememberAsker } from "./openai/asker.js";
import { playersFrom } from "./players.js";
import { openStore } from "./store/store.js";

/**
 * A game for each readout of a model, by name: every class explained for the price of one, because what one game has asked
 * the others know. With `cache` the answers of all of them lie in a crash-safe store.
 *
 * @example
 * const length = { id: "lengths", readouts: [{ name: "letters", unit: "letters" }, { name: "words", unit: "words" }],
 *   askAll: async (texts) => Float64Array.from(texts.flatMap((t) => [t.length, t.split(" ").length])) };
 * const { letters, words } = sx.games(sx.text("not bad").words(), length);
 * await sx.evaluate(letters, sx.Masks.from(2, ["11"])); // Float64Array [7]
 * [...words.known(sx.Masks.from(2, ["11"]))]; // [2]
 * @category Games and players
 */
export function games(
  players: number | readonly string[] | Players,
  model: ManyReadouts<never>,
  options: { readonly cache?: string } = {},
): { readonly [name: string]: Game } {
  checkOptions("games", options, ["cache"]);
  if (typeof model?.askAll !== "function" || !Array.isArray(model.readouts) || model.readouts.length === 0) {
    throw new SpexlabError(
      "BAD_VALUE_FUNCTION",
      `Expected a model with several readouts, such as sx.openai({ …, readouts: { a, b } }), got ${shown(model)}. For one readout there is sx.game.`,
    );
  }
  const known = playersFrom(players);
  const shared = new SharedAnswers(known, model as ManyReadouts, options.cache);
  const asker = askerOf(model);
  return Object.freeze(
    Object.fromEntries(
      model.readouts.map(({ name, unit }, column) => {
        const value = (masks: Masks, context: CallContext): Promise<Float64Array> =>
          shared.ask(masks, column, context, true);
        const unkept = (masks: Masks, context: CallContext): Promise<Float64Array> =>
          shared.ask(masks, column, context, false);
        const { limits, single, expected, takes, id } = model as ManyReadouts;
        const asked = { ...model.asked, readout: name };
        const one = { id: `${id} ${name}`, asked, unit, takes, limits, single, expected, ask: unasked };
        if (asker !== undefined) rememberAsker(one, asker);
        sharing.set(one, { answers: shared, column });
        return [name, gameOf(known, value, { id: one.id, unit }, one, shared.keeper(column), unkept)];
      }),
    ),
  );
}

async function unasked(): Promise<Float64Array> {
  throw new SpexlabError("BAD_VALUE_FUNCTION", "Games of several readouts are asked through the game.");
}

/** A game's place among those that share their answers. */
export interface Sharing {
  readonly answers: SharedAnswers;
  readonly column: number;
}

const sharing = new WeakMap<object, Sharing>();

/** With whom the game of this model shares its answers; undefined when it is by itself. */
export function sharingOf(model: object): Sharing | undefined {
  return sharing.get(model);
}

/** Rows of answers that several games share. */
export class SharedAnswers {
  readonly #inputs: (masks: Masks) => readonly unknown[] | Promise<readonly unknown[]>;
  readonly #model: ManyReadouts;
  readonly #rows: Keeper;
  readonly #columns: number;
  readonly #identity: unknown;

  constructor(players: Players, model: ManyReadouts, cache: string | undefined) {
    this.#inputs = inputsFor(players, model);
    this.#model = model;
    this.#columns = model.readouts.length;
    const identity = {
      asked: model.asked ?? { id: model.id },
      readouts: model.readouts,
      players: identityOf(players),
    };
    this.#identity = identity;
    this.#rows =
      cache === undefined
        ? new Memory(players.names.length, this.#columns)
        : openStore(cache, identity, this.#columns);
  }

  get columns(): number {
    return this.#columns;
  }

  /** Names what is asked, by content. */
  get id(): string {
    return contentId(this.#identity);
  }

  /** Where whole rows are kept: where they are anyway, or for those in memory also in a store at `path`. */
  keptAt(path: string): Keeper {
    const rows = this.#rows;
    if (rows.file !== undefined) return rows;
    const store = openStore(path, this.#identity, this.#columns);
    return {
      file: path,
      known: (masks) => store.known(masks),
      async append(masks, values) {
        await store.append(masks, values);
        await rows.append(masks, values);
      },
    };
  }

  async ask(masks: Masks, column: number, context: CallContext, keep: boolean): Promise<Float64Array> {
    const rows = await this.#model.askAll(await this.#inputs(masks), context);
    if (rows.length !== masks.length * this.#columns || !rows.every(Number.isFinite)) {
      throw new SpexlabError(
        "BAD_VALUES",
        `Expected ${this.#columns} finite numbers for each of ${masks.length} inputs, got ${rows.length}${rows.every(Number.isFinite) ? "" : ", some not finite"}.`,
      );
    }
    if (keep) await this.#rows.append(masks, rows);
    return this.#column(rows, column);
  }

  /** What is known of one readout. Its answers are kept with those of the others, when they come. */
  keeper(column: number): Keeper {
    return {
      file: this.#rows.file,
      known: (masks) => this.#column(this.#rows.known(masks), column),
      append: () => undefined,
    };
  }

  #column(rows: Float64Array, column: number): Float64Array {
    return Float64Array.from(
      { length: rows.length / this.#columns },
      (_, row) => rows[row * this.#columns + column],
    );
  }
}

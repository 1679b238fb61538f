import { stillWidget } from "../../widgets/index.js";
import { clean, count } from "../../widgets/labels.js";
import { type MaskSection, masksSvg } from "../../widgets/plot/masks.js";
import { type MimeBundle, showsItself, type Widget } from "../../widgets/show.js";
import type { Masks } from "../bits/masks.js";
import type { Cost } from "../games/cost.js";
import type { Game } from "../games/game.js";
import type { Json, Plan, Players } from "../types.js";

/**
 * What a method would ask, before anything is asked: `calls` distinct masks, and the settings behind them. Prints
 * itself. Frozen; the same method, players, budget and seed give the same plan.
 *
 * @category Methods
 */
export class MethodPlan implements Plan {
  /** Name of the method, e.g. `"spex"`. */
  readonly method: string;
  /** Number of players. */
  readonly n: number;
  /** The seed that decided the masks. */
  readonly seed: number;
  /** Distinct coalitions to evaluate; never above `budget`. */
  readonly calls: number;
  /** The most calls that were allowed. */
  readonly budget: number;
  /** Distinct masks, in the order in which values are expected. */
  readonly masks: Masks;
  /** What the method decided (b, t, C, …). */
  readonly settings: { readonly [key: string]: Json };
  /** The players it was planned for. */
  readonly players: Players;
  /** The game it was planned for; null when only a number of players was known. */
  readonly game: Game | null;
  readonly #core: Plan;

  /** Plans come from `method.plan(game)`: the constructor is theirs. */
  constructor(core: Plan, players: Players, game: Game | null) {
    this.method = core.method;
    this.n = core.n;
    this.seed = core.seed;
    this.calls = core.calls;
    this.budget = core.budget;
    this.masks = core.masks.named(players.names);
    this.settings = core.settings;
    this.players = players;
    this.game = game;
    this.#core = core;
    Object.freeze(this);
  }

  /**
   * The plan as its method made it.
   *
   * @internal
   */
  get core(): Plan {
    return this.#core;
  }

  /** What asking the masks would cost now: calls, those kept already, tokens and money where the model can tell. Null without a game. */
  cost(): Cost | null {
    return this.game?.cost(this.masks) ?? null;
  }

  /**
   * The masks as a matrix: a row for each mask in the order in which it would be asked, a column for each player, filled where the player is
   * present. More than 320 masks or 480 players share cells, which are as dark as the share of present players in them. Nothing is asked.
   *
   * @example
   * sx.spex({ b: 3 }).plan(20).chart().title; // "Masks of spex: 672 calls"
   */
  chart(): Widget {
    const title = `Masks of ${this.method}: ${count(this.calls)} ${this.calls === 1 ? "call" : "calls"}`;
    return stillWidget(
      title,
      () => masksSvg(this.masks, this.players.names, { title, sections: sectionsOf(this) }),
      () => this.toString(),
    );
  }

  /** As text: calls, budget, seed and settings. */
  toString(): string {
    const settings = Object.entries(this.settings).map(
      ([key, value]) => `${key} ${typeof value === "string" ? value : JSON.stringify(value)}`,
    );
    return [
      `plan of ${this.method}: ${count(this.calls)} ${this.calls === 1 ? "call" : "calls"} of a budget of ${count(this.budget)}, ` +
        `${count(this.n)} ${this.n === 1 ? "player" : "players"}, seed ${this.seed}`,
      ...(settings.length > 0 ? [`  ${clean(settings.join(", "))}`] : []),
      ...costLines(this.cost()),
      "  nothing has been asked yet",
    ].join("\n");
  }

  /** All forms at once, for notebooks. */
  bundle(): MimeBundle {
    return { "text/plain": this.toString() };
  }

  /** One line, for a plan inside another object. */
  line(): string {
    return `[MethodPlan: ${this.method}, ${count(this.calls)} calls]`;
  }

  static {
    showsItself(MethodPlan.prototype);
  }
}

/** Where the structured masks end and the uniform ones begin, where the method tells. */
function sectionsOf({ settings, calls }: MethodPlan): MaskSection[] {
  const { structured, uniform } = settings;
  if (typeof structured !== "number" || typeof uniform !== "number") return [];
  if (structured + uniform !== calls || structured === 0 || uniform === 0) return [];
  return [
    { name: "structured", from: 0, to: structured },
    { name: "uniform", from: structured, to: calls },
  ];
}

function costLines(cost: Cost | null): string[] {
  if (cost === null) return [];
  const { calls, kept, usage, exact, unknown } = cost;
  const lines = kept > 0 ? [`  ${count(kept)} of them are kept already, ${count(calls)} would be asked`] : [];
  if (unknown !== undefined) return [...lines, `  ${clean(unknown)}`];
  if (usage === undefined || calls === 0) return lines;
  const money = usage.money === undefined ? "" : `, cost ${usage.money.toPrecision(3)}`;
  const about = exact ? "" : "about ";
  return [
    ...lines,
    `  ${about}${count(usage.input)} tokens to read and ${count(usage.output)} to write${money}`,
  ];
}

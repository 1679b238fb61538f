import { checkOptions, SpexlabError, shown } from "../errors.js";
import type { Model } from "../games/model.js";
import type { Usage } from "../types.js";

/**
 * The most that an evaluation may use. What is kept already costs nothing.
 *
 * @category Explaining and comparing
 */
export interface Spend {
  /** Masks sent, those of retries included. */
  readonly calls?: number;
  /** Tokens read and written together. */
  readonly tokens?: number;
  /** In the currency of the model's prices. */
  readonly money?: number;
}

/**
 * What an evaluation used.
 *
 * @category Explaining and comparing
 */
export interface Spent {
  /** Masks sent, those of retries included. */
  readonly calls: number;
  /** Tokens read and written together. */
  readonly tokens: number;
  /** In the currency of the model's prices; 0 without prices. */
  readonly money: number;
}

/** What two evaluations used together. */
export function sumOf(a: Spent, b: Spent): Spent {
  return { calls: a.calls + b.calls, tokens: a.tokens + b.tokens, money: a.money + b.money };
}

/** What is left of the limits when so much is used. */
export function left(most: Spend | undefined, spent: Spent): Spend | undefined {
  if (typeof most !== "object" || most === null) return most;
  return Object.fromEntries(
    Object.entries(most).map(([name, limit]) => [
      name,
      typeof limit === "number" && limit >= 0 ? Math.max(0, limit - spent[name as keyof Spent]) : limit,
    ]),
  );
}

const NEITHER = { tokens: false, money: false };

/** What a model counts: tokens when it can tell them, money when it has prices. */
export function countsOf(model: Pick<Model, "expected"> | undefined): { tokens: boolean; money: boolean } {
  const usage = model?.expected?.([]);
  return { tokens: usage !== undefined, money: usage?.money !== undefined };
}

/** Counts what is used and stops before a limit would be passed. Masks under way count with what the answered ones used. */
export class Spending {
  readonly #most: Spend;
  #calls = 0;
  #input = 0;
  #output = 0;
  #money = 0;
  #answered = 0;
  #underWay = 0;

  constructor(most: Spend = {}, counts: { readonly tokens: boolean; readonly money: boolean } = NEITHER) {
    checkOptions("spend", most, ["calls", "tokens", "money"]);
    for (const [name, value] of Object.entries(most)) {
      if (value !== undefined && !(typeof value === "number" && value >= 0)) {
        throw new SpexlabError(
          "BAD_OPTION",
          `Expected \`spend.${name}\` to be a number from 0 up, got ${shown(value)}.`,
        );
      }
    }
    for (const what of ["money", "tokens"] as const) {
      if (most[what] === undefined || counts[what]) continue;
      throw new SpexlabError(
        "BAD_OPTION",
        `\`spend.${what}\` needs a model that counts ${what}${what === "money" ? ", with prices: sx.openai({ …, prices: { input, output } })" : ", such as sx.openai(…)"}. For this game say \`spend.calls\`.`,
      );
    }
    this.#most = most;
  }

  get spent(): Spent {
    return { calls: this.#calls, tokens: this.#input + this.#output, money: this.#money };
  }

  /** Throws `BUDGET_SPENT` when `masks` more would pass a limit; `expected` is what one mask uses by the model's own estimate. */
  admit(masks: number, expected?: Usage): void {
    const { calls, tokens, money } = this.#most;
    if (calls !== undefined && this.#calls + masks > calls) throw this.#over("calls", calls, this.#calls);
    const ahead = this.#underWay + masks;
    if (tokens !== undefined) {
      const used = this.#input + this.#output;
      const each = this.#each(used, (expected?.input ?? 0) + (expected?.output ?? 0));
      if (used + ahead * each > tokens) throw this.#over("tokens", tokens, used);
    }
    if (money !== undefined) {
      const each = this.#each(this.#money, expected?.money ?? 0);
      if (this.#money + ahead * each > money) throw this.#over("money", money, this.#money);
    }
  }

  /** What was used so far for each answered mask (failed attempts and all of its replies included), or the estimate before the first. */
  #each(used: number, expected: number): number {
    return this.#answered > 0 ? used / this.#answered : expected;
  }

  began(masks: number): void {
    this.#calls += masks;
    this.#underWay += masks;
  }

  answered(masks: number): void {
    this.#answered += masks;
  }

  ended(masks: number): void {
    this.#underWay -= masks;
  }

  readonly report = (usage: Usage): void => {
    this.#input += usage.input;
    this.#output += usage.output;
    this.#money += usage.money ?? 0;
  };

  #over(what: string, most: number, used: number): SpexlabError {
    return new SpexlabError(
      "BUDGET_SPENT",
      `The budget of ${most} ${what} is spent (${Number(used.toPrecision(6))} used).`,
    );
  }
}

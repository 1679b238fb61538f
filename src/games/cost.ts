import type { Masks } from "../bits/masks.js";
import type { Players, Usage } from "../types.js";
import { sketchFor } from "./inputs.js";
import type { Model } from "./model.js";

/**
 * What asking masks would cost.
 *
 * @category Games and players
 */
export interface Cost {
  /** Distinct masks that would be asked: those that are not kept yet. */
  readonly calls: number;
  /** Masks whose answers are kept already. */
  readonly kept: number;
  /** Tokens read and written, and money where the model has prices; undefined when the model cannot tell. */
  readonly usage: Usage | undefined;
  /** True when `usage` is counted and not estimated. */
  readonly exact: boolean;
  /** Why `usage` cannot be told, and what to do about it. */
  readonly unknown?: string;
}

const LOOKED_AT = 256;

/** The cost of the masks without an answer (`known` is NaN): counted on all of them, or on 256 spread evenly and scaled. */
export function costOf(masks: Masks, known: Float64Array, players: Players, model: Model | undefined): Cost {
  const missing = Array.from(known.keys()).filter((row) => Number.isNaN(known[row]));
  const calls = missing.length;
  const kept = masks.length - calls;
  if (model?.expected === undefined || calls === 0) {
    return Object.freeze({
      calls,
      kept,
      usage: calls === 0 ? { input: 0, output: 0 } : undefined,
      exact: calls === 0,
    });
  }
  const looked =
    calls <= LOOKED_AT
      ? missing
      : Array.from({ length: LOOKED_AT }, (_, k) => missing[Math.floor((k * calls) / LOOKED_AT)]);
  // Images are not painted for a look at the price: their size tells it.
  const make = sketchFor(players, model);
  // One tells whether the others have to be waited for.
  const probe = make(masks.select(looked.slice(0, 1)));
  if (probe instanceof Promise) {
    probe.catch(() => undefined);
    const unknown = "the cost of these inputs is unknown before they are made";
    return Object.freeze({ calls, kept, usage: undefined, exact: false, unknown });
  }
  const inputs = make(masks.select(looked)) as readonly unknown[];
  const { input, output, money, exact, unknown } = model.expected(inputs);
  if (unknown !== undefined) return Object.freeze({ calls, kept, usage: undefined, exact: false, unknown });
  const scale = calls / looked.length;
  const usage: Usage = {
    input: Math.round(input * scale),
    output: Math.round(output * scale),
    ...(money === undefined ? {} : { money: money * scale }),
  };
  return Object.freeze({ calls, kept, usage, exact: exact && scale === 1 });
}

import { type Coalition, Masks } from "../bits/masks.js";
import type { Json, Layout, Players } from "../types.js";

/**
 * Inputs for models of one kind: one for each mask, in order.
 *
 * @category Games and players
 */
export type Inputs = (masks: Masks) => readonly unknown[] | Promise<readonly unknown[]>;

/**
 * Players that know what a model reads of a coalition. Frozen.
 *
 * @category Games and players
 */
export interface Offering extends Players {
  /** What can be made of masks, by kind: `texts`, `parts` (texts and images), `rows` (numbers), `pixels`, `sources` (of joined players, by name), `components` (parts of the model itself). */
  readonly inputs: {
    readonly texts?: Inputs;
    readonly parts?: Inputs;
    /** The same as `parts`, at once, with images by their size alone: for a look at the cost. */
    readonly sketch?: Inputs;
    readonly rows?: Inputs;
    readonly pixels?: Inputs;
    readonly sources?: Inputs;
    readonly components?: Inputs;
  };
  /** What they were cut from and how, by content. */
  readonly identity: { readonly [part: string]: Json };
}

/** Players that are a list. */
export const LIST: Layout = Object.freeze({ kind: "list" as const });

/** Do these players offer inputs to models? */
export function isOffering(players: Players): players is Offering {
  const { inputs, identity } = players as Partial<Offering>;
  return typeof inputs === "object" && typeof identity === "object";
}

/** One row of masks from a coalition, or from present players by index or name. */
export function rowOf(present: Coalition | readonly (number | string)[], names: readonly string[]): Masks {
  const rows = [Array.isArray(present) ? present : (present as Coalition).players];
  return Masks.from(names.length, rows, names);
}

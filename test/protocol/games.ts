import type { Coalition, Masks } from "../../src/index.js";
import { type Game, game as gameOf } from "../../src/index.js";

/** A game of the protocol: its values, and what is known of its players. */
export interface Toy {
  readonly name: string;
  value(c: Coalition, n: number): number;
  /** A player that changes nothing, where there is one. */
  dummy(n: number): number | undefined;
  /** Two players that may be exchanged, where the game has some. */
  twins(n: number): readonly [number, number] | undefined;
}

const last = (n: number): number => n - 1;
/** Three different players for n ≥ 3, else as many as there are. */
const three = (n: number): number[] => [...new Set([0, n >>> 1, n > 3 ? n - 2 : n - 1])];
const lastFrom = (fewest: number) => (n: number) => (n >= fewest ? last(n) : undefined);
const firstTwins = (fewest: number) => (n: number) => (n >= fewest ? ([0, n >>> 1] as const) : undefined);
const none = (): undefined => undefined;

/** Numbers that look random and are the same for the same coalition: noise that a recorded model would have. */
function noise({ players }: Coalition): number {
  let h = 0x9e3779b9;
  for (const i of players) h = Math.imul(h ^ (i + 1), 0x85ebca6b) ^ (h >>> 13);
  h = Math.imul(h ^ (h >>> 16), 0xc2b2ae35);
  return ((h ^ (h >>> 15)) >>> 0) / 2 ** 32 - 0.5;
}

const pairwise: Toy["value"] = (c, n) =>
  1 +
  (c.has(0) ? 2 : 0) +
  (n > 2 && c.has(0) && c.has(n >>> 1) ? -1.5 : 0) +
  (n > 3 && c.has(1) && c.has(2) ? 3 : 0);

export const toys: readonly Toy[] = [
  { name: "dummy", value: (c, n) => (n > 1 && c.has(0) ? 3 : 0) - 1, dummy: last, twins: none },
  {
    name: "additive",
    value: (c, n) => 0.5 + three(n).reduce((sum, i, k) => sum + (c.has(i) ? (k < 2 ? 2 : -1) : 0), 0),
    dummy: lastFrom(4),
    twins: firstTwins(3),
  },
  { name: "pairwise", value: pairwise, dummy: lastFrom(5), twins: (n) => (n > 4 ? [1, 2] : undefined) },
  {
    name: "parity",
    value: (c, n) => three(n).reduce((sign, i) => (c.has(i) ? -sign : sign), 1),
    dummy: lastFrom(4),
    twins: firstTwins(2),
  },
  {
    name: "OR and AND",
    value: (c, n) => (three(n).some((i) => c.has(i)) ? 1 : 0) + (three(n).every((i) => c.has(i)) ? 2 : 0),
    dummy: lastFrom(4),
    twins: firstTwins(2),
  },
  { name: "constant", value: () => 7, dummy: last, twins: firstTwins(2) },
  { name: "noisy", value: (c, n) => pairwise(c, n) + 0.2 * noise(c), dummy: none, twins: none },
];

/** A game that keeps what it was asked, in order. */
export function counted(toy: Toy, n: number): { game: Game; asked: string[] } {
  const asked: string[] = [];
  const value = (masks: Masks): Float64Array =>
    Float64Array.from(
      masks.map((c, row) => {
        asked.push(masks.key(row));
        return toy.value(c, n);
      }),
    );
  return { game: gameOf(n, value), asked };
}

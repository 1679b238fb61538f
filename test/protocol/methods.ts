import type { IndexName, Method } from "../../src/index.js";
import * as sx from "../../src/index.js";

export const indices: readonly IndexName[] = [
  "SV",
  "BV",
  "SII",
  "k-SII",
  "STII",
  "FSII",
  "BII",
  "FBII",
  "Moebius",
  "Fourier",
];
/** Those whose values, the empty set's included, sum to the value of all players. */
export const efficient: readonly IndexName[] = ["SV", "k-SII", "STII", "FSII", "Moebius"];

/** A method under its protocol. */
export interface Entry {
  readonly name: string;
  readonly method: Method;
  /** Calls for a small budget at this n; undefined where the method cannot take so many players in a quick test. */
  budget(n: number): number | undefined;
  /** What all 2^n answers give: every index of the game, the one that the method is about, or neither (LIME's own weighted ridge). */
  readonly whole: "game" | { readonly index: IndexName; readonly order: number } | "ridge";
  /** Does it make a surrogate? */
  readonly surrogate: boolean;
}

const few = (n: number): number => Math.min(2 ** n, 80);
/** Order 2 of 1000 players is half a million sets. */
const upTo = (most: number) => (n: number) => (n <= most ? few(n) : undefined);
const structured = (b: number, t: number, C: number) => (n: number) =>
  n < 8 ? 2 ** n : sx.spex({ b, t, C }).plan(n).calls + 40;

export const entries: readonly Entry[] = [
  { name: "auto", method: sx.auto(), budget: (n) => Math.min(2 ** n, 36), whole: "game", surrogate: true },
  {
    name: "spex, soft",
    method: sx.spex({ b: 3, t: 3, C: 2 }),
    budget: structured(3, 3, 2),
    whole: "game",
    surrogate: true,
  },
  {
    name: "spex, hard",
    method: sx.spex({ b: 3, t: 3, C: 2, decoding: "hard" }),
    budget: structured(3, 3, 2),
    whole: "game",
    surrogate: true,
  },
  { name: "exact", method: sx.exact(), budget: (n) => 2 ** Math.min(n, 20), whole: "game", surrogate: true },
  {
    name: "proxySpex",
    method: sx.proxySpex({ rounds: 20, depths: [3], learningRates: [0.1] }),
    budget: few,
    whole: "game",
    surrogate: true,
  },
  {
    name: "proxyShap",
    method: sx.proxyShap({ trees: { rounds: 15 } }),
    budget: upTo(64),
    whole: "game",
    surrogate: true,
  },
  {
    name: "proxyShap, SV",
    method: sx.proxyShap({ trees: { rounds: 15 }, index: "SV" }),
    budget: few,
    whole: "game",
    surrogate: true,
  },
  { name: "lime", method: sx.lime(), budget: few, whole: "ridge", surrogate: true },
  {
    name: "kernelShap",
    method: sx.kernelShap(),
    budget: few,
    whole: { index: "SV", order: 1 },
    surrogate: true,
  },
  { name: "banzhaf", method: sx.banzhaf(), budget: few, whole: { index: "BV", order: 1 }, surrogate: true },
  {
    name: "faithBanzhaf, order 2",
    method: sx.faithBanzhaf({ order: 2 }),
    budget: upTo(64),
    whole: { index: "FBII", order: 2 },
    surrogate: true,
  },
  {
    name: "faithShapley, order 2",
    method: sx.faithShapley({ order: 2 }),
    budget: upTo(64),
    whole: { index: "FSII", order: 2 },
    surrogate: true,
  },
  {
    name: "shapleyTaylor, order 2",
    method: sx.shapleyTaylor({ order: 2 }),
    // One permutation has all sets of up to two players.
    budget: (n) => (n <= 64 ? Math.min(2 ** n, 1 + n + (n * (n - 1)) / 2 + 30) : undefined),
    whole: { index: "STII", order: 2 },
    surrogate: false,
  },
  {
    name: "shapleyTaylor, order 1",
    method: sx.shapleyTaylor({ order: 1 }),
    budget: (n) => Math.min(2 ** n, n + 40),
    whole: { index: "STII", order: 1 },
    surrogate: false,
  },
];

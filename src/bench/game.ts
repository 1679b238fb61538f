import { readFileSync } from "node:fs";
import { Masks } from "../bits/masks.js";
import { type Terms, TermTable } from "../bits/terms.js";
import { predict } from "../indices/predict.js";
import { maskNoise } from "./noise.js";

/** A parity term: sorted players, coefficient. */
export type Parity = readonly [readonly number[], number];

/** A leaf value, or [player, subtree without it, subtree with it]. */
export type Tree = number | readonly [number, Tree, Tree];

/** Gaussian noise that is a fixed function of the mask: both sides see one and the same game. */
export interface MaskNoise {
  readonly sigma: number;
  readonly seed: number;
}

/** A benchmark function as data, so that both sides compute the very same one. */
export type GameSpec =
  | {
      readonly kind: "fourier";
      readonly n: number;
      readonly terms: readonly Parity[];
      readonly noise?: MaskNoise;
    }
  | { readonly kind: "trees"; readonly n: number; readonly bias: number; readonly trees: readonly Tree[] }
  | {
      readonly kind: "network";
      readonly n: number;
      readonly v0: number;
      readonly v: readonly number[];
      readonly b: readonly number[];
      readonly W: readonly (readonly number[])[];
    }
  | { readonly kind: "table"; readonly n: number; readonly values: readonly number[] }
  /** Answers on given masks (0/1 strings); the last `test` of them are kept for the test. */
  | {
      readonly kind: "recorded";
      readonly n: number;
      readonly masks: readonly string[];
      readonly values: readonly number[];
      readonly test: number;
    };

export function readGame(path: string): GameSpec {
  return JSON.parse(readFileSync(path, "utf8")) as GameSpec;
}

/** The game's values without its noise. A recorded game knows those of its own masks only, and is not asked here. */
export function truthOf(spec: GameSpec, masks: Masks): Float64Array {
  switch (spec.kind) {
    case "fourier":
      return predict(termsOf(spec.n, spec.terms), masks);
    case "trees":
      return Float64Array.from({ length: masks.length }, (_, row) => {
        let sum = spec.bias;
        for (const tree of spec.trees) sum += leafOf(tree, masks, row);
        return 1 / (1 + Math.exp(-sum));
      });
    case "network":
      return Float64Array.from({ length: masks.length }, (_, row) => networkAt(spec, masks, row));
    case "table":
      return Float64Array.from({ length: masks.length }, (_, row) => spec.values[masks.words[row]]);
    case "recorded":
      throw new TypeError("a recorded game has values of its own masks only");
  }
}

/** The game's values as a method sees them, with the noise. */
export function valuesOf(spec: GameSpec, masks: Masks): Float64Array {
  const values = truthOf(spec, masks);
  if (spec.kind === "fourier" && spec.noise) {
    for (let row = 0; row < values.length; row++) {
      values[row] += spec.noise.sigma * maskNoise(masks, row, spec.noise.seed);
    }
  }
  return values;
}

/** Masks and values of a recorded game, rows `from` to `to` − 1. */
export function recordedRows(
  spec: GameSpec & { kind: "recorded" },
  from: number,
  to: number,
): { masks: Masks; values: Float64Array } {
  return {
    masks: Masks.from(spec.n, spec.masks.slice(from, to)),
    values: Float64Array.from(spec.values.slice(from, to)),
  };
}

export function termsOf(n: number, parities: readonly Parity[]): Terms {
  const table = new TermTable(n);
  for (const [players, value] of parities) table.add(players, value);
  return table.toTerms();
}

function leafOf(tree: Tree, masks: Masks, row: number): number {
  let node = tree;
  while (typeof node !== "number") node = masks.has(row, node[0]) ? node[2] : node[1];
  return node;
}

function networkAt(spec: GameSpec & { kind: "network" }, masks: Masks, row: number): number {
  let out = spec.v0;
  for (let h = 0; h < spec.v.length; h++) {
    let input = spec.b[h];
    for (let i = 0; i < spec.n; i++) if (masks.has(row, i)) input += spec.W[i][h];
    out += spec.v[h] * Math.max(0, input);
  }
  return out;
}

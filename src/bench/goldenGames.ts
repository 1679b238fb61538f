import { readFileSync } from "node:fs";
import path from "node:path";
import type { GameSpec, Parity, Tree } from "./game.js";

interface Functions {
  functions: {
    name: string;
    n: number;
    kind: "fourier" | "trees_sigmoid" | "relu_mlp";
    fourier: Parity[];
    noise_sigma?: number;
    bias: number;
    trees: Tree[];
    v0: number;
    v: number[];
    b: number[];
    W: number[][];
  }[];
}

interface Recorded {
  games: { id: string; n: number; values: number[] }[];
  wide: {
    id: string;
    n: number;
    masks: string[];
    values: number[];
    spex_masks: { masks: string[]; values: number[] };
  }[];
}

/**
 * The games of fixtures/golden by name: two classifiers, two noisy sums of parities, a language model on three short texts
 * and on a longer one, there also with the masks of the reference's SPEX.
 */
export function goldenGames(root: string): Map<string, GameSpec> {
  const read = <T>(name: string): T =>
    JSON.parse(readFileSync(path.join(root, "fixtures", "golden", name), "utf8")) as T;
  const games = new Map<string, GameSpec>();
  for (const f of read<Functions>("faithfulness.json").functions) {
    const { n } = f;
    if (f.kind === "trees_sigmoid") games.set(f.name, { kind: "trees", n, bias: f.bias, trees: f.trees });
    else if (f.kind === "relu_mlp")
      games.set(f.name, { kind: "network", n, v0: f.v0, v: f.v, b: f.b, W: f.W });
    else {
      const noise = f.noise_sigma ? { sigma: f.noise_sigma, seed: 1 } : undefined;
      games.set(f.name, { kind: "fourier", n, terms: f.fourier, noise });
    }
  }
  const { games: dense, wide } = read<Recorded>("llm_games.json");
  for (const { id, n, values } of dense) games.set(id, { kind: "table", n, values });
  for (const { id, n, masks, values, spex_masks: spex } of wide) {
    games.set(id, { kind: "recorded", n, masks, values, test: 500 });
    games.set(`${id}, SPEX's masks`, {
      kind: "recorded",
      n,
      masks: [...spex.masks, ...masks],
      values: [...spex.values, ...values],
      test: masks.length,
    });
  }
  return games;
}

import { readFileSync } from "node:fs";
import { Masks } from "../../src/bits/masks.js";
import { Random } from "../../src/bits/random.js";
import { TermTable } from "../../src/bits/terms.js";
import { predict } from "../../src/indices/predict.js";

/** A game of the golden files: its noise-free values, and what one call adds to them. */
export interface GoldenGame {
  readonly name: string;
  readonly n: number;
  /** Standard deviation of the noise of one call; 0 mostly. */
  readonly noise: number;
  truth(masks: Masks): Float64Array;
}

type Tree = number | readonly [number, Tree, Tree];

/** The functions of faithfulness.json and the dense language-model games of llm_games.json, by name. */
export function goldenGames(): ReadonlyMap<string, GoldenGame> {
  const games = new Map<string, GoldenGame>();
  for (const f of golden("faithfulness").functions) {
    games.set(f.name, { name: f.name, n: f.n, noise: f.noise_sigma ?? 0, truth: truthOf(f) });
  }
  for (const { id, n, values } of golden("llm_games").games) {
    const truth = (masks: Masks): Float64Array =>
      Float64Array.from({ length: masks.length }, (_, k) => values[masks.words[k]]);
    games.set(id, { name: id, n, noise: 0, truth });
  }
  return games;
}

/** The language-model game on 43 words: answered masks only. */
export function wideGame(): { masks: Masks; values: Float64Array } {
  const [wide] = golden("llm_games").wide;
  return { masks: Masks.from(wide.n, wide.masks), values: Float64Array.from(wide.values) };
}

/** Answers of a game with its own noise. */
export function answers(game: GoldenGame, masks: Masks, seed: number): Float64Array {
  const random = new Random(seed, "noise");
  return game.truth(masks).map((v) => v + (game.noise > 0 ? game.noise * random.normal() : 0));
}

// biome-ignore lint/suspicious/noExplicitAny: the files' own format, described in fixtures/SOURCES.md
function golden(name: string): any {
  return JSON.parse(readFileSync(new URL(`../../fixtures/golden/${name}.json`, import.meta.url), "utf8"));
}

// biome-ignore lint/suspicious/noExplicitAny: as above
function truthOf(f: any): (masks: Masks) => Float64Array {
  if (f.kind === "fourier") {
    const table = new TermTable(f.n);
    for (const [set, value] of f.fourier) table.add(set, value);
    const terms = table.toTerms();
    return (masks) => predict(terms, masks);
  }
  if (f.kind === "relu_mlp") {
    return (masks) =>
      Float64Array.from({ length: masks.length }, (_, k) => {
        const present = masks.at(k).players;
        return f.v.reduce(
          (sum: number, v: number, h: number) =>
            sum + v * Math.max(0, f.b[h] + present.reduce((s, i) => s + f.W[i][h], 0)),
          f.v0,
        );
      });
  }
  const leaf = (tree: Tree, masks: Masks, k: number): number =>
    typeof tree === "number" ? tree : leaf(masks.has(k, tree[0]) ? tree[2] : tree[1], masks, k);
  return (masks) =>
    Float64Array.from({ length: masks.length }, (_, k) => {
      const margin = f.trees.reduce((sum: number, tree: Tree) => sum + leaf(tree, masks, k), f.bias);
      return 1 / (1 + Math.exp(-margin));
    });
}

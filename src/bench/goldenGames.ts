import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Masks } from "../bits/masks.js";
import { freshMasks } from "../sampling/fresh.js";
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

/** Fresh masks that fixtures/reviews/record.mjs asked beside the plan, and the seeds of both. */
export const REVIEWS = { fresh: 300, freshSeed: 2, planSeed: 1 };

/**
 * The recorded sentiment games of fixtures/reviews by name: Gemma's answers on the masks of the plan that the notebook uses, and, for
 * the test, on fresh uniform masks. Reviews short enough for all their coalitions are left out: nothing is estimated there.
 */
export function reviewGames(root: string): Map<string, GameSpec & { kind: "recorded" }> {
  const folder = path.join(root, "fixtures", "reviews");
  const list = JSON.parse(readFileSync(path.join(folder, "reviews.json"), "utf8")) as {
    id: string;
    budget: number;
  }[];
  const games = new Map<string, GameSpec & { kind: "recorded" }>();
  const files = new Set(readdirSync(folder));
  for (const { id, budget } of list) {
    if (!files.has(`${id}.jsonl`)) continue;
    const [header, ...lines] = readFileSync(path.join(folder, `${id}.jsonl`), "utf8")
      .trim()
      .split("\n");
    const n = (JSON.parse(header) as { players: { spans: unknown[] } }).players.spans.length;
    if (2 ** n <= budget) continue;
    const answers = lines
      .map((line) => JSON.parse(line) as [string, number])
      .map(([key, value]) => [bits(key, n), value] as const);
    const asked = answers.slice(0, budget);
    const planned = new Set(asked.map(([mask]) => mask));
    const later = new Map(answers.slice(budget));
    const { masks } = freshMasks(n, REVIEWS.fresh, REVIEWS.freshSeed);
    const fresh = rowsOf(masks)
      .filter((mask) => !planned.has(mask) && later.has(mask))
      .map((mask) => [mask, later.get(mask) as number] as const);
    const rows = [...asked, ...fresh];
    games.set(id, {
      kind: "recorded",
      n,
      masks: rows.map(([mask]) => mask),
      values: rows.map(([, value]) => value),
      test: fresh.length,
    });
  }
  return games;
}

/** A recording's key (hexadecimal digit k holds players 4k to 4k + 3, lowest bit first) as a 0/1 string. */
function bits(key: string, n: number): string {
  return Array.from({ length: n }, (_, i) => (Number.parseInt(key[i >> 2], 16) >> (i & 3)) & 1).join("");
}

function rowsOf(masks: Masks): string[] {
  return masks.map((_, row) => Array.from({ length: masks.n }, (_, i) => Number(masks.has(row, i))).join(""));
}

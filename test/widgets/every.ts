import * as sx from "../../src/index.js";
import type { Shown } from "../../widgets/index.js";

const quiet = { progress: false } as const;

/** Something to look at by name. */
export type Named = readonly [name: string, shown: Shown & { svg?(): string; html?(): string }];

/** Every picture of one explanation that its players can have. */
export function picturesOf(e: sx.Explanation): Named[] {
  const { kind } = e.players.layout;
  const pairs = e.where(({ order }) => order <= 2);
  return [
    ["widget", e.widget()],
    ...(kind === "text" ? [["text", e.text()] as const] : []),
    ...(kind === "image" ? [["overlay", e.overlay()] as const] : []),
    ["bar", e.bar()],
    ["force", e.force()],
    ["waterfall", e.waterfall()],
    ["stacked", e.stacked()],
    ["network", e.network()],
    ["upset", e.upset()],
    ["heatmap", pairs.heatmap()],
    ["spectrum", e.spectrum()],
    ["decay", e.decay({ against: "Moebius" })],
    ["decay, Vega-Lite", e.decay({ against: "Moebius" }).vega()],
    ["linked", e.linked()],
    ["beeswarm", sx.beeswarm([e, e])],
    ["beeswarm, Vega-Lite", sx.beeswarm([e, e]).vega()],
  ];
}

/** Every picture of a table about one explanation; what is asked is asked of its surrogate. */
export async function tablesOf(e: sx.Explanation): Promise<Named[]> {
  const game = sx.game(e.players, (masks) => e.predict(masks));
  const runs = await sx.compare(game, ["proxyShap", "lime"], { budget: 60, masks: 50, ...quiet });
  const budgets = await sx.budgetSweep(game, ["lime"], { budgets: [40, 60], masks: 50, ...quiet });
  const tables: [string, { chart(): Named[1] }][] = [
    ["sparsity", e.sparsity()],
    ["statistics", e.statistics()],
    ["influence", e.influence()],
    ["influence by player", e.influence({ by: "player" })],
    ["recovery", e.recovery([0, 1])],
    ["truncation", await e.truncation({ masks: 50 })],
    ["removal", await e.removal({ top: 3, search: "greedy" })],
    ["responses", await sx.responses(e, { masks: 50, ...quiet })],
    ["masks", sx.lime().plan(game, { budget: 40 })],
    ["comparison", runs],
    ["side by side", runs.interactions()],
    ["budgets", budgets],
    ["noise", await sx.noiseSweep(e, ["lime"], { snr: [5, 20], budget: 60, masks: 50, ...quiet })],
  ];
  return tables.map(([name, table]) => [name, table.chart()]);
}

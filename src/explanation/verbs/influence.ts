import { influenceSvg } from "../../../widgets/plot/influence.js";
import { setOf } from "../../bits/terms.js";
import { checkOptions, SpexlabError, shown } from "../../errors.js";
import { Table } from "../../results/table.js";
import type { State } from "../state.js";
import { surrogateOf } from "../surrogate.js";

/**
 * Options of `influence()`.
 *
 * @category Explanations
 */
export interface InfluenceOptions {
  /** `"term"` (default): a row for each Fourier coefficient. `"player"`: a row for each player, over the coefficients it is in. */
  readonly by?: "term" | "player";
}

/**
 * What one Fourier coefficient, or all that a player is in, does to the surrogate.
 *
 * @category Explanations
 */
export interface InfluenceRow {
  /** The players, joined by " · ". */
  readonly interaction: string;
  /** The players as indices, ascending. */
  readonly players: readonly number[];
  /** How many they are. */
  readonly order: number;
  /** F(S); for a player its own coefficient F({i}). */
  readonly coefficient: number;
  /** F(S)²; for a player Σ_{S ∋ i} F(S)², which is the mean of ((f(x) − f(x with i flipped)) / 2)² over uniform masks. */
  readonly influence: number;
  /** `influence` as a share of the surrogate's variance Σ_{S ≠ ∅} F(S)²: for a term the R² lost without it. Shares of terms add up to 1; players share terms. */
  readonly share: number;
  /** The most by which the term (all terms of the player) can move the value between two masks: 2·Σ |F(S)|. */
  readonly swing: number;
}

/** Influence of every Fourier coefficient, or of every player. */
export function influence({ core }: State, options: InfluenceOptions = {}): Table<InfluenceRow> {
  checkOptions("influence", options, ["by"]);
  const { by = "term" } = options;
  if (by !== "term" && by !== "player") {
    throw new SpexlabError("BAD_OPTION", `Expected \`by\` to be "term" or "player", got ${shown(by)}.`);
  }
  const fourier = surrogateOf(core, "tell the influence of its Fourier coefficients");
  const { names } = core.players;
  const found = new Map<
    number,
    { players: number[]; coefficient: number; influence: number; swing: number }
  >();
  let variance = 0;
  for (let k = 0; k < fourier.length; k++) {
    const players = [...setOf(fourier, k)];
    if (players.length === 0) continue;
    const coefficient = fourier.values[k];
    variance += coefficient ** 2;
    for (const key of by === "term" ? [k] : players) {
      const row = found.get(key) ?? {
        players: by === "term" ? players : [key],
        coefficient: 0,
        influence: 0,
        swing: 0,
      };
      if (by === "term" || players.length === 1) row.coefficient = coefficient;
      row.influence += coefficient ** 2;
      row.swing += 2 * Math.abs(coefficient);
      found.set(key, row);
    }
  }
  const rows = [...found.values()].sort((a, z) => z.influence - a.influence || a.players[0] - z.players[0]);
  const title = by === "term" ? "Influence of each Fourier coefficient" : "Influence of each player";
  return new Table<InfluenceRow>({
    title,
    columns: [
      { key: "interaction", label: by },
      ...(by === "term" ? ([{ key: "order" }] as const) : []),
      { key: "coefficient" },
      { key: "influence" },
      { key: "share", digits: 4 },
      { key: "swing" },
    ],
    rows: rows.map((row) => ({
      ...row,
      interaction: row.players.map((i) => names[i]).join(" · "),
      order: row.players.length,
      share: row.influence / variance,
    })),
    chart: (drawn) => influenceSvg(drawn, { title, by, unit: core.unit }),
  });
}

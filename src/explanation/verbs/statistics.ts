import { statisticsSvg } from "../../../widgets/plot/statistics.js";
import { checkOptions, SpexlabError, shown } from "../../errors.js";
import { Table } from "../../results/table.js";
import { interactionsOf } from "../interactions.js";
import type { State } from "../state.js";

/**
 * Options of `statistics()`.
 *
 * @category Explanations
 */
export interface StatisticsOptions {
  /** Interactions count as significant when they are among the fewest that hold this share of Σ value². 0.95 when not said. */
  readonly energy?: number;
}

/**
 * Interactions of one order, or of all together.
 *
 * @category Explanations
 */
export interface StatisticsRow {
  /** Number of players in a set; `"all"` for all orders together. */
  readonly order: number | "all";
  /** Interactions shown. */
  readonly count: number;
  /** Those among the fewest that hold the share `energy` of Σ value². */
  readonly significant: number;
  /** Those with a value above 0. */
  readonly positive: number;
  /** Those with a value below 0. */
  readonly negative: number;
  /** Share of Σ value² over all orders. */
  readonly energy: number;
  /** Sum of the values above 0. */
  readonly positiveSum: number;
  /** Sum of the values below 0. */
  readonly negativeSum: number;
  /** 1 − |Σ value| / Σ |value|: 0 when all have one sign, 1 when positive and negative ones cancel wholly. */
  readonly cancellation: number;
  /** Largest |value|. */
  readonly largest: number;
}

/** Counts, signs, energy and cancellation of what is shown, by order. */
export function statistics(state: State, options: StatisticsOptions = {}): Table<StatisticsRow> {
  checkOptions("statistics", options, ["energy"]);
  const { energy = 0.95 } = options;
  if (typeof energy !== "number" || !(energy > 0 && energy <= 1)) {
    throw new SpexlabError(
      "BAD_OPTION",
      `Expected \`energy\` to be above 0 and at most 1, got ${shown(energy)}.`,
    );
  }
  const shownOnes = interactionsOf(state);
  const total = shownOnes.reduce((sum, { value }) => sum + value * value, 0);
  let held = 0;
  // Strongest first: significant ones are the beginning of the list, up to the one that fills the share.
  const significant = shownOnes.filter(({ value }) => {
    const needed = held < energy * total;
    held += value * value;
    return needed;
  }).length;
  const rowOf = (order: number | "all"): StatisticsRow => {
    const has = (of: number): boolean => order === "all" || of === order;
    const of = shownOnes.filter((interaction) => has(interaction.order));
    const sum = (keep: (value: number) => boolean): number =>
      of.reduce((so, { value }) => (keep(value) ? so + value : so), 0);
    const positiveSum = sum((v) => v > 0);
    const negativeSum = sum((v) => v < 0);
    return {
      order,
      count: of.length,
      significant: shownOnes.slice(0, significant).filter((interaction) => has(interaction.order)).length,
      positive: of.filter(({ value }) => value > 0).length,
      negative: of.filter(({ value }) => value < 0).length,
      energy: of.reduce((so, { value }) => so + value * value, 0) / total,
      positiveSum,
      negativeSum,
      cancellation: 1 - Math.abs(positiveSum + negativeSum) / (positiveSum - negativeSum),
      largest: of.reduce((most, { value }) => Math.max(most, Math.abs(value)), 0),
    };
  };
  const orders = [...new Set(shownOnes.map(({ order }) => order))].sort((a, z) => a - z);
  const title = `${state.index} interactions by order`;
  return new Table({
    title,
    columns: [
      { key: "order" },
      { key: "count" },
      { key: "significant" },
      { key: "positive" },
      { key: "negative" },
      { key: "energy", digits: 3 },
      { key: "positiveSum", label: "sum of positive" },
      { key: "negativeSum", label: "sum of negative" },
      { key: "cancellation", digits: 3 },
      { key: "largest" },
    ],
    rows: [...orders.map(rowOf), rowOf("all")],
    notes: [
      `Significant: the fewest, strongest first, that hold ${(100 * energy).toFixed(1)} % of the sum of squared values.`,
    ],
    chart: (rows) => statisticsSvg(rows, { title, unit: state.core.unit }),
  });
}

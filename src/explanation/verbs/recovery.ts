import { recoverySvg } from "../../../widgets/plot/recovery.js";
import { checkOptions, integer, SpexlabError, shown } from "../../errors.js";
import { Table } from "../../results/table.js";
import { interactionsOf } from "../interactions.js";
import { type Player, playerSet } from "../players.js";
import type { State } from "../state.js";

/**
 * Options of `recovery()`.
 *
 * @category Explanations
 */
export interface RecoveryOptions {
  /** Interactions looked at, strongest first. 10 when not said. */
  readonly k?: number;
}

/**
 * One of the strongest interactions beside the labels.
 *
 * @category Explanations
 */
export interface RecoveryRow {
  /** 1 for the strongest. */
  readonly rank: number;
  /** The players, joined by " · ". */
  readonly interaction: string;
  /** How many they are. */
  readonly order: number;
  /** |S ∩ S*| / |S|: the share of its players that are labelled. */
  readonly share: number;
  /** Share of its pairs of players that are labelled both; null for a single player. */
  readonly pairs: number | null;
  /** Recovery at this rank: the mean share of the interactions so far. */
  readonly recovery: number;
}

/**
 * Recovery@k with the interactions behind it.
 *
 * @category Explanations
 */
export class Recovery extends Table<RecoveryRow> {
  /** Recovery@k: the mean share of labelled players in the k strongest interactions, 0 to 1. */
  readonly value: number;
  /** The mean share of pairs labelled both, over those of the k that have two players or more; NaN when none has. */
  readonly pairs: number;
  /** What interactions drawn blindly would reach: the share of all players that are labelled. */
  readonly chance: number;
  /** Interactions looked at; fewer than asked for when fewer are shown. */
  readonly k: number;

  /** Recoveries come from `e.recovery(labels)`. */
  constructor(rows: readonly RecoveryRow[], chance: number) {
    const value = rows[rows.length - 1].recovery;
    const paired = rows.flatMap(({ pairs }) => (pairs === null ? [] : [pairs]));
    const pairs = paired.reduce((sum, share) => sum + share, 0) / paired.length;
    const title = `Recovery@${rows.length}: ${value.toFixed(3)} (blindly ${chance.toFixed(3)})`;
    super({
      title,
      columns: [
        { key: "rank" },
        { key: "interaction" },
        { key: "order" },
        { key: "share", digits: 3 },
        { key: "pairs", digits: 3 },
        { key: "recovery", digits: 3 },
      ],
      rows,
      chart: (drawn) => recoverySvg(drawn, { title, chance }),
    });
    this.value = value;
    this.pairs = pairs;
    this.chance = chance;
    this.k = rows.length;
    Object.freeze(this);
  }
}

/** How far the strongest interactions shown consist of labelled players. */
export function recovery(state: State, labels: readonly Player[], options: RecoveryOptions = {}): Recovery {
  checkOptions("recovery", options, ["k"]);
  const k = integer("k", options.k ?? 10, 1);
  const { names } = state.core.players;
  if (!Array.isArray(labels) || labels.length === 0) {
    throw new SpexlabError(
      "BAD_OPTION",
      `Expected the labelled players as an array of indices or names, at least one, got ${shown(labels)}.`,
    );
  }
  const labelled = new Set(playerSet(names, labels));
  const strongest = interactionsOf(state).slice(0, k);
  if (strongest.length === 0) {
    throw new SpexlabError(
      "NOTHING_SHOWN",
      "This explanation shows no interaction, so there is nothing to recover.",
    );
  }
  let sum = 0;
  const rows = strongest.map(({ players, names: of, order }, rank) => {
    const hits = players.filter((i) => labelled.has(i)).length;
    sum += hits / order;
    return {
      rank: rank + 1,
      interaction: of.join(" · "),
      order,
      share: hits / order,
      pairs: order < 2 ? null : (hits * (hits - 1)) / (order * (order - 1)),
      recovery: sum / (rank + 1),
    };
  });
  return new Recovery(rows, labelled.size / names.length);
}

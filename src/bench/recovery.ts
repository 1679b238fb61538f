import { setOf, type Terms, TermTable } from "../bits/terms.js";

/** How well a transform's terms are those of the truth. */
export interface Recovery {
  /** Share of the true sets that were found. */
  readonly recall: number;
  /** Share of the found sets that are true; NaN when nothing was found. */
  readonly precision: number;
  /** Share of the true sets found with a value within 10 % of the true one. */
  readonly within10: number;
}

/** Compares found terms with the true ones; the empty set, which is not a set of players, counts on neither side. */
export function recovery(truth: Terms, found: Terms): Recovery {
  const table = TermTable.of(found);
  let sets = 0;
  let hits = 0;
  let near = 0;
  for (let k = 0; k < truth.length; k++) {
    const players = setOf(truth, k);
    if (players.length === 0) continue;
    sets++;
    if (table.indexOf(players) < 0) continue;
    hits++;
    if (Math.abs(table.get(players) - truth.values[k]) <= 0.1 * Math.abs(truth.values[k])) near++;
  }
  const named = found.length - (table.indexOf([]) >= 0 ? 1 : 0);
  return {
    recall: sets === 0 ? Number.NaN : hits / sets,
    precision: named === 0 ? Number.NaN : hits / named,
    within10: sets === 0 ? Number.NaN : near / sets,
  };
}

import { binsSvg } from "../../../widgets/plot/bins.js";
import { SpexlabError } from "../../errors.js";
import { Table } from "../../results/table.js";
import type { Json } from "../../types.js";
import type { State } from "../state.js";

/**
 * The bins of one subsampling group after one round of peeling.
 *
 * @category Explanations
 */
export interface BinRow {
  /** Rounds that peeled something so far: 0 is the state before the first. */
  readonly round: number;
  /** Where the round looked for sets: `bins`, `deep`, `joint` or `screen`; null before the first. */
  readonly pass: string | null;
  /** Sets that this round peeled off, of those kept in the end; the same for all groups. */
  readonly sets: number;
  /** Subsampling group, from 1. */
  readonly group: number;
  /** Zerotons: bins with none of the recovered sets left. */
  readonly zero: number;
  /** Singletons: bins with one of them left. */
  readonly single: number;
  /** Multitons: bins with several left, or with something that was never read. */
  readonly multi: number;
}

/** The types of the decoder's bins, round by round, from what the method reported. */
export function bins({ core }: State): Table<BinRow> {
  const rounds = roundsOf(core.estimate.report.bins);
  if (rounds === null) {
    throw new SpexlabError(
      "NO_BINS",
      `This explanation by \`${core.made.method}\` has no decoder's bins. They come from sx.spex(), and from sx.auto() where it decodes: not with few players, all masks or foreign masks.`,
    );
  }
  const rows = rounds.flatMap(({ pass, sets, zero, single, multi }, round) =>
    zero.map(
      (count, c): BinRow => ({
        round,
        pass,
        sets,
        group: c + 1,
        zero: count,
        single: single[c],
        multi: multi[c],
      }),
    ),
  );
  const each = rows[0].zero + rows[0].single + rows[0].multi;
  return new Table({
    title: `Bins of the decoder by peeling round, ${rounds[0].zero.length} groups of ${each}`,
    columns: [
      { key: "round" },
      { key: "pass" },
      { key: "sets", label: "sets peeled" },
      { key: "group" },
      { key: "zero", label: "zerotons" },
      { key: "single", label: "singletons" },
      { key: "multi", label: "multitons" },
    ],
    rows,
    notes: [
      "By the recovered sets still in a bin: none, one, several. A bin that shows more than noise in the end holds something unread and counts as a multiton throughout.",
    ],
    chart: binsSvg,
  });
}

interface Round {
  readonly pass: string | null;
  readonly sets: number;
  readonly zero: readonly number[];
  readonly single: readonly number[];
  readonly multi: readonly number[];
}

/** The rounds in a report, which may come from a file: null for anything else. */
function roundsOf(told: Json | undefined): readonly Round[] | null {
  if (!Array.isArray(told) || told.length === 0) return null;
  const groups = (told[0] as { zero?: unknown } | null)?.zero;
  const length = Array.isArray(groups) ? groups.length : 0;
  const isCounts = (list: unknown): boolean =>
    Array.isArray(list) && list.length === length && list.every((v) => Number.isInteger(v) && v >= 0);
  const fits = told.every((round) => {
    const { pass, sets, zero, single, multi } = (round ?? {}) as { [key: string]: unknown };
    return (
      (pass === null || typeof pass === "string") &&
      Number.isInteger(sets) &&
      [zero, single, multi].every(isCounts)
    );
  });
  return length > 0 && fits ? (told as unknown as readonly Round[]) : null;
}

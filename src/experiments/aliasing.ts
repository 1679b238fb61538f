import { aliasingSvg } from "../../widgets/plot/aliasing.js";
import { setOf } from "../bits/terms.js";
import { checkOptions, integer, SpexlabError, shown } from "../errors.js";
import type { Explanation } from "../explanation/explanation.js";
import { type Player, playerSet } from "../explanation/players.js";
import { Table } from "../results/table.js";

/** Largest b: 1,024 bins. */
const mostBits = 10;

/**
 * Options of `aliasing`.
 *
 * @category Codec for learning
 */
export interface AliasingOptions {
  /** Players that every mask of the group has flipped: where a mask had them present they are absent, and the other way round. Nobody when not said. */
  readonly flipped?: readonly Player[];
}

/**
 * One Fourier coefficient in a bin.
 *
 * @category Codec for learning
 */
export interface AliasedTerm {
  /** The set, ascending. */
  readonly players: readonly number[];
  /** Names of its players. */
  readonly names: readonly string[];
  /** What it adds to the bin: F(S), with its sign turned where S holds an odd number of the flipped players. */
  readonly value: number;
}

/**
 * One bin: what a group of 2^b masks cannot tell apart.
 *
 * @category Codec for learning
 */
export interface AliasingRow {
  /** The bin's number as b characters 0 or 1. */
  readonly bin: string;
  /** How many coefficients are in it: none, one, or several. */
  readonly type: "zeroton" | "singleton" | "multiton";
  /** What the group of masks measures: the sum of the coefficients in the bin. */
  readonly value: number;
  /** The sets in the bin with their coefficients, as text, strongest first. */
  readonly holds: string;
  /** The same as records. */
  readonly terms: readonly AliasedTerm[];
}

/**
 * Which Fourier coefficients of a known function fall into the same bin when only a group of 2^b masks is asked: aliasing, for learning and for looking.
 *
 * `rows` is the subsampling matrix: one 0/1 text of b characters for each player. The masks of the group are M·l: for each l of b characters, player i is present
 * where l and row i have a 1 in common an odd number of times. The set S falls into the bin that is the XOR of its players' rows, and the empty set into bin 0…0.
 * A bin's value is 2^−b Σ_l f(M·l)·(−1)^{j·l}, which is the sum of the coefficients in it; with players flipped, each with the sign (−1)^{|S ∩ flipped|}.
 * Coefficients below 1e-9 of the largest count as none. `.chart()` shows what is in each bin. Cost: one pass over the coefficients, 2^b rows; no calls.
 * Source: Kang et al., SPEX, ICML 2025, on aliasing. Throws `NO_SURROGATE`, `BAD_OPTION`, `UNKNOWN_PLAYER`.
 *
 * @example
 * const truth = sx.fromFourier(["a", "b", "c"], [[["a"], 2], [["a", "b"], 1], [["b"], -3]]);
 * const bins = sx.aliasing(truth, ["10", "00", "01"]);
 * bins.rows().map(({ bin, type, value }) => [bin, type, value]).slice(0, 3); // [["00", "singleton", -3], ["01", "zeroton", 0], ["10", "multiton", 3]]
 * @category Codec for learning
 */
export function aliasing(
  truth: Explanation,
  rows: readonly string[],
  options: AliasingOptions = {},
): Table<AliasingRow> {
  checkOptions("aliasing", options, ["flipped"]);
  const fourier = truth.fourier;
  if (fourier === null) {
    throw new SpexlabError(
      "NO_SURROGATE",
      `This explanation by \`${truth.method}\` has no Fourier coefficients to put into bins.`,
    );
  }
  const { n, names } = truth;
  const matrix = matrixOf(n, rows);
  const b = rows[0].length;
  const flipped = new Set(playerSet(names, options.flipped ?? []));
  const bins: AliasedTerm[][] = Array.from({ length: 2 ** b }, () => []);
  const least = 1e-9 * fourier.values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  for (let k = 0; k < fourier.length; k++) {
    if (Math.abs(fourier.values[k]) <= least) continue;
    const players = [...setOf(fourier, k)];
    const turned = players.filter((player) => flipped.has(player)).length % 2 === 1;
    bins[players.reduce((bin, player) => bin ^ matrix[player], 0)].push({
      players,
      names: players.map((player) => names[player]),
      value: turned ? -fourier.values[k] : fourier.values[k],
    });
  }
  const table = bins.map((terms, bin): AliasingRow => {
    terms.sort((a, z) => Math.abs(z.value) - Math.abs(a.value) || a.players.length - z.players.length);
    return {
      bin: bin.toString(2).padStart(b, "0"),
      type: terms.length === 0 ? "zeroton" : terms.length === 1 ? "singleton" : "multiton",
      value: terms.reduce((sum, { value }) => sum + value, 0),
      holds: terms.map(textOf).join(", "),
      terms,
    };
  });
  const about = flipped.size === 0 ? "" : `, ${[...flipped].map((i) => names[i]).join(" · ")} flipped`;
  const title = `What ${2 ** b} of ${n <= 50 ? (2 ** n).toLocaleString("en-US") : `2^${n}`} masks can tell apart${about}`;
  return new Table({
    title,
    columns: [{ key: "bin" }, { key: "type" }, { key: "value" }, { key: "holds" }],
    rows: table,
    notes: ["value: what is measured, the sum of the Fourier coefficients in the bin"],
    chart: (drawn) => aliasingSvg(drawn, title),
  });
}

/** Each player's row as an integer whose highest of b bits is the first character. */
function matrixOf(n: number, rows: readonly string[]): number[] {
  if (!Array.isArray(rows) || rows.length !== n) {
    const came = Array.isArray(rows) ? `${rows.length}` : shown(rows);
    throw new SpexlabError(
      "BAD_OPTION",
      `Expected \`rows\` to be ${n} texts of 0 and 1, one for each player, got ${came}.`,
    );
  }
  const b = integer("length of a row", typeof rows[0] === "string" ? rows[0].length : rows[0], 1, mostBits);
  return rows.map((row, i) => {
    if (typeof row === "string" && row.length === b && !/[^01]/.test(row)) return Number.parseInt(row, 2);
    throw new SpexlabError(
      "BAD_OPTION",
      `Row ${i}: expected ${b} characters 0 or 1, as many as row 0 has, got ${shown(row)}.`,
    );
  });
}

function textOf({ names, value }: AliasedTerm): string {
  const text = Number(Math.abs(value).toPrecision(3)).toString();
  return `${names.length === 0 ? "∅" : names.join(" · ")} ${value < 0 ? "−" : "+"}${text}`;
}

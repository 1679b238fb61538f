import { amplificationSvg } from "../../../widgets/plot/amplification.js";
import { orderOf, type Terms } from "../../bits/terms.js";
import { spread } from "../../indices/spread.js";
import { Table } from "../../results/table.js";
import type { State } from "../state.js";
import { surrogateOf } from "../surrogate.js";
import { moebius as moebiusOf } from "./moebius.js";

/**
 * Fourier and Möbius coefficients of one order (or all), and what noise does to the Möbius ones.
 *
 * @category Explanations
 */
export interface SparsityRow {
  /** Number of players in a set; `"all"` for all orders together. */
  readonly order: number | "all";
  /** Fourier coefficients that are not zero. */
  readonly fourier: number;
  /** Möbius coefficients that are not zero. */
  readonly moebius: number;
  /** Fewest Fourier coefficients that hold 99 % of the order's sum of squares. */
  readonly fourier99: number;
  /** The same of the Möbius coefficients. */
  readonly moebius99: number;
  /** The order's share of the Fourier coefficients' sum of squares, the empty set left out. */
  readonly fourierEnergy: number;
  /** The same of the Möbius coefficients. */
  readonly moebiusEnergy: number;
  /**
   * Root-mean-square error that an error of standard deviation 1 in each Fourier coefficient of the surrogate makes in a Möbius
   * coefficient of this order: 2^|S|·√(number of Fourier sets ⊇ S).
   */
  readonly amplification: number;
  /** The same when a whole game of 2^n values is noisy, noise 1 in each value: 2^{|S|/2} in a Möbius coefficient (2^{−n/2} in a Fourier one). */
  readonly fromValues: number;
}

/** How sparse the surrogate is in either basis, and how the Möbius transform amplifies noise. */
export function sparsity(state: State): Table<SparsityRow> {
  const { core } = state;
  const fourier = surrogateOf(core, "compare Fourier and Möbius coefficients");
  const moebius = moebiusOf(state);
  const ones = { ...fourier, values: new Float64Array(fourier.length).fill(1) };
  const supersets = spread(ones, fourier.n, () => 1);
  const orders = new Set([...ordersOf(fourier), ...ordersOf(supersets)]);
  orders.delete(0);
  const [allFourier, allMoebius] = [squaresOf(fourier, "all"), squaresOf(moebius, "all")];
  const rowOf = (order: number | "all"): SparsityRow => {
    const [ofFourier, ofMoebius] = [squaresOf(fourier, order), squaresOf(moebius, order)];
    return {
      order,
      fourier: ofFourier.length,
      moebius: ofMoebius.length,
      fourier99: fewest(ofFourier),
      moebius99: fewest(ofMoebius),
      fourierEnergy: sum(ofFourier) / sum(allFourier),
      moebiusEnergy: sum(ofMoebius) / sum(allMoebius),
      ...amplified(supersets, order),
    };
  };
  return new Table({
    title: "Fourier against Möbius: sparsity and noise, by order",
    columns: [
      { key: "order" },
      { key: "fourier", label: "Fourier terms" },
      { key: "moebius", label: "Möbius terms" },
      { key: "fourier99", label: "Fourier for 99 %" },
      { key: "moebius99", label: "Möbius for 99 %" },
      { key: "fourierEnergy", label: "Fourier energy", digits: 3 },
      { key: "moebiusEnergy", label: "Möbius energy", digits: 3 },
      { key: "amplification", label: "noise ×" },
      { key: "fromValues", label: "noise of values ×" },
    ],
    rows: [...[...orders].sort((a, z) => a - z).map(rowOf), rowOf("all")],
    notes: [
      "noise ×: error of a Möbius coefficient for an error of 1 in every Fourier coefficient of the surrogate.",
      `noise of values ×: error of a Möbius coefficient for an error of 1 in every one of the 2^${fourier.n} values; a Fourier coefficient gets 2^−${fourier.n / 2}.`,
    ],
    chart: amplificationSvg,
  });
}

function ordersOf(terms: Terms): number[] {
  return Array.from({ length: terms.length }, (_, k) => orderOf(terms, k));
}

function squaresOf(terms: Terms, order: number | "all"): number[] {
  const squares: number[] = [];
  for (let k = 0; k < terms.length; k++) {
    const size = orderOf(terms, k);
    if (size > 0 && (order === "all" || size === order)) squares.push(terms.values[k] ** 2);
  }
  return squares;
}

function sum(squares: readonly number[]): number {
  return squares.reduce((so, square) => so + square, 0);
}

function fewest(squares: readonly number[]): number {
  const needed = 0.99 * sum(squares);
  let held = 0;
  let count = 0;
  for (const square of [...squares].sort((a, z) => z - a)) {
    if (held >= needed) break;
    held += square;
    count++;
  }
  return count;
}

function amplified(
  supersets: Terms,
  order: number | "all",
): { readonly amplification: number; readonly fromValues: number } {
  let count = 0;
  let fromTerms = 0;
  let fromValues = 0;
  for (let k = 0; k < supersets.length; k++) {
    const size = orderOf(supersets, k);
    if (size === 0 || (order !== "all" && size !== order)) continue;
    count++;
    fromTerms += 4 ** size * supersets.values[k];
    fromValues += 2 ** size;
  }
  return { amplification: Math.sqrt(fromTerms / count), fromValues: Math.sqrt(fromValues / count) };
}

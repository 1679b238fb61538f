import type { Contributions } from "../../../widgets/contributions.js";
import { orderOf } from "../../bits/terms.js";
import { SpexlabError } from "../../errors.js";
import { ROUNDING } from "../../indices/rounding.js";
import type { IndexName, Interaction } from "../../types.js";
import { interactionsOf } from "../interactions.js";
import { type State, termsOf } from "../state.js";

/** Where the sum of an index starts; indices that are no sum are not here. */
const startOf: { readonly [index in IndexName]?: string } = {
  SV: "no player present",
  "k-SII": "no player present",
  STII: "no player present",
  FSII: "no player present",
  Moebius: "no player present",
  FBII: "the fit for no player",
  Fourier: "mean over all masks",
};

/**
 * The answer with all players present as a sum over the sets of the index.
 *
 * SV, k-SII, STII, FSII and Moebius add up from f(∅) to f(N). FBII is a fit: its values add up to the fit's own answer, what the fit
 * misses at N is the gap. Of a Fourier coefficient, (−1)^{|S|}·F(S) is what it adds to f(N) beyond the mean. SII, BII and BV are
 * mean effects that overlap: they are refused with `NOT_ADDITIVE`.
 */
export function contributions(state: State, picture: string): Contributions {
  const { index, order, core } = state;
  const startName = startOf[index];
  if (startName === undefined) {
    throw new SpexlabError(
      "NOT_ADDITIVE",
      `The values of ${index} are mean effects that overlap: they do not add up to the answer, so ${picture}() would show a wrong sum. ` +
        `${index === "BV" ? 'Say .as("SV") or .as("FBII", { order: 1 })' : 'Say .as("FSII"), .as("k-SII") or .as("FBII")'} first, or draw .bar().`,
    );
  }
  const adds = (size: number, value: number): number =>
    index === "Fourier" && (size & 1) === 1 ? -value : value;
  const terms = termsOf(state);
  let start = 0;
  let all = 0;
  let magnitude = 0;
  for (let k = 0; k < terms.length; k++) {
    const value = adds(orderOf(terms, k), terms.values[k]);
    if (orderOf(terms, k) === 0) start += value;
    else all += value;
    magnitude += Math.abs(value);
  }
  const { fourier } = core.estimate;
  const end = fourier === null ? start + all : answerOfAll(fourier);
  const gap = end - start - all;
  const parts = interactionsOf(state).map((part) => ({ ...part, value: adds(part.order, part.value) }));
  return {
    start,
    startName,
    parts,
    rest: restOf(interactionsOf({ ...state, steps: [] }), parts, adds),
    // Sums in another order differ by rounding; a difference of that size is none.
    gap: Math.abs(gap) <= Math.max(ROUNDING, 1e-12 * terms.length) * magnitude ? 0 : gap,
    gapName: `not in ${index} up to order ${order}`,
    end,
    endName: "all players present",
    what: index === "Fourier" ? "(−1)^|S|·F(S), Fourier" : index,
  };
}

function answerOfAll(fourier: NonNullable<State["core"]["estimate"]["fourier"]>): number {
  let sum = 0;
  for (let k = 0; k < fourier.length; k++) {
    sum += (orderOf(fourier, k) & 1) === 1 ? -fourier.values[k] : fourier.values[k];
  }
  return sum;
}

/** The sets that are not shown: how many, and what they add upwards and downwards. */
function restOf(
  all: readonly Interaction[],
  parts: readonly Interaction[],
  adds: (size: number, value: number) => number,
): Contributions["rest"] {
  const shown = new Set(parts.map(({ players }) => players.join()));
  const left = all.filter(({ players }) => !shown.has(players.join()));
  const sumOf = (sign: 1 | -1): number =>
    left
      .map(({ order, value }) => adds(order, value))
      .reduce((so, value) => (value * sign > 0 ? so + value : so), 0);
  return { count: left.length, raising: sumOf(1), lowering: sumOf(-1) };
}

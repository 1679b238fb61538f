import { type Terms, TermTable } from "../bits/terms.js";
import { SpexlabError, shown } from "../errors.js";
import { create, type Explanation } from "../explanation/explanation.js";
import { first, titleOf } from "../explanation/first.js";
import { type Player, playerSet } from "../explanation/players.js";
import { playersFrom } from "../games/players.js";
import { moebiusToFourier } from "../indices/moebius.js";
import type { Players } from "../types.js";

/**
 * A set of players (indices or names) and its coefficient.
 *
 * @category Explaining and comparing
 */
export type GivenTerm = readonly [players: readonly Player[], value: number];

/**
 * An explanation from known Fourier coefficients: f(x) = Σ_S F(S)·(−1)^{|S ∩ x|}. It is first read as `Fourier`.
 * Players as in `sx.game`. Sets that are not given are 0. Throws `BAD_TERMS` (also for a set given twice), `UNKNOWN_PLAYER`.
 *
 * @example
 * const e = sx.fromFourier(3, [[[], 0.5], [[0], -0.5]]);
 * e.predict([0])[0]; // 1
 * e.as("BV").get(0); // 1
 * @category Explaining and comparing
 */
export function fromFourier(
  players: number | readonly string[] | Players,
  terms: readonly GivenTerm[],
): Explanation {
  const known = playersFrom(players);
  return given(known, tableOf(known.names, terms), "Fourier");
}

/**
 * An explanation from known Möbius coefficients: f(x) = Σ_{S ⊆ x} m(S). It is first read as `Moebius`.
 * Players as in `sx.game`. Sets that are not given are 0. Throws as `fromFourier`.
 *
 * @example
 * const e = sx.fromMoebius(["not", "bad"], [[["bad"], -2], [["not", "bad"], 3]]);
 * e.predict([["bad"], ["not", "bad"]]); // [-2, 1]
 * @category Explaining and comparing
 */
export function fromMoebius(
  players: number | readonly string[] | Players,
  terms: readonly GivenTerm[],
): Explanation {
  const known = playersFrom(players);
  return given(known, moebiusToFourier(tableOf(known.names, terms)), "Moebius");
}

function tableOf(names: readonly string[], terms: readonly GivenTerm[]): Terms {
  if (!Array.isArray(terms)) {
    throw new SpexlabError("BAD_TERMS", `Expected an array of [players, value], got ${shown(terms)}.`);
  }
  const table = new TermTable(names.length);
  terms.forEach((term: GivenTerm, k) => {
    const [players, value] = Array.isArray(term) ? term : [];
    if (!Array.isArray(players) || typeof value !== "number" || !Number.isFinite(value)) {
      throw new SpexlabError(
        "BAD_TERMS",
        `Term ${k}: expected [players, value] with a finite value, such as [[0, 2], 1.5], got ${JSON.stringify(term) ?? shown(term)}.`,
      );
    }
    if (table.add(playerSet(names, players), value) !== k) {
      throw new SpexlabError("BAD_TERMS", `Term ${k}: the set ${JSON.stringify(players)} is given twice.`);
    }
  });
  return table.toTerms();
}

/** An explanation of a transform that is known exactly: nothing was asked. Without `index` the usual one is shown first. */
export function given(
  players: Players,
  fourier: Terms,
  index?: "Fourier" | "Moebius",
  unit: string = "value",
): Explanation {
  return create(
    first(
      {
        players,
        title: titleOf(players),
        unit,
        made: { method: "given", options: {}, settings: {}, seed: 0, budget: 0, calls: 0 },
        estimate: { fourier, exact: true, faithfulness: null, report: {} },
        modelFull: null,
        game: null,
      },
      index,
    ),
  );
}

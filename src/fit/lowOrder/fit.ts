import type { Terms } from "../../bits/terms.js";
import { SpexlabError } from "../../errors.js";
import { MAX_SETS } from "../../indices/spread.js";
import { eachSet, setsUpTo } from "../../sampling/subsets.js";
import { solveInMasks } from "./dual.js";
import { solveInTerms } from "./primal.js";
import type { Problem } from "./problem.js";

/** Most unknowns whose normal equations are written down: 1.1 GiB. */
const LARGEST_MATRIX = 12_000;

/**
 * Solves a low-order regression (`Problem`) and returns its Fourier terms, the empty set first, then by order.
 *
 * With no more terms than masks the normal equations of the terms are solved, else the dual ones of the masks, whose matrix
 * needs Hamming distances only: the number of terms then costs nothing but writing them down. Up to 2,500 unknowns a
 * Cholesky factorisation, above conjugate gradients. Throws `TOO_MANY_SETS` above 5,000,000 terms (12,000 with more masks than terms), `UNDERDETERMINED` when
 * the masks do not determine an unpenalised fit.
 */
export function fitLowOrder(problem: Problem): Terms {
  const { masks, penalties, ends } = problem;
  const { n } = masks;
  const order = Math.min(problem.order, n);
  if (constantValue(problem) !== undefined)
    return termsOf(setsOf(n, 0, penalties), [constantValue(problem)!]);
  const sets = setsOf(n, order, penalties);
  const unpenalised = penalties.subarray(1, order + 1).some((p) => p === 0);
  const inTerms = sets.length <= masks.length + (ends ? 2 : 0) || unpenalised;
  if (inTerms && sets.length > LARGEST_MATRIX) {
    throw new SpexlabError(
      "TOO_MANY_SETS",
      `Order ${order} of ${n} players has ${sets.length} sets: with ${masks.length} masks the fit would need a matrix of ` +
        `${Math.ceil(sets.length ** 2 / 2 ** 27)} GiB. Lower \`order\`.`,
    );
  }
  const values = inTerms ? solveInTerms(problem, sets) : solveInMasks(problem, sets);
  if (values === undefined) {
    throw new SpexlabError(
      "UNDERDETERMINED",
      `${masks.length} masks do not determine the ${sets.length} terms of order up to ${order} without a ridge. ` +
        `Raise the budget above ${setsUpTo(n, order)}, lower \`order\`, or leave \`ridge\` to "evidence".`,
    );
  }
  return termsOf(sets, values);
}

/** Sets of players, in compressed rows. */
export interface Sets {
  readonly n: number;
  readonly length: number;
  readonly offsets: Uint32Array;
  readonly players: Uint32Array;
}

/** All sets of 0 to `order` players whose degree has a finite penalty, by order, each order lexicographically. */
function setsOf(n: number, order: number, penalties: Float64Array): Sets {
  const degrees = Array.from({ length: order + 1 }, (_, d) => d).filter(
    (d) => d === 0 || penalties[d] < Number.POSITIVE_INFINITY,
  );
  let length = 0;
  let width = 0;
  for (const d of degrees) {
    const count = setsUpTo(n, d) - (d === 0 ? 0 : setsUpTo(n, d - 1));
    length += count;
    width += count * d;
  }
  if (length > MAX_SETS) {
    throw new SpexlabError(
      "TOO_MANY_SETS",
      `Order ${order} of ${n} players has ${length} sets, more than ${MAX_SETS}. Lower \`order\`.`,
    );
  }
  const offsets = new Uint32Array(length + 1);
  const players = new Uint32Array(width);
  let k = 0;
  for (const d of degrees) {
    eachSet(n, d, (set) => {
      players.set(set, offsets[k]);
      offsets[k + 1] = offsets[k] + d;
      k++;
    });
  }
  return { n, length, offsets, players };
}

function termsOf({ n, length, offsets, players }: Sets, values: ArrayLike<number>): Terms {
  return Object.freeze({ n, length, offsets, players, values: Float64Array.from(values) });
}

/** The one value of a game that is constant on all masks (and ends). */
function constantValue({ values, ends }: Problem): number | undefined {
  const first = ends ? ends.empty : values[0];
  if (ends && ends.full !== first) return undefined;
  for (const v of values) if (v !== first) return undefined;
  return first;
}

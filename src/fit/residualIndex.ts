import { columnsOf } from "../bits/columns.js";
import type { Masks } from "../bits/masks.js";
import { type Terms, TermTable } from "../bits/terms.js";
import { choose, ratio, toNumber } from "../indices/ratio.js";
import { binomial, eachSet } from "../sampling/subsets.js";
import type { IndexName } from "../types.js";
import { sizesOf } from "./shapleyWeights.js";

/** The indices whose every order is a weighted sum of values over masks. */
export const correctable: readonly IndexName[] = Object.freeze(["SV", "BV", "SII", "k-SII", "BII", "FBII"]);

/** Weight of a derivative Δ_S f(T) in the index, by |S| = s, |T| = t: probability of T among the other n − s players. */
type Weight = (n: number, s: number, t: number) => number;

const shapley: Weight = (n, s, t) => toNumber(ratio(1n, BigInt(n - s + 1) * choose(n - s, t)));
const banzhaf: Weight = (n, s) => 2 ** -(n - s);

/**
 * An index of a game known on some masks only, order 1 to `order`: SHAP-IQ's I(S) = Σ_T f(T)·(−1)^{|S|−|S∩T|}·w(|T∖S|), where masks of a size
 * stand for all masks of that size. Unbiased when masks are uniform within each size and all sizes are there (sizes that
 * no mask has count as 0, which is right for residuals of a good proxy). The empty set is left out.
 * Cost: sets · masks · order additions. Source: Fumagalli et al., "SHAP-IQ", NeurIPS 2023.
 */
export function residualIndex(masks: Masks, values: Float64Array, index: IndexName, order: number): Terms {
  if (index === "SV" || index === "SII") return weightedSums(masks, values, order, shapley);
  if (index === "BV" || index === "BII") return weightedSums(masks, values, order, banzhaf);
  const base = weightedSums(masks, values, order, index === "k-SII" ? shapley : banzhaf);
  // Both fold larger sets down: k-SII by Bernoulli numbers, FBII by (−½)^j for j players more.
  return folded(
    base,
    order,
    index === "k-SII" ? bernoulli(order) : Array.from({ length: order + 1 }, (_, j) => (-0.5) ** j),
  );
}

function weightedSums(masks: Masks, values: Float64Array, order: number, weight: Weight): Terms {
  const { n } = masks;
  const m = masks.length;
  const { sizes, counts } = sizesOf(masks);
  const columns = columnsOf(masks);
  const table = new TermTable(n);
  const held = new Uint8Array(m);
  for (let s = 1; s <= Math.min(order, n); s++) {
    // What mask k adds to a set of which it holds c players.
    const shares = new Float64Array(m * (s + 1));
    const factor = Array.from({ length: n + 1 }, (_, t) =>
      Float64Array.from({ length: s + 1 }, (_, c) =>
        t - c < 0 || t - c > n - s || counts[t] === 0
          ? 0
          : ((s - c) % 2 === 0 ? 1 : -1) * weight(n, s, t - c) * (binomial(n, t) / counts[t]),
      ),
    );
    for (let k = 0; k < m; k++) {
      for (let c = 0; c <= s; c++) shares[k * (s + 1) + c] = values[k] * factor[sizes[k]][c];
    }
    eachSet(n, s, (set) => {
      held.fill(0);
      for (const i of set) {
        for (let k = 0; k < m; k++)
          held[k] += (columns.words[i * columns.stride + (k >>> 5)] >>> (k & 31)) & 1;
      }
      let sum = 0;
      for (let k = 0; k < m; k++) sum += shares[k * (s + 1) + held[k]];
      table.add(set, sum);
    });
  }
  return table.toTerms();
}

/** G(U) = Σ_{S ⊇ U, |S| ≤ order} factor_{|S|−|U|}·I(S). */
function folded(terms: Terms, order: number, factor: readonly number[]): Terms {
  const table = TermTable.of(terms);
  for (let k = 0; k < terms.length; k++) {
    const set = terms.players.subarray(terms.offsets[k], terms.offsets[k + 1]);
    for (let size = 1; size < Math.min(set.length, order + 1); size++) {
      const share = factor[set.length - size] * terms.values[k];
      if (share === 0) continue;
      eachSet(set.length, size, (positions) =>
        table.add(
          Uint32Array.from(positions, (at) => set[at]),
          share,
        ),
      );
    }
  }
  return table.toTerms();
}

/** B_0 … B_count with B_1 = −½. */
function bernoulli(count: number): number[] {
  const numbers = [1];
  for (let j = 1; j <= count; j++) {
    let sum = 0;
    for (let i = 0; i < j; i++) sum += numbers[i] * binomial(j + 1, i);
    numbers.push(-sum / (j + 1));
  }
  return numbers;
}

import type { Design } from "../sampling/design.js";
import type { BinDecoder, Propose } from "./binDecoder.js";

/** Combinations of bins that one pass may look at. */
const MAX_COMBINATIONS = 16_384;

/**
 * Decodes bins of several groups together. All groups ask the same delays, so a set shows the same signs in its bin of
 * every group: adding the bins (j_1, …, j_C) adds its observations up and averages the noise, and the C bin indices are
 * C·b parity bits free of noise. Run on what is left after peeling, for sets too weak to be read from one bin.
 * All groups are combined where their 2^(bC) combinations are few enough, else pairs of groups, else nothing is done.
 *
 * A set that the bins share makes them alike: of the combinations with a `fresh` bin (1 at c·2^b + j), only those are decoded whose bins'
 * inner products add up to at least `alike` times what bins without a common set show by chance (one standard deviation).
 */
export function decodeJointly(
  design: Design,
  bins: Float64Array,
  decoder: BinDecoder,
  alike: number,
  fresh: Uint8Array,
  propose: Propose,
): void {
  const { b, C, delays, rows, n } = design;
  const size = 2 ** b;
  const sum = new Float64Array(delays);
  const joined = new Uint32Array(n);
  const bar = (alike * alike) / delays;
  for (const groups of combinedGroups(b, C)) {
    for (let i = 0; i < n; i++) {
      let row = 0;
      for (const c of groups) row = (row << b) | rows[c][i];
      joined[i] = row;
    }
    const pairs = pairsOf(bins, groups, size, delays);
    const at = new Int32Array(groups.length);
    const last = groups.length - 1;
    const read = (bin: number): void => {
      sum.fill(0);
      for (let k = 0; k < groups.length; k++) {
        const from = (groups[k] * size + at[k]) * delays;
        for (let p = 0; p < delays; p++) sum[p] += bins[from + p];
      }
      decoder.decode(sum, 0, joined, bin, propose);
    };
    const visit = (k: number, bin: number, product: number, variance: number, anew: number): void => {
      for (let j = 0; j < size; j++) {
        let shared = product;
        let chance = variance;
        for (let q = 0; q < k; q++) {
          const place = at[q] * size + j;
          shared += pairs[q][k].products[place];
          chance += pairs[q][k].variances[place];
        }
        at[k] = j;
        const some = anew | fresh[groups[k] * size + j];
        if (k < last) visit(k + 1, (bin << b) | j, shared, chance, some);
        else if (some !== 0 && shared > 0 && shared * shared >= bar * chance) read((bin << b) | j);
      }
    };
    visit(0, 0, 0, 0, 0);
  }
}

/** Two groups; for bin i of the first and j of the second, at i·size + j: Σ_p U·V and Σ_p U²·Σ_p V². */
interface Pair {
  readonly products: Float64Array;
  readonly variances: Float64Array;
}

/** Entry [q][k] for groups q < k. */
function pairsOf(bins: Float64Array, groups: readonly number[], size: number, delays: number): Pair[][] {
  const energies = groups.map((c) => energiesOf(bins, c * size, size, delays));
  return groups.map((c, q) =>
    groups.map((d, k): Pair => {
      if (k <= q) return { products: new Float64Array(0), variances: new Float64Array(0) };
      const variances = new Float64Array(size * size);
      for (let i = 0; i < size; i++) {
        for (let j = 0; j < size; j++) variances[i * size + j] = energies[q][i] * energies[k][j];
      }
      return { products: innerProducts(bins, c * size, d * size, size, delays), variances };
    }),
  );
}

/** Σ_p U[p]·V[p] of each bin of one group with each of another: element i·size + j. */
function innerProducts(
  bins: Float64Array,
  one: number,
  other: number,
  size: number,
  delays: number,
): Float64Array {
  const out = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      const a = (one + i) * delays;
      const z = (other + j) * delays;
      let sum = 0;
      for (let p = 0; p < delays; p++) sum += bins[a + p] * bins[z + p];
      out[i * size + j] = sum;
    }
  }
  return out;
}

function energiesOf(bins: Float64Array, group: number, size: number, delays: number): Float64Array {
  const out = new Float64Array(size);
  for (let j = 0; j < size; j++) {
    for (let k = (group + j) * delays; k < (group + j + 1) * delays; k++) out[j] += bins[k] * bins[k];
  }
  return out;
}

function combinedGroups(b: number, C: number): number[][] {
  const all = Array.from({ length: C }, (_, c) => c);
  if (C > 1 && 2 ** (b * C) <= MAX_COMBINATIONS) return [all];
  const pairs = all.flatMap((c) => all.slice(c + 1).map((d) => [c, d]));
  return pairs.length * 2 ** (2 * b) <= MAX_COMBINATIONS ? pairs : [];
}

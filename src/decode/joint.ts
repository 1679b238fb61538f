import type { Design } from "../sampling/design.js";
import type { BinDecoder, Propose } from "./binDecoder.js";

/** Combinations of bins that one pass may decode. */
const MAX_COMBINATIONS = 16_384;

/**
 * Decodes bins of several groups together. All groups ask the same delays, so a set shows the same signs in its bin of
 * every group: adding the bins (j_1, …, j_C) adds its observations up and averages the noise, and the C bin indices are
 * C·b parity bits free of noise. Run on what is left after peeling, for sets too weak to be read from one bin.
 * All groups are combined where their 2^(bC) combinations are few enough, else pairs of groups, else nothing is done.
 */
export function decodeJointly(
  design: Design,
  bins: Float64Array,
  decoder: BinDecoder,
  propose: Propose,
): void {
  const { b, C, delays, rows, n } = design;
  const sum = new Float64Array(delays);
  const joined = new Uint32Array(n);
  for (const groups of combinedGroups(b, C)) {
    for (let i = 0; i < n; i++) {
      let row = 0;
      for (const c of groups) row = (row << b) | rows[c][i];
      joined[i] = row;
    }
    for (let bin = 0; bin < 2 ** (b * groups.length); bin++) {
      sum.fill(0);
      groups.forEach((c, k) => {
        const j = (bin >>> (b * (groups.length - 1 - k))) & (2 ** b - 1);
        const at = (c * 2 ** b + j) * delays;
        for (let p = 0; p < delays; p++) sum[p] += bins[at + p];
      });
      decoder.decode(sum, 0, joined, bin, propose);
    }
  }
}

function combinedGroups(b: number, C: number): number[][] {
  const all = Array.from({ length: C }, (_, c) => c);
  if (C > 1 && 2 ** (b * C) <= MAX_COMBINATIONS) return [all];
  const pairs = all.flatMap((c) => all.slice(c + 1).map((d) => [c, d]));
  return pairs.length * 2 ** (2 * b) <= MAX_COMBINATIONS ? pairs : [];
}

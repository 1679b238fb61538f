import { MaskSet } from "../bits/maskSet.js";
import { Random } from "../bits/random.js";
import { type BchCode, bchCode } from "../gf2/bch.js";
import { subsamplingMatrix } from "./subsampling.js";

/**
 * SPEX's structured masks: C groups of 2^b masks M_c·l, each shifted by r + 1 delays (the zero row and the r parity rows
 * of a BCH code that corrects t errors). Source: Kang et al., SPEX, ICML 2025 (algorithm 1, appendix A); reference-compatible delay rows.
 */
export interface Design {
  readonly n: number;
  /** Bins in a group: 2^b. */
  readonly b: number;
  /** Errors that the code corrects: the largest order that is decoded. */
  readonly t: number;
  /** Groups. */
  readonly C: number;
  readonly code: BchCode;
  /** r + 1. */
  readonly delays: number;
  /** Row i of M_c as a b-bit integer, for each group. */
  readonly rows: readonly Uint32Array[];
  /** Distinct masks in order of arrival. */
  readonly masks: MaskSet;
  /** Where mask (c, p, l) stands among the distinct ones: element (c·delays + p)·2^b + l. */
  readonly slots: Int32Array;
}

/** Calls of a design before duplicates are dropped, and after (an upper bound: tiny n have more duplicates still). */
export function designCalls(n: number, b: number, t: number, C: number): { raw: number; distinct: number } {
  const delays = bchCode(n, t).r + 1;
  const raw = C * delays * 2 ** b;
  // All groups share the masks of l = 0.
  return { raw, distinct: Math.min(raw - (C - 1) * delays, 2 ** n) };
}

/** Builds the design. Cost: one pass over its C·(r+1)·2^b masks; memory n/8 bytes a mask. */
export function design(n: number, b: number, t: number, C: number, seed: number): Design {
  const code = bchCode(n, t);
  const delays = code.r + 1;
  const stride = Math.max(1, (n + 31) >>> 5);
  const random = new Random(seed, "subsampling");
  const rows = Array.from({ length: C }, () => subsamplingMatrix(n, b, random));
  const bins = 2 ** b;
  const masks = new MaskSet(n, Math.min(C * delays * bins, n <= 24 ? 2 ** n : Number.POSITIVE_INFINITY));
  const slots = new Int32Array(C * delays * bins);
  const combos = new Uint32Array(bins * stride);
  const mask = new Uint32Array(stride);
  for (let c = 0; c < C; c++) {
    combinations(rows[c], b, stride, combos);
    for (let p = 0; p < delays; p++) {
      for (let l = 0; l < bins; l++) {
        for (let w = 0; w < stride; w++) {
          mask[w] = combos[l * stride + w] ^ (p === 0 ? 0 : code.delays.words[(p - 1) * stride + w]);
        }
        slots[(c * delays + p) * bins + l] = masks.add(mask);
      }
    }
  }
  return { n, b, t, C, code, delays, rows, masks, slots };
}

/** All masks M·l, packed, at row l. */
function combinations(rows: Uint32Array, b: number, stride: number, out: Uint32Array): void {
  out.fill(0, 0, stride);
  for (let k = 0; k < b; k++) {
    const half = 2 ** k;
    const column = new Uint32Array(stride);
    for (let i = 0; i < rows.length; i++) column[i >>> 5] |= ((rows[i] >>> k) & 1) << (i & 31);
    for (let l = 0; l < half; l++) {
      for (let w = 0; w < stride; w++) out[(half + l) * stride + w] = out[l * stride + w] ^ column[w];
    }
  }
}

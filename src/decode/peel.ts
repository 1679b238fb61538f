import type { Columns } from "../bits/columns.js";
import { setOf, type Terms, TermTable } from "../bits/terms.js";
import { SupportFit } from "../fit/support.js";
import type { Design } from "../sampling/design.js";
import type { BinDecoder } from "./binDecoder.js";
import { binsOf } from "./bins.js";
import { Correlator } from "./correlator.js";
import { decodeJointly } from "./joint.js";
import { screen, screenableOrder } from "./screen.js";
import { Signatures } from "./signature.js";
import { thresholds } from "./threshold.js";

/** What the decoder recovered. */
export interface Decoded {
  /** Fourier coefficients on the recovered support. */
  readonly terms: Terms;
  /** Estimated variance of one answer around the terms. */
  readonly noise: number;
  readonly rounds: number;
  /** The pass of each round and how many sets it added. */
  readonly found: readonly { readonly pass: Pass["pass"]; readonly sets: number }[];
}

/** Residuals below this share of the values' own size are rounding, not signal. */
const ROUNDING = 1e-11;
const MAX_ROUNDS = 40;

/**
 * Where a round looks for sets: in each bin by itself; in bins of several groups added up (`joint`); or among all small
 * sets one by one, up to the largest order with at most `limit` sets (`screen`).
 */
export type Pass =
  | { readonly pass: "bins" | "joint" | "deep"; readonly decoder: BinDecoder }
  | { readonly pass: "screen"; readonly limit: number };

interface Candidate {
  readonly players: Int32Array;
  readonly signature: Uint32Array;
  readonly evidence: number;
}

/**
 * Message passing: decode the bins, believe the sets that all groups support, peel them off, refit all coefficients on
 * every answer by least squares, and decode what is left, until nothing significant remains.
 *
 * Differences from SPEX (ICML 2025, algorithm 1): a candidate is judged by the bins of all groups together and not only
 * by its own; the strongest goes first; coefficients are refitted each round on all answers (uniform masks included), so
 * that later rounds see the true residual; sets of few players are also tried directly (`screen`).
 *
 * `values[k]` belongs to mask k of `columns`; the design's masks come first. A pass that finds nothing
 * hands over to the next of `passes`, one that finds something starts again with the first. The sets of `known` are in the support from the start.
 */
export function peel(
  design: Design,
  columns: Columns,
  values: Float64Array,
  passes: readonly Pass[],
  known?: Terms,
): Decoded {
  const { n, b, C, t, delays } = design;
  const signatures = new Signatures(design);
  const correlator = new Correlator(design, signatures);
  const bars = thresholds(n, Math.max(t, 1));
  const fit = new SupportFit(columns, values);
  const support = new TermTable(n);
  const sets: Candidate[] = [];
  const scale = meanSquare(values);
  const floor = (scale * ROUNDING * ROUNDING) / 2 ** b;
  const found: { pass: Pass["pass"]; sets: number }[] = [];
  let coefficients: Float64Array = new Float64Array(0);
  let residual = values;
  let round = 0;
  let next = 0;
  const cap = Math.max(1, Math.floor(values.length / 3));

  const include = (candidate: Candidate): void => {
    support.add(candidate.players, 1);
    fit.add(candidate.players);
    sets.push(candidate);
  };
  const refit = (): void => {
    coefficients = fit.solve(0, longer(coefficients, sets.length));
    residual = fit.residual(coefficients);
  };
  if (known && known.length > 0) {
    for (let k = 0; k < known.length; k++) {
      const players = Int32Array.from(setOf(known, k));
      include({
        players,
        signature: signatures.of(players, new Uint32Array(signatures.stride)),
        evidence: 0,
      });
    }
    refit();
  }
  while (next < passes.length && round < MAX_ROUNDS && meanSquare(residual) > scale * ROUNDING * ROUNDING) {
    round++;
    const bins = binsOf(design, residual);
    correlator.load(bins);
    const candidates = new Map<string, Candidate>();
    const propose = (players: Int32Array, size: number): void => {
      const set = players.slice(0, size);
      const key = set.join();
      if (support.indexOf(set) >= 0 || candidates.has(key)) return;
      const signature = signatures.of(set, new Uint32Array(signatures.stride));
      const { evidence } = correlator.assess(signature, floor);
      if (evidence >= bars[size]) candidates.set(key, { players: set, signature, evidence });
    };
    const pass = passes[next];
    if (pass.pass === "screen") {
      screen(n, screenableOrder(n, t, pass.limit), signatures, correlator, bars, floor, propose);
    } else if (pass.pass === "joint") {
      decodeJointly(design, bins, pass.decoder, propose);
    } else {
      for (let bin = 0; bin < C * 2 ** b; bin++) {
        if (correlator.energy[bin] <= floor * delays) continue;
        pass.decoder.decode(bins, bin * delays, design.rows[bin >>> b], bin & (2 ** b - 1), propose);
      }
    }
    const before = sets.length;
    for (const candidate of [...candidates.values()].sort((a, z) => z.evidence - a.evidence)) {
      if (sets.length >= cap) break;
      // Peeling the stronger ones changed these bins: judge again on what is left.
      const { evidence, amplitude } = correlator.assess(candidate.signature, floor);
      if (evidence < bars[candidate.players.length]) continue;
      peelOff(bins, design, signatures, candidate.signature, amplitude);
      for (let c = 0; c < C; c++)
        correlator.loadBin(bins, c * 2 ** b + candidate.signature[signatures.words + c]);
      include(candidate);
    }
    const added = sets.length - before;
    found.push({ pass: pass.pass, sets: added });
    if (added > 0) refit();
    next = added > 0 ? 0 : next + 1;
  }
  const kept = prune(fit, sets, coefficients, values, bars);
  const table = new TermTable(n);
  kept.sets.forEach((set, k) => {
    table.add(set.players, kept.coefficients[k]);
  });
  return { terms: table.toTerms(), noise: kept.noise, rounds: round, found };
}

/** Subtracts amplitude·sign from the set's bin in every group. */
function peelOff(
  bins: Float64Array,
  { b, C, delays }: Design,
  signatures: Signatures,
  signature: Uint32Array,
  amplitude: number,
): void {
  for (let c = 0; c < C; c++) {
    const at = (c * 2 ** b + signature[signatures.words + c]) * delays;
    for (let p = 0; p < delays; p++) {
      bins[at + p] -= (signature[p >>> 5] >>> (p & 31)) & 1 ? -amplitude : amplitude;
    }
  }
}

/** Drops the sets that the joint fit no longer supports (weakest evidence first judged together), refitting in between. */
function prune(
  fit: SupportFit,
  sets: readonly Candidate[],
  start: Float64Array,
  values: Float64Array,
  bars: Float64Array,
): { sets: readonly Candidate[]; coefficients: Float64Array; noise: number } {
  let kept = sets;
  let coefficients = start;
  for (;;) {
    const residual = fit.residual(coefficients);
    const noise = (meanSquare(residual) * values.length) / Math.max(1, values.length - kept.length);
    const strong = kept
      .map((_, k) => k)
      .filter((k) => coefficients[k] ** 2 * values.length >= noise * bars[kept[k].players.length]);
    if (strong.length === kept.length) return { sets: kept, coefficients, noise };
    fit.keep(strong);
    kept = strong.map((k) => kept[k]);
    coefficients = fit.solve(0);
  }
}

function meanSquare(values: Float64Array): number {
  let sum = 0;
  for (const v of values) sum += v * v;
  return values.length === 0 ? 0 : sum / values.length;
}

function longer(values: Float64Array, length: number): Float64Array {
  const out = new Float64Array(length);
  out.set(values.subarray(0, length));
  return out;
}

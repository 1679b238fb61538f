import type { Masks } from "../bits/masks.js";
import { type Terms, TermTable } from "../bits/terms.js";
import { meanSquare } from "../linalg/dot.js";
import type { Design } from "../sampling/design.js";
import type { BinDecoder } from "./binDecoder.js";
import { binsOf } from "./bins.js";
import { type Candidate, Candidates } from "./candidates.js";
import { Changes } from "./changes.js";
import { type Assessment, Correlator } from "./correlator.js";
import { DesignFit, peelOff } from "./designFit.js";
import { decodeJointly } from "./joint.js";
import { screen } from "./screen.js";
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
  /** What was read where, for decoding the same design again with more answers. */
  readonly memory: Memory;
}

interface Memory {
  readonly changes: Changes;
  readonly candidates: readonly Candidate[];
  /** What was believed, before the weak ones were dropped at the end. */
  readonly support: readonly Candidate[];
  /** When each pass last read the bins, in the time of `changes`. */
  readonly read: readonly number[];
}

/** Residuals below this share of the values' own size are rounding, not signal. */
const ROUNDING = 1e-11;
const MAX_ROUNDS = 40;

/**
 * Where a round looks for sets: in each bin by itself; in bins of several groups added up that are `alike` enough (`joint`);
 * or among all small sets one by one, up to the largest order with at most `limit` sets (`screen`).
 */
export type Pass =
  | { readonly pass: "bins" | "deep"; readonly decoder: BinDecoder }
  | { readonly pass: "joint"; readonly decoder: BinDecoder; readonly alike: number }
  | { readonly pass: "screen"; readonly limit: number };

/**
 * Message passing: decode the bins, believe the sets that all groups support, peel them off, refit all coefficients on
 * every answer by least squares, and decode what is left, until nothing significant remains.
 *
 * Differences from SPEX (ICML 2025, algorithm 1): a candidate is judged by the bins of all groups together and not only
 * by its own, and again in every round; the strongest goes first; coefficients are refitted each round on all answers
 * (uniform masks included), so that later rounds see the true residual; sets of few players are also tried directly (`screen`).
 *
 * `values[k]` belongs to mask k of `masks`; the design's masks come first. A pass that finds nothing
 * hands over to the next of `passes`, one that finds something starts again with the first; no pass reads bins again that
 * are as they were. `known`: the noise of one answer (standard deviation); no bin and no fit is taken to be less noisy than that.
 * `start`: what the same passes found with fewer answers; what they believed is believed from the start.
 */
export function peel(
  design: Design,
  masks: Masks,
  values: Float64Array,
  passes: readonly Pass[],
  start?: Decoded,
  known: number = 0,
): Decoded {
  const { n, b, C, t, delays } = design;
  const signatures = new Signatures(design);
  const correlator = new Correlator(design, signatures);
  const bars = thresholds(n, Math.max(t, 1));
  const answers = binsOf(design, values);
  const fit = new DesignFit(design, signatures, answers, masks, values);
  const candidates = new Candidates(n, signatures);
  const changes = new Changes(design, start?.memory.changes);
  const read = start ? [...start.memory.read] : passes.map(() => 0);
  const scale = meanSquare(values);
  const nothing = scale * ROUNDING * ROUNDING;
  const floor = nothing / 2 ** b;
  const noise = Math.max(nothing, known ** 2) / 2 ** b;
  const cap = Math.max(1, Math.floor(values.length / 3));
  const bins = answers.slice();
  const found: { pass: Pass["pass"]; sets: number }[] = [];
  let coefficients: Float64Array = new Float64Array(0);
  let round = 0;
  let next = 0;

  const refit = (): void => {
    coefficients = fit.solve(longer(coefficients, fit.sets.length));
    fit.residualBins(coefficients, bins);
  };
  const judge = (signature: Uint32Array): Assessment =>
    known === 0 ? correlator.assess(signature, floor) : correlator.assessAbove(signature, noise);
  const propose = (players: Int32Array, size: number): void => {
    candidates.add(players, size);
  };
  if (start) {
    for (const { players } of start.memory.candidates) candidates.add(players, players.length);
    for (const { players } of start.memory.support) {
      fit.add(candidates.choose(candidates.add(players, players.length)));
    }
    refit();
  }
  while (next < passes.length && round < MAX_ROUNDS && meanSquare(bins) * 2 ** b > nothing) {
    round++;
    correlator.load(bins);
    const now = changes.look(bins, correlator.energy);
    const pass = passes[next];
    const fresh = changes.since(read[next]);
    if (!fresh.includes(1)) {
      // Nothing to read: only the candidates are judged again.
    } else if (pass.pass === "screen") {
      screen(design, pass.limit, signatures, correlator, bars, noise, fresh, propose);
    } else if (pass.pass === "joint") {
      decodeJointly(design, bins, pass.decoder, pass.alike, fresh, propose);
    } else {
      for (let bin = 0; bin < C * 2 ** b; bin++) {
        if (fresh[bin] === 0 || correlator.energy[bin] <= floor * delays) continue;
        pass.decoder.decode(bins, bin * delays, design.rows[bin >>> b], bin & (2 ** b - 1), propose);
      }
    }
    read[next] = now;
    const before = fit.sets.length;
    const believed = candidates
      .open()
      .map((at) => ({ at, evidence: judge(candidates.at(at).signature).evidence }))
      .filter(({ at, evidence }) => evidence >= bars[candidates.at(at).players.length])
      .sort((a, z) => z.evidence - a.evidence);
    for (const { at } of believed) {
      if (fit.sets.length >= cap) break;
      const { players, signature } = candidates.at(at);
      // Peeling the stronger ones changed these bins: judge again on what is left.
      const { evidence, amplitude } = judge(signature);
      if (evidence < bars[players.length]) continue;
      peelOff(bins, design, signatures, signature, amplitude);
      for (let c = 0; c < C; c++) correlator.loadBin(c * 2 ** b + signature[signatures.words + c]);
      fit.add(candidates.choose(at));
    }
    const added = fit.sets.length - before;
    found.push({ pass: pass.pass, sets: added });
    if (added > 0) refit();
    next = added > 0 ? 0 : next + 1;
  }
  const support = fit.sets;
  const kept = prune(fit, coefficients, bins, bars, nothing, known ** 2);
  const table = new TermTable(n);
  fit.sets.forEach(({ players }, k) => {
    table.add(players, kept.coefficients[k]);
  });
  return {
    terms: table.toTerms(),
    noise: kept.noise,
    rounds: round,
    found,
    memory: { changes, candidates: candidates.all, support, read },
  };
}

/** Drops the sets that the joint fit no longer supports (all weak ones together), refitting in between. */
function prune(
  fit: DesignFit,
  start: Float64Array,
  bins: Float64Array,
  bars: Float64Array,
  nothing: number,
  least: number,
): { coefficients: Float64Array; noise: number } {
  let coefficients = start;
  for (;;) {
    const { sets, masks } = fit;
    const noise = Math.max(least, fit.squares(coefficients, bins) / Math.max(1, masks - sets.length));
    const strong = [...sets.keys()].filter(
      (k) => coefficients[k] ** 2 * masks >= Math.max(noise, nothing) * bars[sets[k].players.length],
    );
    if (strong.length === sets.length) return { coefficients, noise };
    fit.keep(strong);
    coefficients = fit.solve();
    fit.residualBins(coefficients, bins);
  }
}

function longer(values: Float64Array, length: number): Float64Array {
  const out = new Float64Array(length);
  out.set(values.subarray(0, length));
  return out;
}

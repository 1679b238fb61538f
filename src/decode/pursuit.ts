import { columnsOf } from "../bits/columns.js";
import type { Masks } from "../bits/masks.js";
import { signedSums } from "../bits/signedSums.js";
import { type Terms, TermTable } from "../bits/terms.js";
import { SupportFit } from "../fit/support.js";
import { meanSquare } from "../linalg/dot.js";
import { screenableOrder } from "./screen.js";
import { thresholds } from "./threshold.js";

/** Largest order that is looked for; sets tried in a round, at most, and look-ups for all of them. */
const ORDER = 5;
const SETS = 200_000;
const LOOK_UPS = 25_000_000;
/** Sets believed in one round: only those nearly as strong as the strongest. */
const AT_ONCE = 8;
const NEARLY = 0.5;
const MAX_ROUNDS = 40;
const ROUNDING = 1e-11;

interface Found {
  readonly players: readonly number[];
  readonly evidence: number;
}

/**
 * Orthogonal matching pursuit for masks without structure: tries every small set against what is left of the answers,
 * believes the strongest that noise does not explain (`thresholds`), refits all of them, and looks again. Finds what a
 * decoder finds where the function is sparse and its sets are few or small; up to 200,000 sets are tried
 * (fewer of many masks).
 * `level`: the noise of one answer (standard deviation); answers are not taken to be less noisy than that.
 * Cost of a round: sets · masks/8 look-ups. Source: Pati, Rezaiifar & Krishnaprasad (1993).
 */
export function pursuit(
  masks: Masks,
  values: Float64Array,
  level: number = 0,
): { terms: Terms; noise: number } {
  const { n } = masks;
  const m = values.length;
  const columns = columnsOf(masks);
  const order = screenableOrder(n, Math.min(ORDER, n), Math.min(SETS, (LOOK_UPS * 8) / m));
  const bars = thresholds(n, order);
  const fit = new SupportFit(columns, values);
  let support: (readonly number[])[] = [];
  let coefficients: Float64Array = new Float64Array(0);
  let residual = values;
  const scale = meanSquare(values);
  const most = Math.floor(m / 4);

  for (let round = 0; round < MAX_ROUNDS && support.length < most; round++) {
    const left = meanSquare(residual);
    if (left <= scale * ROUNDING * ROUNDING) break;
    const known = new Set(support.map(String));
    const found = strongSets(order, columns.words, columns.stride, n, residual, bars, level ** 2).filter(
      ({ players }) => !known.has(String(players)),
    );
    if (found.length === 0) break;
    for (const { players, evidence } of found.slice(0, AT_ONCE)) {
      if (evidence < NEARLY * found[0].evidence || support.length >= most) break;
      fit.add(players);
      support.push(players);
    }
    coefficients = fit.solve(0);
    residual = fit.residual(coefficients);
  }
  // What the joint fit no longer supports goes, the rest is fitted again.
  for (;;) {
    const noise = Math.max(level ** 2, (meanSquare(residual) * m) / Math.max(1, m - support.length));
    const kept = support
      .map((_, k) => k)
      .filter((k) => coefficients[k] ** 2 * m >= noise * bars[support[k].length]);
    if (kept.length === support.length) {
      const table = new TermTable(n);
      support.forEach((players, k) => {
        table.add(players, coefficients[k]);
      });
      return { terms: table.toTerms(), noise };
    }
    fit.keep(kept);
    support = kept.map((k) => support[k]);
    coefficients = fit.solve(0);
    residual = fit.residual(coefficients);
  }
}

/** Sets whose z² against the residual passes the bar of their order, strongest first. */
function strongSets(
  order: number,
  words: Uint32Array,
  stride: number,
  n: number,
  residual: Float64Array,
  bars: Float64Array,
  noise: number,
): Found[] {
  const m = residual.length;
  const energy = meanSquare(residual) * m;
  const sum = signedSums(residual);
  const stack = Array.from({ length: order + 1 }, () => new Uint32Array(stride));
  const set: number[] = [];
  const found: Found[] = [];
  const visit = (): void => {
    const size = set.length;
    const explained = sum(stack[size]) ** 2 / m;
    const evidence = explained / Math.max(Math.max(energy - explained, energy * 1e-12) / m, noise);
    if (evidence >= bars[size]) found.push({ players: set.slice(), evidence });
    if (size === order) return;
    for (let i = size === 0 ? 0 : set[size - 1] + 1; i < n; i++) {
      const next = stack[size + 1];
      for (let w = 0; w < stride; w++) next[w] = stack[size][w] ^ words[i * stride + w];
      set.push(i);
      visit();
      set.pop();
    }
  };
  visit();
  return found.sort((a, z) => z.evidence - a.evidence);
}

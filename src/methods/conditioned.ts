import { type Terms, TermTable } from "../bits/terms.js";
import type { Estimate, Known, MethodCore, Plan } from "../types.js";
import { levelOf, noted } from "./noise.js";

/** Sums of squares and of fourth powers of values within these bounds neither overflow nor underflow. */
const LARGEST = 2 ** 200;
const SMALLEST = 2 ** -200;
/** A spread below this share of the values' size leaves too few digits to a fit that squares them. */
const NARROW = 2 ** -30;

/** Values as a method is given them: (value − shift)·factor, the factor a power of 2. */
interface Scale {
  readonly shift: number;
  readonly factor: number;
}

/**
 * The same method for values of any size. Every method commutes with f ↦ (f − shift)·factor, but sums of squares do not bear values
 * of 10^200 or 10^−200, nor a signal of 1 on top of 10^15. Such values are moved and scaled before the estimate and its terms
 * moved back after it; `report.scaled` says by what. Values of usual size go through untouched.
 *
 * A known noise level is scaled with the values, and `report.noise` says what it means for them.
 */
export function conditioned(core: MethodCore): MethodCore {
  const { read } = core;
  return Object.freeze({
    name: core.name,
    options: core.options,
    ...(core.takesNoise === undefined ? {} : { takesNoise: core.takesNoise }),
    plan: (n: number, asked: { budget?: number; seed?: number }): Plan => core.plan(n, asked),
    estimate: (plan: Plan, values: Float64Array, known?: Known): Estimate =>
      within(values, levelOf(core, known), (scaled, noise) => core.estimate(plan, scaled, noise)),
    ...(read && {
      read: (...[masks, values, options]: Parameters<typeof read>): Estimate =>
        within(values, levelOf(core, options), (scaled, noise) =>
          read.call(core, masks, scaled, { ...options, ...noise }),
        ),
    }),
  });
}

function within(
  values: Float64Array,
  level: number | undefined,
  estimate: (values: Float64Array, known?: Known) => Estimate,
): Estimate {
  const scale = scaleOf(values);
  if (level === undefined) return scale === undefined ? estimate(values) : scaled(values, scale, estimate);
  const made =
    scale === undefined
      ? estimate(values, { noise: level })
      : scaled(values, scale, (some) => estimate(some, { noise: level * scale.factor }));
  return { ...made, report: { ...made.report, noise: noted(level, values) } };
}

function scaled(values: Float64Array, scale: Scale, estimate: (values: Float64Array) => Estimate): Estimate {
  const { shift, factor } = scale;
  const made = estimate(values.map((v) => (v - shift) * factor));
  const { fourier, measured, variance } = made;
  return {
    ...made,
    fourier: fourier && back(fourier, scale),
    ...(measured && { measured: { ...measured, terms: back(measured.terms, scale) } }),
    ...(variance && { variance: variance.map((v) => v / factor / factor) }),
    report: { ...made.report, scaled: { shift, factor } },
  };
}

function scaleOf(values: Float64Array): Scale | undefined {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const v of values) {
    low = Math.min(low, v);
    high = Math.max(high, v);
  }
  const size = Math.max(Math.abs(low), Math.abs(high));
  const spread = high / 2 - low / 2;
  // The difference of two numbers so near each other is exact.
  const shift = spread > 0 && spread < NARROW * size ? low : 0;
  const left = shift === 0 ? size : spread;
  if (shift === 0 && (left === 0 || (left <= LARGEST && left >= SMALLEST))) return undefined;
  const exponent = Math.min(Math.max(Math.floor(Math.log2(left)), -1000), 1000);
  return { shift, factor: 2 ** -exponent };
}

/** The terms of f from those of (f − shift)·factor: whatever the basis or index, a constant is all the empty set's. */
function back(terms: Terms, { shift, factor }: Scale): Terms {
  const scaled = Object.freeze({ ...terms, values: terms.values.map((v) => v / factor) });
  if (shift === 0) return scaled;
  const table = TermTable.of(scaled);
  table.add([], shift);
  return table.toTerms();
}

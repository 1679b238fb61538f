import type { Masks } from "../../bits/masks.js";

/**
 * Weighted ridge regression on all Fourier terms of order ≤ `order`:
 *
 *   minimise  Σ_x weight_x·(value_x − g(x))² + Σ_{1 ≤ d ≤ order} penalty_d·Σ_{|S| = d} F(S)²,   g(x) = Σ_{|S| ≤ order} F(S)·χ_S(x)
 *
 * subject to g(∅) = `ends.empty` and g(N) = `ends.full` where ends are given. The empty set's coefficient is never penalised.
 */
export interface Problem {
  readonly masks: Masks;
  readonly values: Float64Array;
  readonly order: number;
  /** `penalties[d]` for d = 1 … order (element 0 is not read); Infinity leaves a degree out. */
  readonly penalties: Float64Array;
  /** Default: all 1. */
  readonly weights?: Float64Array;
  readonly ends?: Ends;
}

/** What the fit must give, exactly, with no and with all players present. */
export interface Ends {
  readonly empty: number;
  readonly full: number;
}

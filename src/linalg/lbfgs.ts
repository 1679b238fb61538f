import { inner } from "./dot.js";

/** A function to be minimised: returns its value at `x` and writes its gradient. `Infinity` marks points outside. */
export type Objective = (x: Float64Array, gradient: Float64Array) => number;

export interface LbfgsOptions {
  /** Most steps. Default 50. */
  readonly iterations?: number;
  /** Stop when a step lowers the value by less than this share of it. Default 1e-5. */
  readonly tolerance?: number;
  /** Box: x[i] stays within [lower[i], upper[i]]. */
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

const MEMORY = 8;

/**
 * Minimises a smooth function in a box by limited-memory BFGS with projected steps and backtracking (Nocedal 1980).
 * Returns the best point; `start` is not changed. Deterministic.
 */
export function lbfgs(objective: Objective, start: Float64Array, options: LbfgsOptions): Float64Array {
  const { iterations = 50, tolerance = 1e-5, lower, upper } = options;
  const n = start.length;
  let x: Float64Array = Float64Array.from(start, (v, i) => Math.min(Math.max(v, lower[i]), upper[i]));
  let gradient = new Float64Array(n);
  let value = objective(x, gradient);
  const steps: Float64Array[] = [];
  const changes: Float64Array[] = [];
  for (let iteration = 0; iteration < iterations; iteration++) {
    // At a bound with the gradient pushing outward a coordinate does not move.
    const free = Uint8Array.from(x, (v, i) =>
      (v <= lower[i] && gradient[i] > 0) || (v >= upper[i] && gradient[i] < 0) ? 0 : 1,
    );
    const direction = twoLoop(gradient, steps, changes, free);
    let slope = inner(direction, gradient);
    if (!(slope < 0)) {
      for (let i = 0; i < n; i++) direction[i] = free[i] ? -gradient[i] : 0;
      slope = inner(direction, gradient);
      if (!(slope < 0)) break;
    }
    // The first step has no curvature to go by: at most a unit of change.
    let size = steps.length === 0 ? Math.min(1, 1 / Math.max(...direction.map(Math.abs))) : 1;
    let next: Float64Array = x;
    const nextGradient = new Float64Array(n);
    let nextValue = Number.POSITIVE_INFINITY;
    for (let tries = 0; tries < 12; tries++, size /= 2.5) {
      const s = size;
      next = x.map((v, i) => Math.min(Math.max(v + s * direction[i], lower[i]), upper[i]));
      nextValue = objective(next, nextGradient);
      if (nextValue <= value + 1e-4 * size * slope) break;
      nextValue = Number.POSITIVE_INFINITY;
    }
    if (!Number.isFinite(nextValue)) break;
    const step = next.map((v, i) => v - x[i]);
    const change = nextGradient.map((v, i) => v - gradient[i]);
    if (inner(step, change) > 1e-12) {
      steps.push(step);
      changes.push(change);
      if (steps.length > MEMORY) {
        steps.shift();
        changes.shift();
      }
    }
    const gain = value - nextValue;
    x = next;
    gradient = nextGradient;
    value = nextValue;
    if (gain < tolerance * Math.abs(value)) break;
  }
  return x;
}

/** −H·gradient by the two-loop recursion, on the free coordinates. */
function twoLoop(
  gradient: Float64Array,
  steps: readonly Float64Array[],
  changes: readonly Float64Array[],
  free: Uint8Array,
): Float64Array {
  const q = gradient.map((g, i) => (free[i] ? -g : 0));
  const alphas: number[] = [];
  for (let k = steps.length - 1; k >= 0; k--) {
    const alpha = inner(steps[k], q) / inner(steps[k], changes[k]);
    alphas[k] = alpha;
    for (let i = 0; i < q.length; i++) q[i] -= alpha * changes[k][i];
  }
  const last = steps.length - 1;
  if (last >= 0) {
    const scale = inner(steps[last], changes[last]) / inner(changes[last], changes[last]);
    for (let i = 0; i < q.length; i++) q[i] *= scale;
  }
  for (let k = 0; k < steps.length; k++) {
    const beta = inner(changes[k], q) / inner(steps[k], changes[k]);
    for (let i = 0; i < q.length; i++) q[i] += (alphas[k] - beta) * steps[k][i];
  }
  for (let i = 0; i < q.length; i++) if (!free[i]) q[i] = 0;
  return q;
}

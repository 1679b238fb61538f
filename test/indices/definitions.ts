import { popcount } from "../../src/bits/popcount.js";
import type { IndexName } from "../../src/types.js";

/** Every index straight from its definition, by sums over all masks and dense least squares: slow, and sharing no code with src. */
export function byDefinition(n: number, f: ArrayLike<number>, index: IndexName, k: number): Float64Array {
  const size = 2 ** n;
  const out = new Float64Array(size);
  const all = Array.from({ length: size }, (_, S) => S).filter((S) => popcount(S) <= k);
  const mean = (weight: (t: number) => number): number =>
    Array.from({ length: size }, (_, T) => weight(popcount(T)) * f[T]).reduce((a, b) => a + b);
  switch (index) {
    case "SV":
    case "SII":
    case "k-SII": {
      const sii = (S: number): number => {
        const s = popcount(S);
        return weighted(n, f, S, (t) => 1 / ((n - s + 1) * choose(n - s, t)));
      };
      if (index !== "k-SII") for (const S of all) out[S] = sii(S);
      else for (const S of all) out[S] = aggregated(n, sii, S, k);
      if (index !== "SII") out[0] = f[0];
      return out;
    }
    case "BV":
    case "BII":
      for (const S of all) out[S] = weighted(n, f, S, () => 2 ** -(n - popcount(S)));
      out[0] = mean(() => 2 ** -n);
      return out;
    case "STII":
      for (const S of all) {
        const top = popcount(S) === k;
        out[S] = top ? weighted(n, f, S, (t) => k / (n * choose(n - 1, t))) : derivative(f, S, 0);
      }
      return out;
    case "Moebius":
      for (const S of all) out[S] = derivative(f, S, 0);
      return out;
    case "Fourier":
      for (const S of all) {
        for (let x = 0; x < size; x++) out[S] += ((popcount(S & x) % 2 === 0 ? 1 : -1) * f[x]) / size;
      }
      return out;
    case "FBII":
      return scatter(
        out,
        all,
        bestFit(size, f, all, () => 1, []),
      );
    case "FSII": {
      const shapley = (t: number): number => (n - 1) / (choose(n, t) * t * (n - t));
      return scatter(out, all, bestFit(size, f, all, shapley, [0, size - 1]));
    }
  }
}

/** Δ_S f(T) = Σ_{L ⊆ S} (−1)^{|S|−|L|} f(T ∪ L). */
function derivative(f: ArrayLike<number>, S: number, T: number): number {
  let sum = 0;
  for (let L = S; ; L = (L - 1) & S) {
    sum += (popcount(S ^ L) % 2 === 0 ? 1 : -1) * f[T | L];
    if (L === 0) return sum;
  }
}

function weighted(n: number, f: ArrayLike<number>, S: number, weight: (t: number) => number): number {
  let sum = 0;
  for (let T = 0; T < 2 ** n; T++) if ((T & S) === 0) sum += weight(popcount(T)) * derivative(f, S, T);
  return sum;
}

/** Bordt & von Luxburg's recursion: each step to a larger maximum order folds SII of that order into the smaller sets. */
function aggregated(n: number, sii: (S: number) => number, S: number, k: number): number {
  const bernoulli = [1, -1 / 2, 1 / 6, 0, -1 / 30, 0, 1 / 42];
  const s = popcount(S);
  let value = sii(S);
  for (let larger = s + 1; larger <= k; larger++) {
    for (let T = 0; T < 2 ** n; T++) {
      if ((T & S) === S && popcount(T) === larger) value += bernoulli[larger - s] * sii(T);
    }
  }
  return value;
}

/** Weighted least squares of f on the indicators [S ⊆ T], exact at the masks in `fixed`: the KKT system, solved densely. */
function bestFit(
  size: number,
  f: ArrayLike<number>,
  sets: readonly number[],
  weight: (t: number) => number,
  fixed: readonly number[],
): number[] {
  const unknowns = sets.length + fixed.length;
  const rows = Array.from({ length: unknowns }, () => new Array<number>(unknowns + 1).fill(0));
  const holds = (S: number, T: number): number => ((S & T) === S ? 1 : 0);
  for (let T = 0; T < size; T++) {
    if (fixed.includes(T)) continue;
    const w = weight(popcount(T));
    sets.forEach((A, i) => {
      if (!holds(A, T)) return;
      sets.forEach((B, j) => {
        rows[i][j] += w * holds(B, T);
      });
      rows[i][unknowns] += w * f[T];
    });
  }
  fixed.forEach((T, c) => {
    sets.forEach((S, i) => {
      rows[sets.length + c][i] = rows[i][sets.length + c] = holds(S, T);
    });
    rows[sets.length + c][unknowns] = f[T];
  });
  return solve(rows).slice(0, sets.length);
}

function solve(rows: number[][]): number[] {
  const size = rows.length;
  for (let c = 0; c < size; c++) {
    let pivot = c;
    for (let r = c + 1; r < size; r++) if (Math.abs(rows[r][c]) > Math.abs(rows[pivot][c])) pivot = r;
    [rows[c], rows[pivot]] = [rows[pivot], rows[c]];
    for (let r = 0; r < size; r++) {
      if (r === c || rows[r][c] === 0) continue;
      const factor = rows[r][c] / rows[c][c];
      for (let j = c; j <= size; j++) rows[r][j] -= factor * rows[c][j];
    }
  }
  return rows.map((row, i) => row[size] / row[i]);
}

function scatter(out: Float64Array, sets: readonly number[], values: readonly number[]): Float64Array {
  sets.forEach((S, i) => {
    out[S] = values[i];
  });
  return out;
}

function choose(n: number, k: number): number {
  let c = 1;
  for (let i = 1; i <= k; i++) c = (c * (n - k + i)) / i;
  return c;
}

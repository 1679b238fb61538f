/**
 * The Fourier convention, stated here and nowhere else; every conversion derives from it:
 *
 *   f(x) = Σ_S F(S)·(−1)^{|S ∩ x|},   F(S) = 2^−n Σ_x f(x)·(−1)^{|S ∩ x|},   x_i = 1 when player i is present.
 *
 * So F(∅) is the mean of f over uniform masks, a player that raises f when present has a *negative* F({i}), and the
 * discrete derivative of the character χ_T(x) = (−1)^{|T ∩ x|} is
 *
 *   Δ_S χ_T(x) = (−2)^{|S|}·χ_T(x) when S ⊆ T, else 0      (x ∩ S = ∅).
 *
 * Papers that write χ_S(x) = Π (2x_i − 1) differ by (−1)^{|S|}.
 */
import { subsetDifferences, subsetSums } from "../bits/lattice.js";
import type { Terms } from "../bits/terms.js";
import { wht } from "../bits/wht.js";
import { integer, SpexlabError } from "../errors.js";
import { DENSE_PLAYERS, maskIntegers, termsOfMasks } from "./dense.js";
import { ROUNDING } from "./rounding.js";

/**
 * Fourier transform of a game from all its 2^n values.
 *
 * `values[x]` is f at mask integer x (bit i of x = player i is present). Returns the coefficients in order of mask
 * integers; those within rounding of zero (see `ROUNDING`) are left out. Cost: n·2^n additions, three arrays of 2^n.
 * Throws `BAD_OPTION` for n outside 0 to 20, `BAD_VALUES` when there are not 2^n values.
 */
export function fourierOfAll(n: number, values: ArrayLike<number>): Terms {
  const coefficients = checked(n, values);
  const size = coefficients.length;
  let magnitude = 0;
  for (let x = 0; x < size; x++) magnitude += Math.abs(coefficients[x]);
  wht(coefficients);
  const scale = 1 / size;
  return collect(
    n,
    coefficients.map((v) => v * scale),
    () => magnitude * scale,
  );
}

/**
 * Möbius transform (Harsanyi dividends) from all 2^n values: m(S) = Σ_{T ⊆ S} (−1)^{|S|−|T|} f(T).
 * Same layout, order, cost and errors as `fourierOfAll`.
 */
export function moebiusOfAll(n: number, values: ArrayLike<number>): Terms {
  const dividends = checked(n, values);
  const magnitudes = dividends.map(Math.abs);
  subsetDifferences(dividends);
  subsetSums(magnitudes);
  return collect(n, dividends, (mask) => magnitudes[mask]);
}

/** The 2^n values that Fourier terms stand for, by mask integer: the inverse of `fourierOfAll`. n ≤ 20. */
export function valuesOfAll(fourier: Terms): Float64Array {
  const size = 2 ** integer("n", fourier.n, 0, DENSE_PLAYERS);
  const values = new Float64Array(size);
  const masks = maskIntegers(fourier);
  for (let k = 0; k < fourier.length; k++) values[masks[k]] = fourier.values[k];
  wht(values);
  return values;
}

function checked(n: number, values: ArrayLike<number>): Float64Array {
  const size = 2 ** integer("n", n, 0, DENSE_PLAYERS);
  if (values.length !== size) {
    throw new SpexlabError(
      "BAD_VALUES",
      `Expected all ${size} values of a game of ${n} players, got ${values.length}.`,
    );
  }
  return Float64Array.from(values);
}

function collect(n: number, values: Float64Array, magnitude: (mask: number) => number): Terms {
  const masks = new Uint32Array(values.length);
  let kept = 0;
  for (let mask = 0; mask < values.length; mask++) {
    if (Math.abs(values[mask]) > ROUNDING * magnitude(mask)) {
      values[kept] = values[mask];
      masks[kept++] = mask;
    }
  }
  return termsOfMasks(n, masks.subarray(0, kept), values.subarray(0, kept));
}

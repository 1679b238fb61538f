/**
 * Walsh-Hadamard transform, in place and unnormalised: `values[j]` becomes Σ_l values[l]·(−1)^{|j & l|}.
 * Applied twice it multiplies by the length. The length must be a power of two (not checked: this is an inner loop).
 * Cost: N·log2 N additions, two levels for each pass over memory.
 */
export function wht(values: Float64Array): void {
  whtRows(values, values.length);
}

/** `wht` of each row of `rowLength` consecutive values (a power of two that divides the length). */
export function whtRows(values: Float64Array, rowLength: number): void {
  let h = 1;
  for (; h * 4 <= rowLength; h *= 4) fourWay(values, h);
  if (h < rowLength) twoWay(values, h);
}

/** Two levels at once: strides h and 2h. */
function fourWay(values: Float64Array, h: number): void {
  for (let block = 0; block < values.length; block += 4 * h) {
    for (let i = block; i < block + h; i++) {
      const a = values[i];
      const b = values[i + h];
      const c = values[i + 2 * h];
      const d = values[i + 3 * h];
      const ab = a + b;
      const cd = c + d;
      const aMinusB = a - b;
      const cMinusD = c - d;
      values[i] = ab + cd;
      values[i + h] = aMinusB + cMinusD;
      values[i + 2 * h] = ab - cd;
      values[i + 3 * h] = aMinusB - cMinusD;
    }
  }
}

function twoWay(values: Float64Array, h: number): void {
  for (let block = 0; block < values.length; block += 2 * h) {
    for (let i = block; i < block + h; i++) {
      const a = values[i];
      const b = values[i + h];
      values[i] = a + b;
      values[i + h] = a - b;
    }
  }
}

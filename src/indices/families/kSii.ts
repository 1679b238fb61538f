import { choose, plus, type Ratio, ratio, times, toNumber, ZERO } from "../ratio.js";
import type { Weight } from "../spread.js";

/**
 * k-SII, the efficient aggregation of SII up to order k (Bordt & von Luxburg 2023; shapiq calls it k-SII):
 * k-SII(U) = Σ_{S ⊇ U, |S| ≤ k} B_{|S|−|U|} SII(S) with Bernoulli numbers (B_1 = −1/2); the empty set has f(∅).
 * A term T ⊇ U holds C(|T|−|U|, j) sets S with j players more than U; only those with |T∖S| even have an SII from T.
 */
export function kSiiWeight(k: number): Weight {
  const bernoulli = bernoulliNumbers(k);
  return (t, u) => {
    if (u === 0) return 1;
    let sum = ZERO;
    for (let j = (t - u) % 2; j <= Math.min(k, t) - u; j += 2) {
      sum = plus(
        sum,
        times(bernoulli[j], ratio(choose(t - u, j) * (-2n) ** BigInt(u + j), BigInt(t - u - j + 1))),
      );
    }
    return toNumber(sum);
  };
}

/** B_0 … B_count by Σ_{i ≤ j} C(j + 1, i) B_i = 0. */
function bernoulliNumbers(count: number): Ratio[] {
  const numbers: Ratio[] = [ratio(1n)];
  for (let j = 1; j <= count; j++) {
    let sum = ZERO;
    for (let i = 0; i < j; i++) sum = plus(sum, times(numbers[i], ratio(choose(j + 1, i))));
    numbers.push(times(sum, ratio(-1n, BigInt(j + 1))));
  }
  return numbers;
}

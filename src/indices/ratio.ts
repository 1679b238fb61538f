/** An exact fraction. Weights of large sets are alternating sums whose terms dwarf the result; in doubles they lose all digits. */
export interface Ratio {
  readonly num: bigint;
  readonly den: bigint;
}

export const ZERO: Ratio = { num: 0n, den: 1n };

/** num / den in lowest terms; den ≠ 0. */
export function ratio(num: bigint, den: bigint = 1n): Ratio {
  const divisor = gcd(num < 0n ? -num : num, den < 0n ? -den : den) * (den < 0n ? -1n : 1n);
  return { num: num / divisor, den: den / divisor };
}

export function plus(a: Ratio, b: Ratio): Ratio {
  return ratio(a.num * b.den + b.num * a.den, a.den * b.den);
}

export function times(a: Ratio, b: Ratio): Ratio {
  return ratio(a.num * b.num, a.den * b.den);
}

/** The fraction as a double, correct to the last place or two whatever the sizes of its parts. */
export function toNumber(a: Ratio): number {
  if (a.num === 0n) return 0;
  const shift = BigInt(80 - bits(a.num) + bits(a.den));
  const quotient = shift >= 0n ? (a.num << shift) / a.den : a.num / (a.den << -shift);
  return Number(quotient) * 2 ** -Number(shift);
}

/** Binomial coefficient C(n, k), exact; 0 outside 0 ≤ k ≤ n. */
export function choose(n: number, k: number): bigint {
  if (k < 0 || k > n) return 0n;
  let c = 1n;
  for (let i = 1; i <= Math.min(k, n - k); i++) c = (c * BigInt(n - i + 1)) / BigInt(i);
  return c;
}

function gcd(a: bigint, b: bigint): bigint {
  while (b !== 0n) [a, b] = [b, a % b];
  return a === 0n ? 1n : a;
}

function bits(value: bigint): number {
  return (value < 0n ? -value : value).toString(16).length * 4;
}

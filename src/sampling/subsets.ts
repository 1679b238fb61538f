/**
 * Calls `visit` with every set of `size` of the players 0 to n − 1, in lexicographic order. The array is reused: copy what
 * should last.
 */
export function eachSet(n: number, size: number, visit: (players: Uint32Array) => void): void {
  if (size > n) return;
  const players = Uint32Array.from({ length: size }, (_, i) => i);
  for (;;) {
    visit(players);
    let i = size - 1;
    while (i >= 0 && players[i] === n - size + i) i--;
    if (i < 0) return;
    let next = players[i] + 1;
    for (; i < size; i++) players[i] = next++;
  }
}

/** C(n, k) as a double; Infinity when it is beyond. */
export function binomial(n: number, k: number): number {
  if (k < 0 || k > n) return 0;
  let c = 1;
  for (let i = 1; i <= Math.min(k, n - k); i++) c = (c * (n - i + 1)) / i;
  return Math.round(c);
}

/** Number of sets of 0 to `order` players: Σ_{d ≤ order} C(n, d). */
export function setsUpTo(n: number, order: number): number {
  let sum = 0;
  for (let d = 0; d <= Math.min(n, order); d++) sum += binomial(n, d);
  return sum;
}

/** Milliseconds before another attempt: drawn evenly from 0 to the first wait doubled with each failure, at most `most`. */
export function backoff(
  failures: number,
  [first, most]: readonly [number, number],
  random: () => number = Math.random,
): number {
  return random() * Math.min(most, first * 2 ** Math.min(40, failures - 1));
}

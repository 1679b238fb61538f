import { Random } from "../bits/random.js";
import type { GameSpec, Parity } from "./game.js";

/**
 * `count` distinct random parities of order 1 to 5 with standard normal coefficients; with `snr`, Gaussian noise of that
 * signal-to-noise ratio in dB, a fixed function of the mask.
 */
export function parityGame(n: number, count: number, seed: number, snr?: number): GameSpec {
  const random = new Random(seed, "benchmark parities");
  const found = new Map<string, Parity>();
  while (found.size < count) {
    const order = Math.min(n, 1 + random.below(5));
    const set = new Set<number>();
    while (set.size < order) set.add(random.below(n));
    const players = [...set].sort((a, z) => a - z);
    const value = random.normal();
    if (!found.has(players.join())) found.set(players.join(), [players, value]);
  }
  const terms = [...found.values()];
  if (snr === undefined) return { kind: "fourier", n, terms };
  const signal = terms.reduce((sum, [, value]) => sum + value * value, 0);
  return { kind: "fourier", n, terms, noise: { sigma: Math.sqrt(signal / 10 ** (snr / 10)), seed } };
}

/**
 * A count of masks and a sum of gradients in one double: `count · 2^shift + sum`, with gradients rounded to integers so
 * that every addition and subtraction is exact. One histogram then serves both, and parent − child never drifts.
 */
export interface Packing {
  /** 2^shift and its inverse. */
  readonly unit: number;
  readonly perUnit: number;
  /** Largest rounded gradient: gradients are scaled so that the largest has this size. */
  readonly limit: number;
}

/** The packing for at most `masks` masks: 53 bits minus twice the bits of the count remain for a gradient (32 at 1,000). */
export function packingFor(masks: number): Packing {
  const countBits = Math.ceil(Math.log2(masks + 1));
  const gradientBits = 52 - 2 * countBits;
  const unit = 2 ** (gradientBits + countBits + 1);
  return { unit, perUnit: 1 / unit, limit: 2 ** gradientBits };
}

/** The best split of a leaf: `player` −1 when none improves on the leaf. */
export interface Split {
  player: number;
  /** Drop of the squared loss (times two) in packed units. */
  gain: number;
  /** Packed count and sum of the masks in which the player is present. */
  present: number;
}

/**
 * Looks for the player whose presence splits the leaf best by squared loss with an L2 penalty on leaf values:
 * gain = G₁²/(N₁ + λ) + G₀²/(N₀ + λ) − G²/(N + λ). The first of equal players wins.
 *
 * @param sums packed sums over the masks with each player present (see `sumPresent`)
 * @param total packed sum over the whole leaf
 * @param inverse `inverse[c]` = 1/(c + λ)
 * @param inherit strike players who gain nothing here: their `sums` become NaN, which every subtraction passes on
 */
export function bestSplit(
  players: Int32Array,
  sums: Float64Array,
  total: number,
  inverse: Float64Array,
  minChild: number,
  inherit: boolean,
  packing: Packing,
  out: Split,
): void {
  const { unit, perUnit } = packing;
  const count = Math.floor(total * perUnit + 0.5);
  const gradient = total - count * unit;
  let best = -1;
  let bestValue = gradient * gradient * inverse[count];
  const parent = bestValue;
  bestValue += Math.abs(bestValue) * 1e-13;
  const most = count - minChild;
  for (let k = 0; k < players.length; k++) {
    const sum = sums[players[k]];
    const c = Math.floor(sum * perUnit + 0.5);
    if (c >= minChild && c <= most) {
      const g = sum - c * unit;
      const rest = gradient - g;
      const value = g * g * inverse[c] + rest * rest * inverse[count - c];
      if (value > bestValue) {
        bestValue = value;
        best = players[k];
      }
      if (value > parent) continue;
    }
    if (inherit) sums[players[k]] = Number.NaN;
  }
  out.player = best;
  out.gain = bestValue - parent;
  out.present = best < 0 ? 0 : sums[best];
}

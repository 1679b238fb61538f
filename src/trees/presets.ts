/**
 * How boosted trees are grown. Every number is used as it stands.
 *
 * @category Methods
 */
export interface TreeOptions {
  /** Trees grown one after the other (for each seed). */
  readonly rounds: number;
  /** Share of each tree's step that is taken, in (0, 1]. */
  readonly learningRate: number;
  /** Most leaves of a tree, best leaf first; `Infinity`: every useful split down to `depth`. */
  readonly leaves: number;
  /** Most questions from root to leaf; `Infinity`: no limit. */
  readonly depth: number;
  /** Fewest masks in a leaf. */
  readonly minChild: number;
  /** L2 penalty on leaf values (squared loss with unit curvature: leaf = Σ residuals / (count + l2)). */
  readonly l2: number;
  /**
   * LightGBM's rule: a player whose split gains nothing in a leaf is not tried below it. With `l2` > 0 this prunes
   * (interactions without a first step are lost); XGBoost tries everyone again.
   */
  readonly inherit: boolean;
  /** Share of the players that each tree may ask for. */
  readonly playerFraction: number;
  /** Share of the masks that each tree is grown on. */
  readonly maskFraction: number;
  /** Ensembles grown from different seeds and averaged. */
  readonly seeds: number;
}

/** LightGBM's defaults: 100 rounds at 0.1, 31 leaves of any depth, at least 20 masks in a leaf. */
export const lightgbmDefaults: TreeOptions = Object.freeze({
  rounds: 100,
  learningRate: 0.1,
  leaves: 31,
  depth: Number.POSITIVE_INFINITY,
  minChild: 20,
  l2: 0,
  inherit: true,
  playerFraction: 1,
  maskFraction: 1,
  seeds: 1,
});

/** XGBoost's defaults, what ProxySHAP fits: 100 rounds at 0.3, every useful split down to depth 6, λ = 1. */
export const xgboostDefaults: TreeOptions = Object.freeze({
  rounds: 100,
  learningRate: 0.3,
  leaves: Number.POSITIVE_INFINITY,
  depth: 6,
  minChild: 1,
  l2: 1,
  inherit: false,
  playerFraction: 1,
  maskFraction: 1,
  seeds: 1,
});

/** Slow, small, randomised trees averaged over three seeds: the best of the tree proxies at small budgets. */
export const averaged: TreeOptions = Object.freeze({
  rounds: 400,
  learningRate: 0.05,
  leaves: 16,
  depth: 6,
  minChild: 5,
  l2: 1,
  inherit: true,
  playerFraction: 0.8,
  maskFraction: 0.8,
  seeds: 3,
});

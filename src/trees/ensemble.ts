import type { Masks } from "../bits/masks.js";

/**
 * Decision trees over masks, summed: f(x) = base + Σ_trees leaf(x). Flat arrays, every tree's nodes side by side.
 *
 * Node u asks whether player `player[u]` is present and goes on to `children[2u]` when absent, `children[2u + 1]` when
 * present. A leaf has `player[u]` = −1 and adds `value[u]`; shrinkage and averaging are already in it.
 */
export interface Ensemble {
  /** Number of players. */
  readonly n: number;
  /** Added to every prediction. */
  readonly base: number;
  /** Root node of each tree. */
  readonly roots: Uint32Array;
  readonly player: Int32Array;
  readonly children: Uint32Array;
  readonly value: Float64Array;
}

/** An ensemble under construction: nodes are appended, a subtree before or after its parent as is convenient. */
export class EnsembleBuilder {
  readonly n: number;
  base = 0;
  readonly #roots: number[] = [];
  #player: Int32Array = new Int32Array(256);
  #children: Uint32Array = new Uint32Array(512);
  #value: Float64Array = new Float64Array(256);
  #size = 0;

  constructor(n: number) {
    this.n = n;
  }

  /** Root of the last finished tree. */
  get lastRoot(): number {
    return this.#roots[this.#roots.length - 1];
  }

  /** Appends a leaf and returns its node. */
  leaf(value: number): number {
    const node = this.#append();
    this.#player[node] = -1;
    this.#value[node] = value;
    return node;
  }

  /** Appends an inner node and returns it. */
  split(player: number, absent: number, present: number): number {
    const node = this.#append();
    this.#player[node] = player;
    this.#children[2 * node] = absent;
    this.#children[2 * node + 1] = present;
    return node;
  }

  /** Turns a leaf into an inner node. */
  open(node: number, player: number, absent: number, present: number): void {
    this.#player[node] = player;
    this.#value[node] = 0;
    this.#children[2 * node] = absent;
    this.#children[2 * node + 1] = present;
  }

  setValue(leaf: number, value: number): void {
    this.#value[leaf] = value;
  }

  /** Declares a node to be the root of the next tree. */
  root(node: number): void {
    this.#roots.push(node);
  }

  /** The leaf's value for one row of `masks` in the tree at `root`. */
  evaluate(root: number, masks: Masks, row: number): number {
    const { words, stride } = masks;
    let node = root;
    for (let p = this.#player[node]; p >= 0; p = this.#player[node]) {
      node = this.#children[2 * node + ((words[row * stride + (p >>> 5)] >>> (p & 31)) & 1)];
    }
    return this.#value[node];
  }

  /** Frozen ensemble of the first `trees` trees (all of them when left out); arrays are copied. */
  build(trees: number = this.#roots.length): Ensemble {
    return Object.freeze({
      n: this.n,
      base: this.base,
      roots: Uint32Array.from(this.#roots.slice(0, trees)),
      player: this.#player.slice(0, this.#size),
      children: this.#children.slice(0, 2 * this.#size),
      value: this.#value.slice(0, this.#size),
    });
  }

  #append(): number {
    if (this.#size === this.#player.length) {
      const player = new Int32Array(this.#size * 2);
      const children = new Uint32Array(this.#size * 4);
      const value = new Float64Array(this.#size * 2);
      player.set(this.#player);
      children.set(this.#children);
      value.set(this.#value);
      this.#player = player;
      this.#children = children;
      this.#value = value;
    }
    return this.#size++;
  }
}

/** The mean of several ensembles over the same players, as one ensemble. */
export function averageOf(ensembles: readonly Ensemble[]): Ensemble {
  if (ensembles.length === 1) return ensembles[0];
  const share = 1 / ensembles.length;
  const nodes = ensembles.reduce((sum, e) => sum + e.player.length, 0);
  const roots: number[] = [];
  const player = new Int32Array(nodes);
  const children = new Uint32Array(2 * nodes);
  const value = new Float64Array(nodes);
  let base = 0;
  let at = 0;
  for (const e of ensembles) {
    base += e.base * share;
    for (const root of e.roots) roots.push(root + at);
    player.set(e.player, at);
    for (let c = 0; c < e.children.length; c++) children[2 * at + c] = e.children[c] + at;
    for (let u = 0; u < e.value.length; u++) value[at + u] = e.value[u] * share;
    at += e.player.length;
  }
  return Object.freeze({
    n: ensembles[0].n,
    base,
    roots: Uint32Array.from(roots),
    player,
    children,
    value,
  });
}

/**
 * The ensemble's value on every mask, in order. Cost: masks × trees × depth steps, about 2 ns each.
 *
 * @example
 * const masks = sx.Masks.from(2, ["00", "10", "01", "11"]);
 * const ensemble = sx.boost(masks, [0, 1, 1, 3], { ...sx.xgboostDefaults, l2: 0 });
 * sx.predictTrees(ensemble, masks); // about [0, 1, 1, 3]
 */
export function predictTrees(ensemble: Ensemble, masks: Masks): Float64Array {
  const { roots, player, children, value } = ensemble;
  const { words, stride } = masks;
  const out = new Float64Array(masks.length).fill(ensemble.base);
  for (let t = 0; t < roots.length; t++) {
    const root = roots[t];
    for (let row = 0; row < out.length; row++) {
      const from = row * stride;
      let node = root;
      for (let p = player[node]; p >= 0; p = player[node]) {
        node = children[2 * node + ((words[from + (p >>> 5)] >>> (p & 31)) & 1)];
      }
      out[row] += value[node];
    }
  }
  return out;
}

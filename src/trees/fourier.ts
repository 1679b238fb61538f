import { hashWords } from "../bits/maskSet.js";
import type { Terms } from "../bits/terms.js";
import { integer, SpexlabError, shown } from "../errors.js";
import type { Ensemble } from "./ensemble.js";

/** Which terms of a transform are kept; applied after all trees are summed. */
export interface Keep {
  /** At most this many, the largest in absolute value (the empty set counts as one). Default: all. */
  readonly maxTerms?: number;
  /** Only those with |F(S)| above this. Default 0: exact zeros go. */
  readonly threshold?: number;
}

/** Most table updates: trees that need more are too deep to be written out. */
const MOST_UPDATES = 2 ** 25;

/**
 * The exact Fourier transform of an ensemble: F(S) for every S with F(S) ≠ 0, in order of first appearance.
 *
 * A node u at depth d that asks for player j gives 2^d sets: S = {j} ∪ A for every subset A of the players asked for
 * above it, F(S) = ± 2^−d (L − R)/2, where L and R are the mean leaf values below (each branch taken with
 * probability ½) and the sign is −1 for each player of A that is present on the way to u. Summed over a tree this is the
 * recursion F = (L + R)/2, F⊕{j} = (L − R)/2 of ProxySPEX (Butler et al. 2025), each set written once per
 * node. A player who is asked for twice on a path is decided the second time, so that branch alone counts.
 *
 * Cost: Σ_nodes 2^depth table updates, about 60 ns each. Throws `TREE_TOO_DEEP` when they are more than 2^25.
 *
 * @example
 * const masks = sx.Masks.from(2, ["00", "10", "01", "11"]);
 * const ensemble = sx.boost(masks, [0, 0, 0, 1], { ...sx.xgboostDefaults, l2: 0, learningRate: 1, rounds: 4 });
 * sx.treesToFourier(ensemble); // {}: 0.25, {0}: −0.25, {1}: −0.25, {0, 1}: 0.25
 */
export function treesToFourier(ensemble: Ensemble, keep: Keep = {}): Terms {
  if (keep.maxTerms !== undefined) integer("maxTerms", keep.maxTerms, 1);
  if (keep.threshold !== undefined && !(keep.threshold >= 0)) {
    throw new SpexlabError(
      "BAD_OPTION",
      `Expected \`threshold\` to be a number from 0 up, got ${shown(keep.threshold)}.`,
    );
  }
  const walk = new Walk(ensemble);
  for (const root of ensemble.roots) walk.average(root);
  if (walk.updates > MOST_UPDATES) {
    throw new SpexlabError(
      "TREE_TOO_DEEP",
      `Expected trees whose Fourier transform takes at most ${MOST_UPDATES} coefficients before summing, got ${walk.updates}. Grow shallower trees: set \`depth\` or \`leaves\` lower.`,
    );
  }
  for (const root of ensemble.roots) walk.tree(root);
  return walk.sums.toTerms(keep.threshold ?? 0, keep.maxTerms ?? Number.POSITIVE_INFINITY);
}

class Walk {
  readonly sums: SetSums;
  readonly #ensemble: Ensemble;
  readonly #mean: Float64Array;
  /** Players on the path, ascending, and their bits. */
  readonly #path: number[] = [];
  readonly #bits: number[] = [];
  #set: Uint32Array = new Uint32Array(32);
  /** Table updates that the averaged trees will take. */
  updates = 0;

  constructor(ensemble: Ensemble) {
    this.#ensemble = ensemble;
    this.#mean = new Float64Array(ensemble.player.length);
    this.sums = new SetSums(ensemble.n);
    this.sums.add(this.#set, 0, ensemble.base);
  }

  /** Adds the terms of a tree that `average` has seen. */
  tree(root: number): void {
    this.sums.add(this.#set, 0, this.#mean[root]);
    this.#visit(root);
  }

  /** Fills in the mean leaf value below every node that the path leaves reachable; returns that of `node`. */
  average(node: number): number {
    const { player, children, value } = this.#ensemble;
    const asked = player[node];
    if (asked < 0) return (this.#mean[node] = value[node]);
    const at = this.#path.indexOf(asked);
    if (at >= 0) return (this.#mean[node] = this.average(children[2 * node + this.#bits[at]]));
    this.updates += 2 ** this.#path.length;
    let sum = 0;
    for (let bit = 0; bit < 2; bit++) {
      this.#path.push(asked);
      this.#bits.push(bit);
      sum += this.average(children[2 * node + bit]);
      this.#path.pop();
      this.#bits.pop();
    }
    return (this.#mean[node] = sum / 2);
  }

  #visit(node: number): void {
    const { player, children } = this.#ensemble;
    const asked = player[node];
    if (asked < 0) return;
    const known = this.#path.indexOf(asked);
    if (known >= 0) {
      this.#visit(children[2 * node + this.#bits[known]]);
      return;
    }
    let at = 0;
    while (at < this.#path.length && this.#path[at] < asked) at++;
    this.#path.splice(at, 0, asked);
    this.#bits.splice(at, 0, 0);
    const absent = children[2 * node];
    const present = children[2 * node + 1];
    this.#write(at, (this.#mean[absent] - this.#mean[present]) / 2);
    this.#visit(absent);
    this.#bits[at] = 1;
    this.#visit(present);
    this.#path.splice(at, 1);
    this.#bits.splice(at, 1);
  }

  /** Adds ± difference/2^d to every subset of the path that holds its player number `own`. */
  #write(own: number, difference: number): void {
    if (difference === 0) return;
    const path = this.#path;
    const bits = this.#bits;
    const others = path.length - 1;
    if (this.#set.length < path.length) this.#set = new Uint32Array(2 * path.length);
    const value = difference / 2 ** others;
    const set = this.#set;
    const subsets = 2 ** others;
    for (let subset = 0; subset < subsets; subset++) {
      let size = 0;
      let odd = 0;
      for (let i = 0, rest = subset; i < path.length; i++) {
        if (i === own) set[size++] = path[i];
        else {
          if ((rest & 1) === 1) {
            set[size++] = path[i];
            odd ^= bits[i];
          }
          rest >>>= 1;
        }
      }
      this.sums.add(set, size, odd === 1 ? -value : value);
    }
  }
}

/** A sum for every set of players: open addressing without an allocation for each addition. */
class SetSums {
  readonly #n: number;
  #slots: Int32Array = new Int32Array(4096).fill(-1);
  #hashes: Uint32Array = new Uint32Array(1024);
  #offsets: Uint32Array = new Uint32Array(1025);
  #players: Uint32Array = new Uint32Array(4096);
  #values: Float64Array = new Float64Array(1024);
  #size = 0;

  constructor(n: number) {
    this.#n = n;
  }

  /** Adds `value` to the set of the first `count` players. */
  add(set: Uint32Array, count: number, value: number): void {
    const hash = hashWords(set, 0, count);
    const slots = this.#slots;
    const last = slots.length - 1;
    let slot = hash & last;
    for (let at = slots[slot]; at >= 0; at = slots[slot]) {
      if (this.#hashes[at] === hash) {
        const start = this.#offsets[at];
        let i = this.#offsets[at + 1] - start === count ? 0 : count + 1;
        while (i < count && this.#players[start + i] === set[i]) i++;
        if (i === count) {
          this.#values[at] += value;
          return;
        }
      }
      slot = (slot + 1) & last;
    }
    this.#append(slot, hash, set, count, value);
  }

  /** Terms with |value| above the threshold, at most `most` of them, in order of arrival. */
  toTerms(threshold: number, most: number): Terms {
    const values = this.#values;
    let kept: number[] = [];
    for (let k = 0; k < this.#size; k++) if (Math.abs(values[k]) > threshold) kept.push(k);
    if (kept.length > most) {
      kept.sort((a, b) => Math.abs(values[b]) - Math.abs(values[a]) || a - b);
      kept = kept.slice(0, most).sort((a, b) => a - b);
    }
    let total = 0;
    for (const k of kept) total += this.#offsets[k + 1] - this.#offsets[k];
    const offsets = new Uint32Array(kept.length + 1);
    const players = new Uint32Array(total);
    for (let i = 0; i < kept.length; i++) {
      const set = this.#players.subarray(this.#offsets[kept[i]], this.#offsets[kept[i] + 1]);
      players.set(set, offsets[i]);
      offsets[i + 1] = offsets[i] + set.length;
    }
    return Object.freeze({
      n: this.#n,
      length: kept.length,
      offsets,
      players,
      values: Float64Array.from(kept, (k) => values[k]),
    });
  }

  #append(slot: number, hash: number, set: Uint32Array, count: number, value: number): void {
    const at = this.#size++;
    const start = this.#offsets[at];
    if (at === this.#values.length) this.#growTerms();
    if (start + count > this.#players.length) {
      const players = new Uint32Array(Math.max(2 * this.#players.length, start + count));
      players.set(this.#players);
      this.#players = players;
    }
    for (let i = 0; i < count; i++) this.#players[start + i] = set[i];
    this.#offsets[at + 1] = start + count;
    this.#hashes[at] = hash;
    this.#values[at] = value;
    this.#slots[slot] = at;
    if (4 * this.#size > this.#slots.length) this.#growSlots();
  }

  #growTerms(): void {
    const length = 2 * this.#values.length;
    const values = new Float64Array(length);
    const hashes = new Uint32Array(length);
    const offsets = new Uint32Array(length + 1);
    values.set(this.#values);
    hashes.set(this.#hashes);
    offsets.set(this.#offsets);
    this.#values = values;
    this.#hashes = hashes;
    this.#offsets = offsets;
  }

  #growSlots(): void {
    const slots = new Int32Array(2 * this.#slots.length).fill(-1);
    const last = slots.length - 1;
    for (let at = 0; at < this.#size; at++) {
      let slot = this.#hashes[at] & last;
      while (slots[slot] >= 0) slot = (slot + 1) & last;
      slots[slot] = at;
    }
    this.#slots = slots;
  }
}

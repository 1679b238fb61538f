import type { EnsembleBuilder } from "./ensemble.js";
import { type ByteColumns, sumPresent } from "./histogram.js";
import { bestSplit, type Packing, packingFor, type Split } from "./split.js";

/** Adding and taking off 1.5 · 2^52 rounds a number below 2^51 to the nearest integer, faster than Math.round. */
const ROUNDER = 1.5 * 2 ** 52;

/** The shape of one tree. */
export interface Shape {
  readonly leaves: number;
  readonly depth: number;
  readonly minChild: number;
  readonly l2: number;
  readonly inherit: boolean;
}

/**
 * Grows regression trees, best leaf first, on one set of masks. All memory is taken once and reused by every tree.
 *
 * A leaf owns a segment of `rows`. A split partitions the segment; the smaller side's histogram is summed, the larger
 * one's is the parent's minus it.
 */
export class Grower {
  /** After `grow`: the masks of leaf l are `rows[starts[l]] … rows[starts[l] + counts[l] − 1]`. */
  readonly rows: Int32Array;
  readonly starts: Int32Array;
  readonly counts: Int32Array;
  /** Node of each leaf in the builder. */
  readonly nodes: Int32Array;
  readonly #columns: ByteColumns;
  readonly #shape: Shape;
  readonly #maxLeaves: number;
  readonly #packing: Packing;
  readonly #inverse: Float64Array;
  readonly #gradients: Float64Array;
  readonly #spareRows: Int32Array;
  readonly #spareGradients: Float64Array;
  readonly #depths: Int32Array;
  readonly #totals: Float64Array;
  readonly #splits: Split[];
  readonly #sums: (Float64Array | undefined)[];

  constructor(columns: ByteColumns, shape: Shape) {
    const m = columns.length;
    this.#columns = columns;
    this.#shape = shape;
    this.#maxLeaves = Math.max(1, Math.min(shape.leaves, m, shape.depth < 30 ? 2 ** shape.depth : m));
    this.#packing = packingFor(m);
    this.#inverse = Float64Array.from({ length: m + 1 }, (_, c) =>
      c + shape.l2 > 0 ? 1 / (c + shape.l2) : 0,
    );
    this.rows = new Int32Array(m);
    this.#gradients = new Float64Array(m);
    this.#spareRows = new Int32Array(m);
    this.#spareGradients = new Float64Array(m);
    this.starts = new Int32Array(this.#maxLeaves);
    this.counts = new Int32Array(this.#maxLeaves);
    this.nodes = new Int32Array(this.#maxLeaves);
    this.#depths = new Int32Array(this.#maxLeaves);
    this.#totals = new Float64Array(this.#maxLeaves);
    this.#splits = Array.from({ length: this.#maxLeaves }, () => ({ player: -1, gain: 0, present: 0 }));
    this.#sums = new Array(this.#maxLeaves);
  }

  /**
   * Grows one tree on the first `count` of `rows` (set by the caller) and appends it to `builder` with leaves of value 0.
   * Returns the number of leaves.
   *
   * @param residuals one for each mask
   * @param floor residuals this small are rounding: when all are, the tree is one leaf
   * @param players the players that may be asked for, ascending
   * @param groups the byte columns that hold them
   */
  grow(
    builder: EnsembleBuilder,
    residuals: Float64Array,
    count: number,
    players: Int32Array,
    groups: Int32Array,
    floor: number,
  ): number {
    this.#totals[0] = this.#pack(residuals, count, floor);
    this.starts[0] = 0;
    this.counts[0] = count;
    this.#depths[0] = 0;
    this.nodes[0] = builder.leaf(0);
    builder.root(this.nodes[0]);
    this.#splits[0].player = -1;
    if (this.#maxLeaves > 1 && this.#open(0)) {
      this.#sum(0, groups);
      this.#look(0, players);
    }
    let leaves = 1;
    while (leaves < this.#maxLeaves) {
      const leaf = this.#best(leaves);
      if (leaf < 0) break;
      this.#split(builder, leaf, leaves++);
      if (leaves < this.#maxLeaves) this.#prepare(leaf, leaves - 1, players, groups);
    }
    return leaves;
  }

  /** Rounds the gradients and packs each with a count of one; returns their sum. */
  #pack(residuals: Float64Array, count: number, floor: number): number {
    const { unit, limit } = this.#packing;
    const rows = this.rows;
    const gradients = this.#gradients;
    let largest = 0;
    for (let i = 0; i < count; i++) {
      const size = Math.abs(residuals[rows[i]]);
      if (size > largest) largest = size;
    }
    const scale = largest > floor ? limit / largest : 0;
    let total = 0;
    for (let i = 0; i < count; i++) {
      const packed = unit + (residuals[rows[i]] * scale + ROUNDER - ROUNDER);
      gradients[i] = packed;
      total += packed;
    }
    return total;
  }

  /** May this leaf still be split? */
  #open(leaf: number): boolean {
    return this.#depths[leaf] < this.#shape.depth && this.counts[leaf] >= 2 * this.#shape.minChild;
  }

  #sum(leaf: number, groups: Int32Array): void {
    const from = this.starts[leaf];
    this.#sums[leaf] ??= new Float64Array(8 * this.#columns.groups);
    sumPresent(
      this.#columns,
      groups,
      this.rows,
      this.#gradients,
      from,
      from + this.counts[leaf],
      this.#sums[leaf],
    );
  }

  #look(leaf: number, players: Int32Array): void {
    bestSplit(
      players,
      this.#sums[leaf]!,
      this.#totals[leaf],
      this.#inverse,
      this.#shape.minChild,
      this.#shape.inherit,
      this.#packing,
      this.#splits[leaf],
    );
  }

  #best(leaves: number): number {
    let best = -1;
    let gain = 0;
    for (let l = 0; l < leaves; l++) {
      if (this.#splits[l].player >= 0 && this.#splits[l].gain > gain) {
        gain = this.#splits[l].gain;
        best = l;
      }
    }
    return best;
  }

  /** Splits `leaf`: it keeps the masks without the player, `fresh` gets those with it. */
  #split(builder: EnsembleBuilder, leaf: number, fresh: number): void {
    const { player, present } = this.#splits[leaf];
    const kept = this.#partition(player, this.starts[leaf], this.counts[leaf]);
    this.starts[fresh] = this.starts[leaf] + kept;
    this.counts[fresh] = this.counts[leaf] - kept;
    this.counts[leaf] = kept;
    this.#totals[fresh] = present;
    this.#totals[leaf] -= present;
    this.#depths[fresh] = ++this.#depths[leaf];
    const node = this.nodes[leaf];
    this.nodes[leaf] = builder.leaf(0);
    this.nodes[fresh] = builder.leaf(0);
    builder.open(node, player, this.nodes[leaf], this.nodes[fresh]);
    this.#splits[leaf].player = -1;
    this.#splits[fresh].player = -1;
  }

  /** Histograms and best splits of the two sides of a split. On entry `leaf` still holds the parent's histogram. */
  #prepare(leaf: number, fresh: number, players: Int32Array, groups: Int32Array): void {
    const small = this.counts[leaf] < this.counts[fresh] ? leaf : fresh;
    const large = small === leaf ? fresh : leaf;
    if (!this.#open(large)) return;
    if (small === leaf) {
      const parent = this.#sums[leaf];
      this.#sums[leaf] = this.#sums[fresh];
      this.#sums[fresh] = parent;
    }
    this.#sum(small, groups);
    const less = this.#sums[small]!;
    const more = this.#sums[large]!;
    for (let i = 0; i < more.length; i++) {
      const rest = more[i] - less[i];
      more[i] = rest;
      if (Number.isNaN(rest)) less[i] = rest;
    }
    this.#look(large, players);
    if (this.#open(small)) this.#look(small, players);
  }

  /** Moves the masks with the player behind those without, keeping order; returns how many lack it. Branch-free. */
  #partition(player: number, from: number, count: number): number {
    const { bytes, length } = this.#columns;
    const column = (player >>> 3) * length;
    const shift = player & 7;
    const rows = this.rows;
    const gradients = this.#gradients;
    const spareRows = this.#spareRows;
    const spareGradients = this.#spareGradients;
    let kept = from;
    let moved = 0;
    for (let i = from; i < from + count; i++) {
      const row = rows[i];
      const gradient = gradients[i];
      const bit = (bytes[column + row] >>> shift) & 1;
      rows[kept] = row;
      gradients[kept] = gradient;
      spareRows[moved] = row;
      spareGradients[moved] = gradient;
      kept += 1 - bit;
      moved += bit;
    }
    for (let i = 0; i < moved; i++) {
      rows[kept + i] = spareRows[i];
      gradients[kept + i] = spareGradients[i];
    }
    return kept - from;
  }
}

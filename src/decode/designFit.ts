import { type Columns, columnsOf, parityRow } from "../bits/columns.js";
import type { Masks } from "../bits/masks.js";
import { popcount } from "../bits/popcount.js";
import { NormalEquations } from "../fit/normalEquations.js";
import { differences, signedSum, subtractSigned } from "../fit/signRow.js";
import type { Design } from "../sampling/design.js";
import type { Candidate } from "./candidates.js";
import type { Signatures } from "./signature.js";

/**
 * Least squares on a growing support over all answers, where most of them are the design's. Over a group the product of
 * two sets' signs sums to 2^b·Σ_p sign_p when both land in one bin and to 0 otherwise, so that the design's part of the normal
 * equations is read from signatures and bins, and not from its C·(r+1)·2^b masks. Only masks that the design asks more than
 * once and those beside it are counted one by one. Adding a set costs O(sets · (C + (r+1 + such masks)/32)).
 */
export class DesignFit {
  readonly #design: Design;
  readonly #signatures: Signatures;
  /** The bins of the answers themselves (`binsOf`). */
  readonly #bins: Float64Array;
  readonly #equations = new NormalEquations();
  readonly #again: Part;
  readonly #beside: Part;
  #sets: Candidate[] = [];
  /** Distinct masks. */
  readonly masks: number;

  constructor(
    design: Design,
    signatures: Signatures,
    bins: Float64Array,
    masks: Masks,
    values: Float64Array,
  ) {
    this.#design = design;
    this.#signatures = signatures;
    this.#bins = bins;
    this.masks = masks.length;
    const { repeats, structured } = repeatedMasks(design, masks.length);
    this.#again = new Part(
      masks.select(repeats),
      Float64Array.from(repeats, (k) => values[k]),
    );
    this.#beside = new Part(masks.slice(structured), values.subarray(structured));
  }

  /** The sets of the support, in order of arrival; grows with `add`, `keep` makes a new one. */
  get sets(): readonly Candidate[] {
    return this.#sets;
  }

  add(set: Candidate): void {
    this.#sets.push(set);
    this.#again.add(set.players);
    this.#beside.add(set.players);
    const last = this.#sets.length - 1;
    const gram = new Float64Array(last + 1);
    for (let j = 0; j <= last; j++) {
      gram[j] =
        this.#inDesign(set.signature, this.#sets[j].signature) -
        this.#again.product(last, j) +
        this.#beside.product(last, j);
    }
    const product = this.#ofDesign(set.signature) - this.#again.ofValues(last) + this.#beside.ofValues(last);
    this.#equations.add(gram, product);
  }

  keep(positions: readonly number[]): void {
    this.#sets = positions.map((k) => this.#sets[k]);
    this.#again.keep(positions);
    this.#beside.keep(positions);
    this.#equations.keep(positions);
  }

  solve(start?: Float64Array): Float64Array {
    return this.#equations.solve(0, start);
  }

  /** Writes to `out` the bins without the support. */
  residualBins(coefficients: Float64Array, out: Float64Array): void {
    out.set(this.#bins);
    this.#sets.forEach((set, k) => {
      peelOff(out, this.#design, this.#signatures, set.signature, coefficients[k]);
    });
  }

  /** Σ (value − fit)² over all distinct masks; `bins`: what `residualBins` wrote. */
  squares(coefficients: Float64Array, bins: Float64Array): number {
    let sum = 0;
    for (let k = 0; k < bins.length; k++) sum += bins[k] * bins[k];
    const inDesign = sum * 2 ** this.#design.b;
    return Math.max(0, inDesign - this.#again.squares(coefficients) + this.#beside.squares(coefficients));
  }

  #inDesign(a: Uint32Array, z: Uint32Array): number {
    const { C, b, delays } = this.#design;
    const { words } = this.#signatures;
    let shared = 0;
    for (let c = 0; c < C; c++) if (a[words + c] === z[words + c]) shared++;
    if (shared === 0) return 0;
    let odd = 0;
    for (let w = 0; w < words; w++) odd += popcount(a[w] ^ z[w]);
    return shared * 2 ** b * (delays - 2 * odd);
  }

  #ofDesign(signature: Uint32Array): number {
    const { C, b, delays } = this.#design;
    const { words } = this.#signatures;
    let sum = 0;
    for (let c = 0; c < C; c++) {
      const at = (c * 2 ** b + signature[words + c]) * delays;
      for (let p = 0; p < delays; p++) {
        sum += (signature[p >>> 5] >>> (p & 31)) & 1 ? -this.#bins[at + p] : this.#bins[at + p];
      }
    }
    return sum * 2 ** b;
  }
}

/** Subtracts amplitude·sign from the set's bin in every group. */
export function peelOff(
  bins: Float64Array,
  { b, C, delays }: Design,
  { words }: Signatures,
  signature: Uint32Array,
  amplitude: number,
): void {
  for (let c = 0; c < C; c++) {
    const at = (c * 2 ** b + signature[words + c]) * delays;
    for (let p = 0; p < delays; p++) {
      bins[at + p] -= (signature[p >>> 5] >>> (p & 31)) & 1 ? -amplitude : amplitude;
    }
  }
}

/** Rows of the masks that the design asks again, once for each time, and the number of its distinct masks. */
function repeatedMasks({ slots }: Design, masks: number): { repeats: number[]; structured: number } {
  const seen = new Uint8Array(masks);
  const repeats: number[] = [];
  let structured = 0;
  for (let k = 0; k < slots.length; k++) {
    const slot = slots[k];
    if (seen[slot] === 1) repeats.push(slot);
    else structured++;
    seen[slot] = 1;
  }
  return { repeats, structured };
}

/** Sign rows over some masks, one by one. */
class Part {
  readonly #columns: Columns;
  readonly #values: Float64Array;
  #rows: Uint32Array[] = [];

  constructor(masks: Masks, values: Float64Array) {
    this.#columns = columnsOf(masks);
    this.#values = values;
  }

  add(players: ArrayLike<number>): void {
    const row = new Uint32Array(this.#columns.stride);
    parityRow(this.#columns, players, row);
    this.#rows.push(row);
  }

  keep(positions: readonly number[]): void {
    this.#rows = positions.map((k) => this.#rows[k]);
  }

  product(j: number, k: number): number {
    return this.#columns.length - 2 * differences(this.#rows[j], this.#rows[k]);
  }

  ofValues(k: number): number {
    return signedSum(this.#rows[k], this.#values);
  }

  squares(coefficients: Float64Array): number {
    const left: Float64Array = Float64Array.from(this.#values);
    this.#rows.forEach((row, k) => {
      subtractSigned(left, row, coefficients[k]);
    });
    let sum = 0;
    for (const value of left) sum += value * value;
    return sum;
  }
}

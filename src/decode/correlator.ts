import type { Design } from "../sampling/design.js";
import type { Signatures } from "./signature.js";

/**
 * Matched filter over all groups. For a signature it answers Σ_c Σ_p U_c[p][j_c]·sign_p and the energy of the C bins, by
 * four signs a look-up: a table of 16 partial sums for each bin and each four signs (256 for eight would outgrow the
 * cache). Rebuilding one bin's tables costs 4·(r+1) additions; a query C·⌈(r+1)/4⌉ look-ups.
 */
export class Correlator {
  readonly #delays: number;
  readonly #nibbles: number;
  readonly #bins: number;
  readonly #C: number;
  readonly #words: number;
  /** Signatures of the players. */
  readonly #players: Uint32Array;
  readonly #tables: Float64Array;
  /** 1 where a bin's tables are up to date: they are built when they are first asked. */
  readonly #built: Uint8Array;
  #values: Float64Array = new Float64Array(0);
  /** Σ_p U_c[p][j]² of each bin. */
  readonly energy: Float64Array;

  constructor(design: Design, signatures: Signatures) {
    this.#delays = design.delays;
    this.#nibbles = (design.delays + 3) >>> 2;
    this.#bins = 2 ** design.b;
    this.#C = design.C;
    this.#words = signatures.words;
    this.#players = signatures.players;
    this.#tables = new Float64Array(this.#C * this.#bins * this.#nibbles * 16);
    this.#built = new Uint8Array(this.#C * this.#bins);
    this.energy = new Float64Array(this.#C * this.#bins);
  }

  /** Reads all bins anew; later changes of a bin are told by `loadBin`. */
  load(bins: Float64Array): void {
    this.#values = bins;
    for (let bin = 0; bin < this.energy.length; bin++) this.loadBin(bin);
  }

  /** Reads one bin (c·2^b + j) anew. */
  loadBin(bin: number): void {
    let energy = 0;
    const from = bin * this.#delays;
    for (let p = from; p < from + this.#delays; p++) energy += this.#values[p] * this.#values[p];
    this.energy[bin] = energy;
    this.#built[bin] = 0;
  }

  #build(bin: number): void {
    const tables = this.#tables;
    const values = this.#values;
    for (let q = 0; q < this.#nibbles; q++) {
      const at = (bin * this.#nibbles + q) * 16;
      let total = 0;
      const count = Math.min(4, this.#delays - q * 4);
      const from = bin * this.#delays + q * 4;
      for (let k = 0; k < count; k++) total += values[from + k];
      tables[at] = total;
      for (let k = 0; k < 4; k++) {
        const half = 1 << k;
        const twice = k < count ? 2 * values[from + k] : 0;
        for (let m = 0; m < half; m++) tables[at + half + m] = tables[at + m] - twice;
      }
    }
    this.#built[bin] = 1;
  }

  /** Σ_p U_c[p][j_c]·sign_p in group c, for the signature that starts at `at`. */
  correlate(signature: Uint32Array, c: number, at: number = 0): number {
    const nibbles = this.#nibbles;
    const tables = this.#tables;
    const bin = c * this.#bins + signature[at + this.#words + c];
    if (this.#built[bin] === 0) this.#build(bin);
    let table = bin * nibbles * 16;
    let sum = 0;
    for (let w = 0; w < this.#words; w++) {
      let signs = signature[at + w];
      const end = Math.min(nibbles - w * 8, 8);
      for (let q = 0; q < end; q++) {
        sum += tables[table + (signs & 15)];
        table += 16;
        signs >>>= 4;
      }
    }
    return sum;
  }

  /**
   * Tries a set with one more player, `from` to n − 1 in turn, and calls `significant` with those for which z² ≥ `bar`: the
   * correlation of the larger set against what is left of its bins without it, all bins taken as equally noisy, both as mean squares.
   * Sets without a `fresh` bin are passed over. `prefix` holds the signature of the set at `at`; `floor` is the variance below which an observation counts as zero.
   */
  extend(
    prefix: Uint32Array,
    at: number,
    from: number,
    bar: number,
    floor: number,
    fresh: Uint8Array,
    significant: (player: number) => void,
  ): void {
    const words = this.#words;
    const C = this.#C;
    const size = this.#bins;
    const stride = words + C;
    const nibbles = this.#nibbles;
    const tables = this.#tables;
    const energy = this.energy;
    const players = this.#players;
    const observations = C * this.#delays;
    for (let row = from * stride; row < players.length; row += stride) {
      let correlation = 0;
      let total = 0;
      let anew = 0;
      for (let c = 0, bins = 0; c < C; c++, bins += size) {
        const bin = bins + (prefix[at + words + c] ^ players[row + words + c]);
        total += energy[bin];
        anew |= fresh[bin];
      }
      if (anew === 0) continue;
      for (let c = 0, bins = 0; c < C; c++, bins += size) {
        const bin = bins + (prefix[at + words + c] ^ players[row + words + c]);
        let table = bin * nibbles * 16;
        for (let w = 0, left = nibbles; w < words; w++, left -= 8) {
          let signs = prefix[at + w] ^ players[row + w];
          for (const end = table + Math.min(left, 8) * 16; table < end; table += 16) {
            correlation += tables[table + (signs & 15)];
            signs >>>= 4;
          }
        }
      }
      const explained = (correlation * correlation) / observations;
      if (explained * observations >= bar * (total - explained) && explained >= bar * floor) {
        significant(row / stride);
      }
    }
  }

  /** Makes all look-up tables, which `extend` needs. */
  prepare(): void {
    for (let bin = 0; bin < this.#built.length; bin++) if (this.#built[bin] === 0) this.#build(bin);
  }

  /**
   * The same hypothesis with a noise level for each bin, as other sets fill some bins more than others: the largest
   * likelihood ratio 2·ln Λ = Σ_c (r+1)·ln(E_c / E_c(F)) over the amplitudes F that one bin or all bins suggest, E_c(F)
   * being the energy of bin c once F·sign is taken away. A clean single bin speaks loudly; bins that disagree object.
   */
  assess(signature: Uint32Array, floor: number): Assessment {
    const P = this.#delays;
    return this.#likeliest(
      signature,
      floor,
      (energy, left) => P * Math.log(Math.max(energy, P * floor) / Math.max(left, P * floor)),
    );
  }

  /**
   * The same where an observation's noise variance is known to be at least `least`: each bin's variance is the likeliest from there
   * up, so that a bin which is as quiet as the noise alone allows counts by plain z² and no quieter one speaks louder.
   */
  assessAbove(signature: Uint32Array, least: number): Assessment {
    const P = this.#delays;
    return this.#likeliest(signature, least, (energy, left) => {
      const before = Math.max(energy / P, least);
      const after = Math.max(left / P, least);
      return P * Math.log(before / after) + energy / before - left / after;
    });
  }

  #likeliest(
    signature: Uint32Array,
    floor: number,
    gain: (energy: number, left: number) => number,
  ): Assessment {
    const P = this.#delays;
    const C = this.#C;
    const amplitudes = new Float64Array(C + 1);
    const energies = new Float64Array(C);
    let weights = 0;
    for (let c = 0; c < C; c++) {
      amplitudes[c] = this.correlate(signature, c) / P;
      energies[c] = this.energy[c * this.#bins + signature[this.#words + c]];
      const weight = 1 / Math.max(energies[c] - P * amplitudes[c] ** 2, P * floor);
      amplitudes[C] += weight * amplitudes[c];
      weights += weight;
    }
    amplitudes[C] /= weights;
    let best: Assessment = { evidence: Number.NEGATIVE_INFINITY, amplitude: 0 };
    for (const amplitude of amplitudes) {
      let evidence = 0;
      for (let c = 0; c < C; c++) {
        const left = energies[c] + P * amplitude * (amplitude - 2 * amplitudes[c]);
        evidence += gain(energies[c], left);
      }
      if (evidence > best.evidence) best = { evidence, amplitude };
    }
    return best;
  }
}

/** How well the bins support a set, on the scale of z², and with which coefficient. */
export interface Assessment {
  readonly evidence: number;
  readonly amplitude: number;
}

import { stillWidget } from "../../widgets/index.js";
import { digitsFor, signed } from "../../widgets/labels.js";
import { binSvg } from "../../widgets/plot/bin.js";
import { type MimeBundle, showsItself, type Widget } from "../../widgets/show.js";
import { type BinDecoder, HardBinDecoder } from "../decode/binDecoder.js";
import { SoftBinDecoder } from "../decode/softBinDecoder.js";
import { checkOptions, integer, SpexlabError } from "../errors.js";
import { type Player, playerSet } from "../explanation/players.js";
import type { ParityCode } from "./code.js";

/**
 * How many sets a bin holds, as far as its observations tell: none, one, or more than one.
 *
 * @category Codec for learning
 */
export type BinType = "zeroton" | "singleton" | "multiton";

/**
 * A set that a bin may hold.
 *
 * @category Codec for learning
 */
export interface Found {
  /** Ascending. */
  readonly players: readonly number[];
  /** Their names. */
  readonly names: readonly string[];
  /** The set's Fourier coefficient as the bin tells it: the mean of the observations, each with the sign that the set gives it. */
  readonly value: number;
  /** Observations whose sign is not the one that the set gives them, ascending; 0 is the one without a delay. */
  readonly wrong: readonly number[];
}

/** Where a bin of a plan lies. */
export interface BinPlace {
  /** Subsampling group, from 1. */
  readonly group: number;
  /** Number in its group, from 0. */
  readonly bin: number;
  /** The group's subsampling rows, one for each player. */
  readonly rows: Uint32Array;
}

/** What a bin is made of. */
export interface BinParts {
  readonly code: ParityCode;
  readonly observations: Float64Array;
  /** Standard deviation of the noise on one observation; 0 where there is none. */
  readonly noise: number;
  /** What rounding may leave of an observation. */
  readonly rounding: number;
  readonly place: BinPlace | null;
}

/**
 * One bin of SPEX's decoder: parityBits + 1 observations of the same sum of Fourier coefficients, each with other signs. With one set in it all are
 * equally large and the signs spell the set's parity bits. Frozen; `without` gives a new one. Shows itself as a picture of its observations.
 *
 * @category Codec for learning
 */
export class Bin {
  /** The code whose checks the observations belong to. */
  readonly code: ParityCode;
  /** Observation 0 is taken without a delay, observation p under the delay of check p. */
  readonly observations: Float64Array;
  /** Standard deviation of the noise on one observation, as far as it is known. */
  readonly noise: number;
  /** Subsampling group, from 1; null for a bin made by hand. */
  readonly group: number | null;
  /** Number in its group, from 0; null for a bin made by hand. */
  readonly bin: number | null;
  readonly #parts: BinParts;
  #single: Found | null | undefined;

  /** Bins come from `code.bin`, `code.observed` and `sx.bins`: the constructor is theirs. */
  constructor(parts: BinParts) {
    this.#parts = parts;
    this.code = parts.code;
    this.observations = parts.observations;
    this.noise = parts.noise;
    this.group = parts.place?.group ?? null;
    this.bin = parts.place?.bin ?? null;
    Object.freeze(this);
  }

  /** The parity bits as the signs tell them, from check 1 on: 0 where an observation has the sign of observation 0, else 1. */
  get bits(): number[] {
    const flip = this.observations[0] < 0;
    return Array.from(this.observations.subarray(1), (value) => Number(value < 0 !== flip));
  }

  /** `"zeroton"`: nothing but noise. `"singleton"`: one set explains it. `"multiton"`: neither. */
  get type(): BinType {
    if (this.#isNoise(this.observations)) return "zeroton";
    return this.single() === null ? "multiton" : "singleton";
  }

  /**
   * Hard decoding: the set that the signs alone tell, or null where they tell none. Where observation 0 is weak the opposite of its sign is tried as well.
   *
   * @example
   * const code = sx.bch(["a", "b", "c", "d", "e", "f", "g"], { t: 2 });
   * code.bin([[["b", "e"], -1.5]]).hard().names; // ["b", "e"]
   */
  hard(): Found | null {
    return this.#candidates(new HardBinDecoder(this.code.core))[0] ?? null;
  }

  /**
   * Soft decoding (Chase): hard decoding again and again with some of the `depth` smallest observations (12 when not said, at most 16) taken with the
   * opposite sign; every set that turns up, the one that fits all observations best first.
   * Source: Chase (1972).
   *
   * @example
   * const code = sx.bch(["a", "b", "c", "d", "e", "f", "g"], { t: 2 });
   * const bin = code.observed([1, -1, 1, 1, -1, -1, 0.1, 1, 1]);
   * bin.hard(); // null
   * bin.soft()[0].names; // ["a", "b"]
   */
  soft(options: { depth?: number } = {}): Found[] {
    checkOptions("soft", options, ["depth"]);
    const depth = integer("depth", options.depth ?? 12, 0, 16);
    return this.#candidates(new SoftBinDecoder(this.code.core, { depth }));
  }

  /** The set that leaves nothing but noise when it is taken off, or null where no one set does. */
  single(): Found | null {
    if (this.#single === undefined) this.#single = this.#alone();
    return this.#single;
  }

  /**
   * The bin without a set of this Fourier coefficient: peeled off. Throws `WRONG_BIN` for a set that falls into another bin.
   *
   * @example
   * const code = sx.bch(["a", "b", "c", "d"], { t: 1 });
   * const bin = code.bin([[["a"], 2], [["c"], 1]]);
   * bin.type; // "multiton"
   * bin.without(["a"], 2).single().names; // ["c"]
   */
  without(players: readonly Player[], value: number): Bin {
    const set = playerSet(this.code.names, players);
    if (!this.#fits(set)) {
      throw new SpexlabError(
        "WRONG_BIN",
        `The set ${set.map((i) => this.code.names[i]).join(" · ") || "(no player)"} falls into another bin of group ${this.group}, not into bin ${this.bin}.`,
      );
    }
    const signs = this.#signs(set);
    const observations = this.observations.map((observed, p) => observed - signs[p] * value);
    return new Bin({ ...this.#parts, observations });
  }

  /** The observations as bars, with the bit that each sign tells. */
  chart(): Widget {
    const title = this.#title();
    return stillWidget(
      title,
      () => binSvg({ title, observations: this.observations, bits: this.bits, noise: this.noise }),
      () => this.toString(),
    );
  }

  /** As text: the type, the set where it can be read, the observations. */
  toString(): string {
    const digits = digitsFor(Math.max(...this.observations.map(Math.abs)));
    const bits = ["–", ...this.bits.map(String)];
    const values = Array.from(this.observations, (value) => signed(value, digits));
    const width = Math.max(...values.map((text) => text.length));
    const line = (texts: readonly string[]): string => texts.map((text) => text.padStart(width)).join(" ");
    return [
      this.#title(),
      `  observation ${line(values.map((_, p) => String(p)))}`,
      `  value       ${line(values)}`,
      `  bit         ${line(bits)}`,
    ].join("\n");
  }

  /** All forms at once, for notebooks. */
  bundle(): MimeBundle {
    return { "text/plain": this.toString(), "text/html": this.chart().html() };
  }

  /** One line, for a bin inside another object. */
  line(): string {
    return `[Bin: ${this.#title()}, ${this.type}]`;
  }

  #alone(): Found | null {
    const [best] = [this.hard() ?? [], this.soft()].flat().sort(stronger);
    if (best === undefined) return null;
    return this.#isNoise(this.without(best.players, best.value).observations) ? best : null;
  }

  #title(): string {
    return this.group === null ? "One bin" : `Bin ${this.bin} of group ${this.group}`;
  }

  #candidates(decoder: BinDecoder): Found[] {
    const { place } = this.#parts;
    const found = new Map<string, Found>();
    const rows = place?.rows ?? new Uint32Array(this.code.n);
    decoder.decode(this.observations, 0, rows, place?.bin ?? 0, (given, size) => {
      const players = Array.from(given.subarray(0, size));
      if (!found.has(players.join())) found.set(players.join(), this.#found(players));
    });
    return [...found.values()].sort(stronger);
  }

  #found(players: number[]): Found {
    const signs = this.#signs(players);
    const told = this.observations.map((observed, p) => observed * signs[p]);
    const value = told.reduce((sum, one) => sum + one, 0) / told.length;
    const wrong = [...told.keys()].filter((p) => told[p] < 0 !== value < 0);
    return { players, names: players.map((i) => this.code.names[i]), value, wrong };
  }

  /** What the set does to the sign of each observation. */
  #signs(players: readonly number[]): number[] {
    return [1, ...this.code.parity(players).map((bit) => 1 - 2 * bit)];
  }

  #fits(players: readonly number[]): boolean {
    const { place } = this.#parts;
    return place === null || players.reduce((sum, i) => sum ^ place.rows[i], 0) === place.bin;
  }

  /** Is the mean square at most four standard deviations above that of noise alone? */
  #isNoise(observations: Float64Array): boolean {
    const { noise, rounding } = this.#parts;
    const mean = observations.reduce((sum, value) => sum + value * value, 0) / observations.length;
    return mean <= Math.max(noise, rounding) ** 2 * (1 + 4 * Math.sqrt(2 / observations.length));
  }

  static {
    showsItself(Bin.prototype);
  }
}

function stronger(a: Found, z: Found): number {
  return Math.abs(z.value) - Math.abs(a.value);
}

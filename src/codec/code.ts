import { stillWidget } from "../../widgets/index.js";
import { clean } from "../../widgets/labels.js";
import { masksSvg } from "../../widgets/plot/masks.js";
import { type MimeBundle, showsItself, type Widget } from "../../widgets/show.js";
import type { Masks } from "../bits/masks.js";
import { Random } from "../bits/random.js";
import { checkOptions, SpexlabError, shown } from "../errors.js";
import { type Player, playerSet } from "../explanation/players.js";
import { playersFrom } from "../games/players.js";
import { type BchCode, BchDecoder, bchCode, parityOf } from "../gf2/bch.js";
import type { Players } from "../types.js";
import { Bin } from "./bin.js";

/**
 * What decoding of parity bits found.
 *
 * @category Codec for learning
 */
export interface DecodedSet {
  /** Ascending. */
  readonly players: readonly number[];
  /** Their names. */
  readonly names: readonly string[];
  /** Numbers of the checks whose bits were wrong, from 1, ascending. */
  readonly wrong: readonly number[];
}

/**
 * A set of players (indices or names) and its Fourier coefficient.
 *
 * @category Codec for learning
 */
export type BinTerm = readonly [players: readonly Player[], value: number];

/**
 * The code by which SPEX tells sets of players apart: each of its `parityBits` counts, for a set, whether an even (0) or an odd (1) number of
 * certain players is in it. Its masks are SPEX's delays. Frozen. Prints itself as the list of its checks.
 *
 * @category Codec for learning
 */
export class ParityCode {
  /** Players: the bits of the message. */
  readonly n: number;
  /** Names of the players. */
  readonly names: readonly string[];
  /** Errors that are surely corrected, players of the set included: a set of s players leaves t − s for wrong parity bits. */
  readonly t: number;
  /** Number of checks. */
  readonly parityBits: number;
  /** One mask for each parity bit: the players that it counts. Row 0 is check 1. */
  readonly checks: Masks;
  readonly #code: BchCode;

  /** Codes come from `sx.bch`: the constructor is its own. */
  constructor(code: BchCode, names: readonly string[]) {
    this.#code = code;
    this.n = code.n;
    this.names = names;
    this.t = code.t;
    this.parityBits = code.r;
    this.checks = code.delays.named(names);
    Object.freeze(this);
  }

  /**
   * The code as the decoder holds it.
   *
   * @internal
   */
  get core(): BchCode {
    return this.#code;
  }

  /**
   * The parity bits of a set of players (indices or names), 0 or 1 each: 1 where the check counts an odd number of them. Entry 0 is check 1.
   *
   * @example
   * const code = sx.bch(["a", "b", "c", "d"], { t: 1 });
   * code.parity(["a"]); // [1, 0, 1]
   * code.parity(["a", "b"]); // [0, 1, 0]
   */
  parity(players: readonly Player[]): number[] {
    const set = playerSet(this.names, players);
    const packed = parityOf(this.#code, set);
    return Array.from({ length: this.parityBits }, (_, p) => (packed[p >>> 5] >>> (p & 31)) & 1);
  }

  /**
   * Decoding: the one set S for which |S| + (number of wrong parity bits) ≤ t, or null where there is none. `bits`: one 0 or 1 for each parity bit.
   *
   * @example
   * const code = sx.bch(["a", "b", "c", "d", "e", "f", "g"], { t: 2 });
   * const bits = code.parity(["c"]);
   * bits[5] ^= 1;
   * code.decode(bits).names; // ["c"]
   * code.decode(bits).wrong; // [6]
   */
  decode(bits: readonly number[]): DecodedSet | null {
    const { t, wordsPerColumn } = this.#code;
    const word = new Uint32Array(wordsPerColumn);
    if (
      !Array.isArray(bits) ||
      bits.length !== this.parityBits ||
      bits.some((bit) => bit !== 0 && bit !== 1)
    ) {
      throw new SpexlabError(
        "BAD_BITS",
        `Expected an array of ${this.parityBits} bits, each 0 or 1, got ${Array.isArray(bits) ? `[${bits.slice(0, 20).join(", ")}] of length ${bits.length}` : shown(bits)}.`,
      );
    }
    bits.forEach((bit, p) => {
      word[p >>> 5] |= bit << (p & 31);
    });
    const decoder = new BchDecoder(this.#code);
    const out = new Int32Array(t);
    const size = decoder.decode(word, out);
    if (size < 0) return null;
    const players = Array.from(out.subarray(0, size));
    return {
      players,
      names: players.map((i) => this.names[i]),
      wrong: Array.from(decoder.flipped.subarray(0, decoder.flippedParity), (p) => p + 1).sort(
        (a, z) => a - z,
      ),
    };
  }

  /**
   * What a bin shows that holds these sets with these Fourier coefficients: observation 0 is their sum, observation p (from 1) the sum with a minus
   * for each set whose bit for check p is 1. `noise`: standard deviation of normal noise on each observation (0 when not said), drawn by `seed`.
   *
   * @example
   * const bin = sx.bch(["a", "b", "c", "d"], { t: 1 }).bin([[["a"], 2]]);
   * [...bin.observations]; // [2, -2, 2, -2]
   * bin.type; // "singleton"
   */
  bin(terms: readonly BinTerm[], options: { noise?: number; seed?: number } = {}): Bin {
    checkOptions("bin", options, ["noise", "seed"]);
    const noise = level(options.noise);
    const random = new Random(options.seed ?? 0, "bin");
    const out = new Float64Array(this.parityBits + 1);
    if (!Array.isArray(terms) || terms.some((term) => !Array.isArray(term) || !Number.isFinite(term[1]))) {
      throw new SpexlabError(
        "BAD_TERMS",
        `Expected an array of [players, value], such as [[["${this.names[0]}"], 1.5]], got ${shown(terms)}.`,
      );
    }
    for (const [players, value] of terms) {
      const signs = [0, ...this.parity(players)];
      for (let p = 0; p < out.length; p++) out[p] += signs[p] === 1 ? -value : value;
    }
    if (noise > 0) for (let p = 0; p < out.length; p++) out[p] += noise * random.normal();
    return this.observed(out, { noise });
  }

  /** A bin from its observations, parityBits + 1 numbers, the one without a delay first; `noise` as for `bin`. */
  observed(observations: ArrayLike<number>, options: { noise?: number } = {}): Bin {
    checkOptions("observed", options, ["noise"]);
    const values = Float64Array.from(observations ?? []);
    if (values.length !== this.parityBits + 1 || !values.every(Number.isFinite)) {
      throw new SpexlabError(
        "BAD_VALUES",
        `Expected ${this.parityBits + 1} finite observations, one without a delay and one for each of ${this.parityBits} parity bits, got ${values.length}.`,
      );
    }
    const noise = level(options.noise);
    const scale = Math.max(...values.map(Math.abs));
    return new Bin({ code: this, observations: values, noise, rounding: scale * 1e-9, place: null });
  }

  /** The checks as a matrix: a row for each parity bit, filled where it counts the player. */
  chart(): Widget {
    return stillWidget(
      this.line(),
      () =>
        masksSvg(this.checks, this.names, { title: `${this.parityBits} parity checks of ${this.n} players` }),
      () => this.toString(),
    );
  }

  /** As text: the players that each check counts. */
  toString(): string {
    const rows = this.checks.map(
      (check, p) => `  check ${p + 1} counts ${clean(check.players.map((i) => this.names[i]).join(" · "))}`,
    );
    return [
      `${this.parityBits} parity bits for the sets of ${this.n} players; ${this.t} ${this.t === 1 ? "error is" : "errors are"} corrected`,
      ...rows.slice(0, 40),
      ...(rows.length > 40 ? [`  … and ${rows.length - 40} more`] : []),
    ].join("\n");
  }

  /** All forms at once, for notebooks. */
  bundle(): MimeBundle {
    return { "text/plain": this.toString() };
  }

  /** One line, for a code inside another object. */
  line(): string {
    return `[ParityCode: ${this.n} players, t ${this.t}, ${this.parityBits} parity bits]`;
  }

  static {
    showsItself(ParityCode.prototype);
  }
}

/**
 * The BCH code over these players that corrects `t` errors (5 when not said, at most 8): the code whose parity checks SPEX asks as delays. For learning how
 * SPEX works; explaining needs only `sx.spex`.
 *
 * Source: Bose & Ray-Chaudhuri (1960), Hocquenghem (1959); as delays: Kang et al., SPEX, ICML 2025.
 *
 * @example
 * const code = sx.bch(["not", "bad", "at", "all"], { t: 1 });
 * code.parityBits; // 3
 * code.decode(code.parity(["bad"])).names; // ["bad"]
 * @category Codec for learning
 */
export function bch(players: number | readonly string[] | Players, options: { t?: number } = {}): ParityCode {
  checkOptions("bch", options, ["t"]);
  const { names } = playersFrom(players);
  return new ParityCode(bchCode(names.length, options.t ?? 5), names);
}

/** A noise level as given, checked. */
export function level(noise: number | undefined): number {
  if (noise === undefined) return 0;
  if (typeof noise === "number" && noise >= 0 && Number.isFinite(noise)) return noise;
  throw new SpexlabError(
    "BAD_OPTION",
    `Expected \`noise\` to be a standard deviation, 0 or more, got ${shown(noise)}.`,
  );
}

import { SpexlabError, shown, suggestion } from "../errors.js";

/**
 * One mask seen as a set: the players that are present. A light view; nothing is copied until `players` is read.
 *
 * @category Games and players
 */
export interface Coalition {
  /** Is this player (index or name) present? An unknown name is an error. */
  has(player: number | string): boolean;
  /** Indices of the present players, ascending. */
  readonly players: number[];
  /** Row of the mask in its batch. */
  readonly row: number;
}

/**
 * A batch of masks, one bit for each player, 1 = present.
 *
 * Layout: `words` is row-major with `stride` = ⌈n/32⌉ 32-bit words a row; player i is bit i mod 32 of word ⌊i/32⌋.
 * Unused bits of the last word are 0. Iterating gives coalitions; loops over millions should read `words`.
 *
 * @example
 * const masks = sx.Masks.from(3, [[0, 2], "010"]);
 * masks.has(0, 2); // true
 * masks.map((c) => c.players.length); // [2, 1]
 * @category Games and players
 */
export class Masks implements Iterable<Coalition> {
  /** Number of players. */
  readonly n: number;
  /** Number of masks. */
  readonly length: number;
  /** 32-bit words in a row: ⌈n/32⌉, at least 1. */
  readonly stride: number;
  /** The bits, row-major. Treat as read-only. */
  readonly words: Uint32Array;
  /** Names of the players, where they have some. */
  readonly names: readonly string[] | undefined;
  #indexOf: Map<string, number> | undefined;

  /** Rows of bits as they lie in memory; all absent when `words` is not said. `Masks.from` takes rows of players or of 0 and 1. Throws `BAD_MASKS`. */
  constructor(n: number, length: number, words?: Uint32Array, names?: readonly string[]) {
    this.n = n;
    this.length = length;
    this.stride = Math.max(1, (n + 31) >>> 5);
    this.words = words ?? new Uint32Array(length * this.stride);
    this.names = names;
    if (this.words.length !== length * this.stride) {
      throw new SpexlabError(
        "BAD_MASKS",
        `Expected ${length} masks of ${n} players to fill ${length * this.stride} words, got ${this.words.length}.`,
      );
    }
  }

  /**
   * Masks from rows in any of the forms people have: an array of present players (indices or names), a 0/1 string
   * (character i = player i), or `Masks`. Cost: one pass over the rows.
   * Throws `UNKNOWN_PLAYER`, and `BAD_MASKS` naming the row when a player is named twice or a string has the wrong length.
   */
  static from(
    n: number,
    rows: Masks | readonly (readonly (number | string)[] | string)[],
    names?: readonly string[],
  ): Masks {
    if (rows instanceof Masks) {
      checkMasks(rows, n);
      rows.checkUnused();
      return rows;
    }
    if (names !== undefined && names.length !== n) {
      throw new SpexlabError("BAD_MASKS", `Expected ${n} names, one for each player, got ${names.length}.`);
    }
    const masks = new Masks(n, rows.length, undefined, names);
    rows.forEach((row, r) => {
      if (typeof row === "string") {
        if (row.length !== n || /[^01]/.test(row)) {
          throw new SpexlabError(
            "BAD_MASKS",
            `Row ${r}: expected ${n} characters 0 or 1, got ${shown(row)}.`,
          );
        }
        for (let i = 0; i < n; i++) if (row.charCodeAt(i) === 49) masks.set(r, i);
      } else if (Array.isArray(row)) {
        for (const player of row) masks.add(r, player, `Row ${r}: `);
      } else {
        throw new SpexlabError(
          "BAD_MASKS",
          `Row ${r}: expected an array of present players or a 0/1 string, got ${shown(row)}.`,
        );
      }
    });
    return masks;
  }

  /** Throws `BAD_MASKS` naming the row when a bit beyond the last player is set: such words were packed by another layout. */
  checkUnused(): void {
    const { n, length, stride, words } = this;
    if (n % 32 === 0) return;
    for (let row = 0; row < length; row++) {
      if (words[row * stride + stride - 1] >>> (n % 32) === 0) continue;
      throw new SpexlabError(
        "BAD_MASKS",
        `Row ${row}: expected the bits beyond player ${n - 1} to be 0, as unused bits of the last word are.`,
      );
    }
  }

  /** The same masks with names for the players; no bit is copied. */
  named(names: readonly string[]): Masks {
    return new Masks(this.n, this.length, this.words, names);
  }

  /** Is the player present in this row? Indices only: this is the fast way. Throws `BAD_MASKS` where there is no such row or player. */
  has(row: number, player: number): boolean {
    if (!(row >= 0 && row < this.length && player >= 0 && player < this.n)) throw this.#outside(row, player);
    return ((this.words[row * this.stride + (player >>> 5)] >>> (player & 31)) & 1) === 1;
  }

  #outside(row: number, player: number): SpexlabError {
    return new SpexlabError(
      "BAD_MASKS",
      `Expected a row below ${this.length} and then a player's index below ${this.n}, got row ${shown(row)} and player ${shown(player)}.`,
    );
  }

  /** Marks a player present. For those who build masks; a finished plan is never changed. */
  set(row: number, player: number): void {
    this.words[row * this.stride + (player >>> 5)] |= 1 << (player & 31);
  }

  /** Marks a player, given by index or name, present; throws `UNKNOWN_PLAYER`, and `BAD_MASKS` when it is there already. */
  add(row: number, player: number | string, where: string = ""): void {
    const index = this.indexOf(player, where);
    if (this.has(row, index)) {
      throw new SpexlabError(
        "BAD_MASKS",
        `${where}player ${typeof player === "number" ? player : shown(player)} is named twice. List the present players, each once; rows of 0/1 go as strings through sx.Masks.from(${this.n}, rows).`,
      );
    }
    this.set(row, index);
  }

  /** The coalition of one row. */
  at(row: number): Coalition {
    return new RowView(this, row);
  }

  /** Calls `fn` once for each mask and collects what it returns, as an array. */
  map<T>(fn: (coalition: Coalition, row: number) => T): T[] {
    const out = new Array<T>(this.length);
    for (let row = 0; row < this.length; row++) out[row] = fn(new RowView(this, row), row);
    return out;
  }

  /** The masks one after the other, as coalitions. */
  *[Symbol.iterator](): Iterator<Coalition> {
    for (let row = 0; row < this.length; row++) yield new RowView(this, row);
  }

  /** Rows `from` to `to` − 1 as masks of their own; the words are shared. */
  slice(from: number, to: number = this.length): Masks {
    return new Masks(
      this.n,
      to - from,
      this.words.subarray(from * this.stride, to * this.stride),
      this.names,
    );
  }

  /** The chosen rows, copied. */
  select(rows: ArrayLike<number>): Masks {
    const out = new Masks(this.n, rows.length, undefined, this.names);
    for (let k = 0; k < rows.length; k++) {
      const from = rows[k] * this.stride;
      out.words.set(this.words.subarray(from, from + this.stride), k * this.stride);
    }
    return out;
  }

  /** A mask as hexadecimal text, lowest word first: the key under which answers are kept. */
  key(row: number): string {
    let key = "";
    for (let w = 0; w < this.stride; w++) {
      key += this.words[row * this.stride + w].toString(16).padStart(8, "0");
    }
    return key;
  }

  /** Index of a player given by index or name; throws `UNKNOWN_PLAYER`. */
  indexOf(player: number | string, where: string = ""): number {
    if (typeof player === "number") {
      if (Number.isInteger(player) && player >= 0 && player < this.n) return player;
      throw new SpexlabError(
        "UNKNOWN_PLAYER",
        `${where}expected a player from 0 to ${this.n - 1}, got ${shown(player)}.`,
      );
    }
    this.#indexOf ??= new Map(this.names?.map((name, i) => [name, i]));
    const index = this.#indexOf.get(player);
    if (index !== undefined) return index;
    const advice = this.names ? suggestion(player, this.names) : `They go by index, 0 to ${this.n - 1}.`;
    throw new SpexlabError("UNKNOWN_PLAYER", `${where}no player is named ${shown(player)}. ${advice}`);
  }
}

/** Throws `BAD_MASKS` unless these are masks of `n` players. */
export function checkMasks(given: Masks, n: number): void {
  if (typeof given?.n !== "number") {
    throw new SpexlabError(
      "BAD_MASKS",
      `Expected masks, such as sx.Masks.from(${n}, rows, game.names), got ${shown(given)}.`,
    );
  }
  if (given.n !== n) {
    throw new SpexlabError("BAD_MASKS", `Expected masks of ${n} players, got masks of ${given.n}.`);
  }
}

class RowView implements Coalition {
  readonly #masks: Masks;
  readonly row: number;

  constructor(masks: Masks, row: number) {
    this.#masks = masks;
    this.row = row;
  }

  has(player: number | string): boolean {
    return this.#masks.has(this.row, this.#masks.indexOf(player));
  }

  get players(): number[] {
    const { words, stride } = this.#masks;
    const players: number[] = [];
    for (let w = 0; w < stride; w++) {
      let word = words[this.row * stride + w];
      while (word !== 0) {
        const low = word & -word;
        players.push(w * 32 + 31 - Math.clz32(low));
        word ^= low;
      }
    }
    return players;
  }
}

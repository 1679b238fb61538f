import { createHash, hash } from "node:crypto";
import { endianness } from "node:os";
import type { Masks } from "../../bits/masks.js";

/** Rows whose keys are in hand at once; a power of two, so that place and row fit into one double. */
const CHUNK = 1 << 16;

/** The layouts of keys, by the store's format version. */
interface Layout {
  /** Bytes of the sha256 of the game's identity. */
  readonly game: number;
  /** Bytes of a row that a key holds, whole; longer rows are kept under their digest. */
  readonly row: (masks: Masks) => number;
  readonly longest: number;
  /** Bytes of the sha256 of a row that is longer. */
  readonly digest: number;
}

const LAYOUTS: { readonly [version: number]: Layout } = {
  1: { game: 16, row: ({ stride }) => stride * 4, longest: 1024, digest: 32 },
  2: { game: 8, row: ({ n }) => Math.max(1, (n + 7) >>> 3), longest: 16, digest: 16 },
};

/**
 * Keys of one game's masks. Version 2: 8 bytes of the sha256 of the game's identity, then the mask, player i in bit i mod 8
 * of byte ⌊i/8⌋; beyond 128 players 16 bytes of the sha256 of the mask instead, so that a key never has more than 24 bytes.
 * Version 1 spent 16 bytes on the game and whole words on masks of up to 8192 players.
 */
export class Keys {
  readonly #layout: Layout;
  readonly #game: Buffer;

  constructor(version: number, identity: unknown) {
    this.#layout = LAYOUTS[version];
    this.#game = createHash("sha256")
      .update(JSON.stringify(identity))
      .digest()
      .subarray(0, this.#layout.game);
  }

  /** The first key of the game, and the first beyond its last. */
  range(): { start: Buffer; end: Buffer } {
    const end = Buffer.from(this.#game);
    let last = end.length - 1;
    while (end[last] === 255) end[last--] = 0;
    end[last]++;
    return { start: this.#game, end };
  }

  /**
   * Visits every mask with its key, nearly in the order of keys (thousands of rows at a time), so that neighbours in the
   * store are read and written together. The key is valid during the visit only.
   */
  each(masks: Masks, visit: (row: number, key: Buffer) => void): void {
    for (let from = 0; from < masks.length; from += CHUNK) {
      this.#eachOf(masks, from, Math.min(masks.length, from + CHUNK), visit);
    }
  }

  #eachOf(masks: Masks, from: number, to: number, visit: (row: number, key: Buffer) => void): void {
    const { game, longest, digest, row: bytesOf } = this.#layout;
    const rows = littleEndian(masks.words.subarray(from * masks.stride, to * masks.stride));
    const width = masks.stride * 4;
    const whole = bytesOf(masks);
    const length = game + (whole <= longest ? whole : digest);
    const keys = Buffer.allocUnsafe((to - from) * length);
    const order = new Float64Array(to - from);
    for (let k = 0; k < order.length; k++) {
      const mask = rows.subarray(k * width, (k + 1) * width);
      const part = whole <= longest ? mask : hash("sha256", mask, "buffer");
      this.#game.copy(keys, k * length);
      part.copy(keys, k * length + game, 0, length - game);
      order[k] = part.readUInt32BE() * CHUNK + k;
    }
    order.sort();
    for (const place of order) {
      const k = place % CHUNK;
      visit(from + k, keys.subarray(k * length, (k + 1) * length));
    }
  }
}

/** The bytes of words, lowest first; shared where the machine has them so. */
function littleEndian(words: Uint32Array): Buffer {
  const bytes = Buffer.from(words.buffer, words.byteOffset, words.byteLength);
  return endianness() === "LE" ? bytes : Buffer.from(bytes).swap32();
}

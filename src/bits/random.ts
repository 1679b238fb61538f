import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";

/** A seeded stream of random numbers: the same seed and stream name give the same numbers on every machine. */
export class Random {
  readonly #next: { next(): number };
  #spare: number | undefined;

  /** `stream` separates independent uses of one seed, so that adding one use never shifts another. */
  constructor(seed: number, stream: string) {
    this.#next = xoroshiro128plus(hash(seed, stream));
  }

  /** 32 random bits, 0 to 2^32 − 1. */
  uint32(): number {
    return this.#next.next() >>> 0;
  }

  /** Uniform in [0, 1), 53 random bits. */
  uniform(): number {
    return ((this.uint32() >>> 5) * 67108864 + (this.uint32() >>> 6)) / 9007199254740992;
  }

  /** A whole number, 0 to `below` − 1, without bias. */
  below(below: number): number {
    const limit = Math.floor(4294967296 / below) * below;
    let u = this.uint32();
    while (u >= limit) u = this.uint32();
    return u % below;
  }

  /** Standard normal (polar method of Marsaglia). */
  normal(): number {
    if (this.#spare !== undefined) {
      const spare = this.#spare;
      this.#spare = undefined;
      return spare;
    }
    for (;;) {
      const u = 2 * this.uniform() - 1;
      const v = 2 * this.uniform() - 1;
      const s = u * u + v * v;
      if (s > 0 && s < 1) {
        const f = Math.sqrt((-2 * Math.log(s)) / s);
        this.#spare = v * f;
        return u * f;
      }
    }
  }

  /** Shuffles in place (Fisher-Yates) and returns the same array. */
  shuffle<T extends { [index: number]: number; length: number }>(items: T): T {
    for (let i = items.length - 1; i > 0; i--) {
      const j = this.below(i + 1);
      const swap = items[i];
      items[i] = items[j];
      items[j] = swap;
    }
    return items;
  }
}

/** FNV-1a over the stream name and the seed's 64-bit form. */
function hash(seed: number, stream: string): number {
  let h = 0x811c9dc5;
  const mix = (byte: number): void => {
    h = Math.imul(h ^ byte, 0x01000193);
  };
  for (let i = 0; i < stream.length; i++) mix(stream.charCodeAt(i));
  for (const byte of new Uint8Array(new Float64Array([seed]).buffer)) mix(byte);
  return h;
}

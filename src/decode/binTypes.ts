import type { Design } from "../sampling/design.js";
import { binsOf } from "./bins.js";
import { peelOff } from "./designFit.js";
import type { Decoded } from "./peel.js";
import { Signatures } from "./signature.js";

/** How many bins of each group are of which type after a round; lists have one number for each group. */
export type BinRound = {
  /** Where the round looked; null for the state before the first. */
  readonly pass: string | null;
  /** Sets that the round peeled off and that the end kept. */
  readonly sets: number;
  readonly zero: readonly number[];
  readonly single: readonly number[];
  readonly multi: readonly number[];
};

/**
 * The types of the decoder's bins before the first round and after each that peeled something. A bin with none of the recovered sets left in
 * it is a zeroton, with one a singleton, with more a multiton. What a bin holds is known only as far as it was decoded: a bin that in the
 * end still shows more than the noise holds something unread, and counts as a multiton throughout.
 *
 * `decodings`: in the order in which they were made, each the start of the next. Cost: as `binsOf`.
 */
export function binTypes(
  design: Design,
  values: Float64Array,
  decodings: readonly Decoded[],
): readonly BinRound[] {
  const { b, C } = design;
  const size = 2 ** b;
  const { terms, noise } = decodings[decodings.length - 1];
  const signatures = new Signatures(design);
  const arrivals = arrivalsOf(decodings);
  const bins = binsOf(design, values);
  const held = new Int32Array(C * size);
  const kept = Array.from({ length: terms.length }, (_, k) => {
    const set = terms.players.subarray(terms.offsets[k], terms.offsets[k + 1]);
    const signature = signatures.of(set, new Uint32Array(signatures.stride));
    peelOff(bins, design, signatures, signature, terms.values[k]);
    const places = Array.from({ length: C }, (_, c) => c * size + signature[signatures.words + c]);
    for (const place of places) held[place]++;
    return { places, round: arrivals.rounds.get(set.join(" "))! };
  });
  const loud = loudBins(design, bins, noise, values);
  const state = (pass: string | null, sets: number): BinRound => {
    const counts = [0, 1, 2].map(() => new Array<number>(C).fill(0));
    for (let place = 0; place < held.length; place++) {
      const type = loud[place] === 1 ? 2 : Math.min(2, held[place]);
      counts[type][Math.floor(place / size)]++;
    }
    return { pass, sets, zero: counts[0], single: counts[1], multi: counts[2] };
  };
  const out = [state(null, 0)];
  arrivals.passes.forEach((pass, round) => {
    const peeled = kept.filter((set) => set.round === round);
    if (peeled.length === 0) return;
    for (const { places } of peeled) for (const place of places) held[place]--;
    out.push(state(pass, peeled.length));
  });
  return out;
}

/** The round in which each set was first believed, and the pass of each round, over all decodings. */
function arrivalsOf(decodings: readonly Decoded[]): { rounds: Map<string, number>; passes: string[] } {
  const rounds = new Map<string, number>();
  const passes: string[] = [];
  let begun = 0;
  for (const { found, memory } of decodings) {
    let next = begun;
    for (const { pass, sets } of found) {
      for (const { players } of memory.support.slice(next, next + sets)) {
        const key = players.join(" ");
        if (!rounds.has(key)) rounds.set(key, passes.length);
      }
      next += sets;
      passes.push(pass);
    }
    begun = memory.support.length;
  }
  return { rounds, passes };
}

/** 1 for each bin whose remaining energy is four standard deviations above that of noise alone, and more than rounding. */
function loudBins(
  { b, C, delays }: Design,
  bins: Float64Array,
  noise: number,
  values: Float64Array,
): Uint8Array {
  const scale = values.reduce((sum, v) => sum + v * v, 0) / values.length;
  const expected = (delays * Math.max(noise, scale * 1e-18)) / 2 ** b;
  const most = expected * (1 + 4 * Math.sqrt(2 / delays));
  return Uint8Array.from({ length: C * 2 ** b }, (_, place) => {
    let energy = 0;
    for (let k = place * delays; k < (place + 1) * delays; k++) energy += bins[k] * bins[k];
    return energy > most ? 1 : 0;
  });
}

import type { Terms } from "../../src/bits/terms.js";
import { orderOf, setOf } from "../../src/bits/terms.js";

/** Fourier terms in base64 columns, little-endian: orders and players in 16 bits, values in 64, so nothing is rounded. */
export interface PackedTerms {
  readonly length: number;
  readonly orders: string;
  readonly players: string;
  readonly values: string;
}

/**
 * The strongest terms that fit into `room` characters, in falling size, and the share of the energy (sum of squares
 * without the empty set) that they hold. The empty set always stays: it is the average answer.
 */
export function packTerms(terms: Terms, room: number): { packed: PackedTerms; share: number } {
  const order = Array.from({ length: terms.length }, (_, k) => k).sort(
    (a, b) =>
      Number(orderOf(terms, b) === 0) - Number(orderOf(terms, a) === 0) ||
      Math.abs(terms.values[b]) - Math.abs(terms.values[a]) ||
      a - b,
  );
  let used = 16;
  let kept = 0;
  let members = 0;
  for (const k of order) {
    const bytes = 10 + 2 * orderOf(terms, k);
    if (used + (bytes * 4) / 3 > room) break;
    used += (bytes * 4) / 3;
    members += orderOf(terms, k);
    kept++;
  }
  const orders = Buffer.alloc(kept * 2);
  const players = Buffer.alloc(members * 2);
  const values = Buffer.alloc(kept * 8);
  let at = 0;
  let held = 0;
  let whole = 0;
  order.forEach((k, rank) => {
    const set = setOf(terms, k);
    const value = terms.values[k];
    const energy = set.length === 0 ? 0 : value * value;
    whole += energy;
    if (rank >= kept) return;
    held += energy;
    orders.writeUInt16LE(set.length, rank * 2);
    for (const player of set) players.writeUInt16LE(player, 2 * at++);
    values.writeDoubleLE(value, rank * 8);
  });
  return {
    packed: {
      length: kept,
      orders: orders.toString("base64"),
      players: players.toString("base64"),
      values: values.toString("base64"),
    },
    share: whole === 0 || kept === order.length ? 1 : held / whole,
  };
}

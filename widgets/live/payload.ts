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
  const smallest = thresholdOf(terms.values, Math.ceil(room / 13));
  const order: number[] = [];
  for (let k = 0; k < terms.length; k++) {
    if (Math.abs(terms.values[k]) >= smallest || orderOf(terms, k) === 0) order.push(k);
  }
  order.sort(
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
  for (let rank = 0; rank < kept; rank++) {
    const set = setOf(terms, order[rank]);
    const value = terms.values[order[rank]];
    if (set.length > 0) held += value * value;
    orders.writeUInt16LE(set.length, rank * 2);
    for (const player of set) players.writeUInt16LE(player, 2 * at++);
    values.writeDoubleLE(value, rank * 8);
  }
  let whole = 0;
  for (let k = 0; k < terms.length; k++) if (orderOf(terms, k) > 0) whole += terms.values[k] ** 2;
  return {
    packed: {
      length: kept,
      orders: orders.toString("base64"),
      players: players.toString("base64"),
      values: values.toString("base64"),
    },
    share: whole === 0 || kept === terms.length ? 1 : held / whole,
  };
}

/** Size of the term of this rank by size, 0 where there are fewer: spares sorting a million sets of which few are kept. */
function thresholdOf(values: Float64Array, rank: number): number {
  return values.length <= rank ? 0 : values.map(Math.abs).sort()[values.length - rank];
}

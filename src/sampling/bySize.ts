import type { MaskSet } from "../bits/maskSet.js";
import type { Random } from "../bits/random.js";
import { binomial, eachSet } from "./subsets.js";

/** Masks with s and with n − s players present, drawn as complementary pairs. */
interface Group {
  readonly size: number;
  /** Pairs there are. */
  readonly pairs: number;
  readonly mass: number;
  quota: number;
}

/**
 * Adds masks of 1 to n − 1 present players in complementary pairs until `set` holds `size` masks, each size getting its
 * share `mass(s)` (symmetric in s and n − s). A size whose share would exceed its masks is taken whole and the rest
 * shared out again (the border trick). An odd place at the end gets one mask without its complement.
 *
 * Shares are rounded by systematic sampling, so that only their fractions are left to chance; within a size masks are uniform
 * without repetition. `set` may hold the empty and the full mask, nothing else. Source: Lundberg & Lee 2017 (KernelSHAP and its
 * implementation); Fumagalli et al. 2023 (SHAP-IQ), border trick.
 */
export function addBySize(
  set: MaskSet,
  size: number,
  mass: (present: number) => number,
  random: Random,
): void {
  const { n } = set;
  const groups: Group[] = [];
  for (let s = 1; s <= n / 2; s++) {
    const half = 2 * s === n;
    groups.push({
      size: s,
      pairs: binomial(n, s) / (half ? 2 : 1),
      mass: mass(s) * (half ? 1 : 2),
      quota: 0,
    });
  }
  shareOut(groups, Math.floor((size - set.size) / 2), random);
  for (const group of groups) addPairs(set, group, random);
  if (set.size < size) addOne(set, groups, random);
}

function shareOut(groups: Group[], total: number, random: Random): void {
  let left = total;
  let open = groups.filter((g) => g.mass > 0);
  for (;;) {
    const mass = open.reduce((sum, g) => sum + g.mass, 0);
    const whole = open.filter((g) => (left * g.mass) / mass >= g.pairs);
    if (whole.length === 0) break;
    for (const g of whole) {
      g.quota = g.pairs;
      left -= g.pairs;
    }
    open = open.filter((g) => !whole.includes(g));
  }
  const mass = open.reduce((sum, g) => sum + g.mass, 0);
  let at = random.uniform();
  for (const g of open) {
    const next = at + (left * g.mass) / mass;
    g.quota = Math.min(g.pairs, Math.floor(next + 1e-9) - Math.floor(at + 1e-9));
    at = next;
  }
}

/** Adds a group's pairs: all, a shuffled choice of all, or draws without repetition. */
function addPairs(set: MaskSet, { size, pairs, quota }: Group, random: Random): void {
  if (quota === 0) return;
  const { n } = set;
  if (quota > pairs / 2) {
    const listed: Uint32Array[] = [];
    // Of a half-sized mask and its complement exactly one holds player 0.
    eachSet(n, size, (players) => {
      if (2 * size < n || players[0] === 0) listed.push(packed(n, players));
    });
    const order = Uint32Array.from({ length: listed.length }, (_, i) => i);
    if (quota < pairs) random.shuffle(order);
    for (let i = 0; i < quota; i++) addPair(set, listed[order[i]]);
    return;
  }
  const draw = drawer(n, random);
  for (let added = 0; added < quota; ) {
    const mask = packed(n, draw(size));
    if (set.indexOf(mask) >= 0) continue;
    addPair(set, mask);
    added++;
  }
}

function addPair(set: MaskSet, mask: Uint32Array): void {
  set.add(mask);
  set.add(complement(set.n, mask));
}

/** One more mask, of the size with the largest share of those that are not all there. */
function addOne(set: MaskSet, groups: readonly Group[], random: Random): void {
  let best: Group | undefined;
  for (const g of groups) if (g.quota < g.pairs && (best === undefined || g.mass > best.mass)) best = g;
  if (best === undefined) return;
  if (best.pairs < 2 * best.quota + 2) {
    let found: Uint32Array | undefined;
    eachSet(set.n, best.size, (players) => {
      const mask = packed(set.n, players);
      if (found === undefined && set.indexOf(mask) < 0) found = mask;
    });
    if (found) set.add(found);
    return;
  }
  const draw = drawer(set.n, random);
  for (const before = set.size; set.size === before; ) set.add(packed(set.n, draw(best.size)));
}

/** Draws uniform sets of so many players. */
function drawer(n: number, random: Random): (size: number) => Uint32Array {
  const order = Uint32Array.from({ length: n }, (_, i) => i);
  return (size) => {
    for (let i = 0; i < size; i++) {
      const j = i + random.below(n - i);
      const swap = order[i];
      order[i] = order[j];
      order[j] = swap;
    }
    return order.subarray(0, size);
  };
}

function packed(n: number, players: ArrayLike<number>): Uint32Array {
  const mask = new Uint32Array(Math.max(1, (n + 31) >>> 5));
  for (let i = 0; i < players.length; i++) mask[players[i] >>> 5] |= 1 << (players[i] & 31);
  return mask;
}

function complement(n: number, mask: Uint32Array): Uint32Array {
  const last = mask.length - 1;
  const other = mask.map((word) => ~word >>> 0);
  if ((n & 31) !== 0) other[last] = (other[last] & (2 ** (n & 31) - 1)) >>> 0;
  return other;
}

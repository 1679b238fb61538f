import { expect, test } from "vitest";
import * as sx from "../../src/index.js";

const has = (mask: sx.Coalition, ...players: number[]): boolean => players.every((i) => mask.has(i));
const answer = (mask: sx.Coalition): number =>
  (has(mask, 3) ? 1 : 0) +
  (has(mask, 7) ? 0.8 : 0) +
  (has(mask, 12, 13) ? -1.6 : has(mask, 13) ? 0.7 : 0) +
  (has(mask, 15, 16) ? -1.2 : has(mask, 16) ? 0.5 : 0) -
  (has(mask, 8) ? 0.2 : 0) -
  (has(mask, 15, 16, 18) ? 0.3 : 0) -
  (has(mask, 6, 7, 8) ? 0.15 : 0);

test("no set is listed that is only what rounding leaves when measured coefficients cancel", async () => {
  const e = await sx.explain(
    sx.game(26, (masks) => masks.map(answer)),
    { budget: 1500, seed: 3 },
  );
  const sets = ["12 13", "15 16", "3", "7", "13", "16", "15 16 18", "8", "6 7 8"];
  expect(e.as("Moebius").interactions.map(({ players }) => players.join(" "))).toEqual(sets);
  expect(e.as("FBII").interactions).toHaveLength(sets.length);
  expect(e.sparsity().rows().at(-1)?.moebius).toBe(sets.length);
});

test("given coefficients stay, however small beside others", () => {
  const e = sx.fromFourier(3, [
    [[0], 1],
    [[1, 2], 1e-20],
  ]);
  expect(e.as("Moebius").get(1, 2)).toBe(4e-20);
});

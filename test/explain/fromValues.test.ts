import { expect, test } from "vitest";
import { Masks } from "../../src/bits/masks.js";
import { fromValues } from "../../src/explain/fromValues.js";
import { methodOf } from "../../src/explain/method.js";
import { auto, exact, spex } from "../../src/explain/methods.js";
import { exact as exactCore } from "../../src/methods/exact.js";
import { uniformMasks } from "../support/parities.js";

const f = (players: readonly number[]): number =>
  (players.includes(0) && players.includes(2) ? 2 : 0) + (players.includes(1) ? 1 : 0);
const rows = [[0, 1, 2], [], [2], [1], [0], [0, 2], [1, 2], [0, 1]];

test("all masks in any order and any form are read exactly", () => {
  const masks = Masks.from(3, rows);
  const values = rows.map(f);
  const strings = rows.map((row) => [0, 1, 2].map((i) => (row.includes(i) ? "1" : "0")).join(""));
  const named = rows.map((row) => row.map((i) => "abc"[i]));
  for (const given of [rows, masks, strings, named]) {
    const e = fromValues(["a", "b", "c"], given, values);
    expect(e.as("Moebius").get("c", "a")).toBeCloseTo(2, 12);
    expect([e.method, e.calls]).toEqual(["exact", 8]);
    expect(e.view().modelFull).toBe(3);
  }
});

test("a repeated mask is fine with the same value, else refused", () => {
  expect(
    fromValues(1, [[0], [], [0]], [2, 1, 2])
      .as("SV")
      .get(0),
  ).toBeCloseTo(1, 12);
  expect(() => fromValues(1, [[0], [], [0]], [2, 1, 3], { method: "exact" })).toThrow(
    /got 2 and 3 for the coalition \{0\} \(row 2\)/,
  );
});

test("methods that need their own masks say which", () => {
  expect(() => fromValues(3, rows.slice(1), rows.slice(1).map(f), { method: "exact" })).toThrow(
    /exact cannot read just any masks.*all 2\^3/s,
  );
  const plan = spex({ b: 3 }).plan(24, { budget: 700, seed: 2 });
  const values = plan.masks.map((c) => f(c.players));
  const all = { method: spex({ b: 3 }), seed: 2 };
  expect(fromValues(24, plan.masks, values, all).as("Moebius").get(0, 2)).toBeCloseTo(2, 6);
  const fewer = plan.masks.slice(1);
  expect(() => fromValues(24, fewer, values.slice(1), { ...all, budget: 700 })).toThrow(
    /spex cannot read just any masks.*budget: 700, seed: 2.*1 have no value/s,
  );
});

test("without all masks auto reads them, in any form, with its own seed when none is said", () => {
  const masks = uniformMasks(12, 300, 4);
  const values = masks.map((c) => f(c.players));
  const asRows = masks.map((c) => c.players);
  const asText = masks.map((c) => Array.from({ length: 12 }, (_, i) => (c.has(i) ? "1" : "0")).join(""));
  const e = fromValues(12, masks, values);
  expect([e.method, e.calls, e.seed]).toEqual(["auto", 300, 0]);
  expect(e.as("Moebius").get(0, 2)).toBeCloseTo(2, 1);
  expect(e.fit!.how).toBe("held-out");
  for (const given of [asRows, asText]) {
    expect(fromValues(12, given, values).rows()).toEqual(e.rows());
  }
  expect(fromValues(12, masks, values, { method: auto({ seed: 9 }) }).seed).toBe(9);
  expect(fromValues(12, masks, values, { method: "lime" }).method).toBe("lime");
  expect(() => fromValues(12, masks.slice(0, 5), values.slice(0, 5))).toThrow(
    /at least 20 answered masks, got 5/,
  );
  expect(() => fromValues(3, ["111", "110", "101", "011", "000"], [3, 2, 2, 2, 0])).toThrow(
    /at least 8 answered masks, all of 3 players, got 5\. Answer more\.$/,
  );
  expect(() => fromValues(12, masks, values, { seed: -1 })).toThrow("`seed`");
});

test("a method that reads any masks takes them as they are", () => {
  const seen: number[] = [];
  const reading = methodOf({
    ...exactCore(),
    name: "reading",
    read: (masks, values, { seed }) => {
      seen.push(masks.length, values.length, seed!);
      return exactCore().estimate(exactCore().plan(1, {}), Float64Array.of(0, 1));
    },
  });
  const e = fromValues(1, [[0], [0]], [1, 2], { method: reading, seed: 4 });
  expect(seen).toEqual([2, 2, 4]);
  expect([e.method, e.calls, e.seed]).toEqual(["reading", 1, 4]);
});

test.each<[string, () => unknown, RegExp]>([
  ["too few values", () => fromValues(2, [[0], [1]], [1]), /Expected 2 values for 2 masks/],
  ["NaN", () => fromValues(2, [[0], [1]], [1, Number.NaN]), /NaN.*\{1\}/],
  ["no masks", () => fromValues(2, [], []), /at least one mask/],
  ["masks that are none", () => fromValues(2, "10" as never, [1]), /rows of present players/],
  ["unknown player", () => fromValues(["a", "b"], [["c"]], [1]), /no player is named "c"/],
  ["wrong length", () => fromValues(2, ["101"], [1]), /2 characters 0 or 1/],
  ["unknown method", () => fromValues(1, ["1"], [1], { method: "exat" as never }), /Nearest: "exact"/],
  [
    "a seed that is none",
    () => fromValues(1, ["1"], [1], { method: "lime", seed: 0.5 }),
    /`seed` to be a whole/,
  ],
  [
    "a budget that is none",
    () => fromValues(1, ["1"], [1], { method: "lime", budget: -1 }),
    /`budget` to be/,
  ],
  [
    "bits beyond the players",
    () => fromValues(2, new Masks(2, 1, Uint32Array.of(7)), [1]),
    /^Row 0: .* to be 0/,
  ],
  ["unknown option", () => fromValues(1, ["1"], [1], { methods: exact() } as never), /Nearest: "method"/],
])("%s", (_, act, message) => {
  expect(act).toThrow(message);
});

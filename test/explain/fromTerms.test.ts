import { expect, test } from "vitest";
import { fromFourier, fromMoebius } from "../../src/explain/fromTerms.js";

test("given coefficients are read as they were given", () => {
  const f = fromFourier(
    ["a", "b"],
    [
      [["b", "a"], 0.25],
      [[], 1],
    ],
  );
  expect([f.index, f.get("a", "b"), f.get()]).toEqual(["Fourier", 0.25, 1]);
  const m = fromMoebius(["a", "b"], [[["b", "a"], 0.25]]);
  expect([m.index, m.get("a", "b"), m.method, m.calls, m.exact]).toEqual(["Moebius", 0.25, "given", 0, true]);
  expect([...m.predict([["a"], ["a", "b"]])]).toEqual([0, 0.25]);
});

test("thousands of terms of a thousand players", () => {
  const terms = Array.from(
    { length: 3_000 },
    (_, k) => [[k % 1000, (k * 7 + 1) % 1000, (k * 13 + 2) % 1000], 1 + k] as const,
  );
  const distinct = terms.filter(([set]) => new Set(set).size === 3);
  const unique = [...new Map(distinct.map((term) => [[...term[0]].sort().join(), term])).values()];
  const e = fromFourier(1_000, unique);
  expect(e.as("FSII").interactions.length).toBeGreaterThan(unique.length);
  expect(e.top(1).interactions[0].value).toBe(Math.max(...unique.map(([, value]) => value)));
});

test.each<[string, () => unknown, RegExp]>([
  [
    "a set twice",
    () =>
      fromFourier(3, [
        [[0, 1], 1],
        [[1, 0], 2],
      ]),
    /Term 1: the set \[1,0\] is given twice/,
  ],
  ["a player twice in a set", () => fromFourier(3, [[[1, 1], 1]]), /twice/],
  ["no value", () => fromFourier(3, [[[1]] as never]), /Term 0: expected \[players, value\]/],
  ["infinite", () => fromMoebius(3, [[[1], Number.POSITIVE_INFINITY]]), /finite value/],
  ["no list", () => fromMoebius(3, {} as never), /array of \[players, value\]/],
  ["unknown player", () => fromMoebius(["good", "bad"], [[["god"], 1]]), /Known: "good"/],
  ["no players", () => fromMoebius(0, []), /at least one player/],
])("%s", (_, act, message) => {
  expect(act).toThrow(message);
});

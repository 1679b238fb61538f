import { expect, test } from "vitest";
import { choose, plus, ratio, times, toNumber } from "../../src/indices/ratio.js";

test("exact arithmetic, rounded once", () => {
  expect(plus(ratio(1n, 6n), ratio(1n, -3n))).toEqual({ num: -1n, den: 6n });
  expect(times(ratio(2n, 3n), ratio(9n, 4n))).toEqual({ num: 3n, den: 2n });
  expect(toNumber(ratio(1n, 3n))).toBe(1 / 3);
  expect(toNumber(ratio((-10n) ** 401n, 7n * 10n ** 401n))).toBe(-1 / 7);
  expect(toNumber(ratio(0n, 5n))).toBe(0);
  expect(choose(60, 30)).toBe(118264581564861424n);
  expect(choose(5, 6)).toBe(0n);
});

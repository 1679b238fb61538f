import { describe, expect, test } from "vitest";
import { catalogue, checkIndex, checkOrder, indexEntry, indexNames } from "../../src/indices/catalogue.js";
import { convert } from "../../src/indices/convert.js";
import { fourierOfAll } from "../../src/indices/fourier.js";
import { difference, mapOf, normals } from "./sets.js";

describe("catalogue", () => {
  test("has the ten indices, each with a title, a meaning and a source", () => {
    expect(indexNames).toEqual("SV BV SII k-SII STII FSII BII FBII Moebius Fourier".split(" "));
    for (const { title, meaning, citation } of catalogue) {
      expect(title && meaning && citation).toBeTruthy();
    }
    expect(Object.isFrozen(catalogue) && Object.isFrozen(catalogue[0])).toBe(true);
  });

  const values = normals(64, 5);
  const fourier = fourierOfAll(6, values);

  test.each(catalogue.filter((entry) => entry.maxOrder > 1))(
    "$name: orderMatters, empty and efficient are true of its values",
    ({ name, orderMatters, empty, efficient }) => {
      const two = mapOf(convert(fourier, name, 2));
      const three = mapOf(convert(fourier, name, 3));
      const shared = new Map([...three].filter(([key]) => key.split(",").length <= 2));
      expect(difference(two, shared) > 1e-6).toBe(orderMatters);

      const mean = values.reduce((a, v) => a + v, 0) / 64;
      if (empty === "f(∅)") expect(two.get("")).toBeCloseTo(values[0], 10);
      else if (empty === "mean of f") expect(two.get("")).toBeCloseTo(mean, 10);
      else expect(two.get("")).not.toBeCloseTo(mean, 3);

      const total = [...mapOf(convert(fourier, name, name === "Moebius" ? 6 : 3)).values()].reduce(
        (a, v) => a + v,
      );
      expect(Math.abs(total - values[63]) < 1e-9).toBe(efficient);
    },
  );
});

describe("checkIndex", () => {
  test.each([
    ["Shapley", '"SV"'],
    ["sv", '"SV"'],
    ["Möbius", '"Moebius"'],
    ["moebius", '"Moebius"'],
    ["Faith-Shap", '"FSII"'],
    ["Faith Banzhaf", '"FBII"'],
    ["Banzhaf", '"BV" or "BII"'],
    ["kSII", '"k-SII"'],
    ["n-SII", '"k-SII"'],
    ["Fouriér", '"Fourier"'],
    ["Shapley-Taylor", '"STII"'],
  ])("%s is refused with a hint at %s", (name, hint) => {
    expect(() => checkIndex(name)).toThrow(`Did you mean ${hint}?`);
    expect(() => checkIndex(name)).toThrow(expect.objectContaining({ code: "UNKNOWN_INDEX" }));
  });

  test("nonsense gets the whole list, right names come back", () => {
    expect(() => checkIndex("gradient times input")).toThrow(
      /^No index is named "gradient times input". The indices are SV, BV,/,
    );
    expect(() => checkIndex("constructor")).toThrow(/The indices are/);
    expect(() => checkIndex(3)).toThrow(/got 3 \(number\)/);
    for (const name of indexNames) expect(checkIndex(name)).toBe(name);
    expect(indexEntry("FSII").title).toBe("Faith-Shap");
  });

  test("orders an index has not are refused", () => {
    expect(checkOrder("FSII", 7)).toBe(7);
    expect(() => checkOrder("FSII", 0)).toThrow(/`order` to be a whole number from 1 up, got 0/);
    expect(() => checkOrder("SV", 2)).toThrow(/`order` 1 for SV .* ask for SII, k-SII, STII or FSII/);
    expect(() => checkOrder("BV", 2)).toThrow(/BII or FBII/);
  });
});

import { describe, expect, test } from "vitest";
import { indexEntry, indexNames } from "../../src/indices/catalogue.js";
import { convert } from "../../src/indices/convert.js";
import { fourierOfAll } from "../../src/indices/fourier.js";
import { byDefinition } from "./definitions.js";
import { difference, mapOf, mapOfMasks, normals } from "./sets.js";

describe.each(indexNames)("%s equals its definition", (index) => {
  test.each([1, 2, 3, 4, 5, 6])("n = %i, every order", (n) => {
    const values = normals(2 ** n, n);
    const fourier = fourierOfAll(n, values);
    for (let order = 1; order <= Math.min(n, indexEntry(index).maxOrder); order++) {
      const expected = mapOfMasks(byDefinition(n, values, index, order), order);
      expect(difference(mapOf(convert(fourier, index, order)), expected)).toBeLessThan(1e-10);
    }
  });
});

test.each(["STII", "FSII", "Moebius"] as const)("%s of an order above n is the Möbius transform", (index) => {
  const values = normals(16, 4);
  const expected = mapOfMasks(byDefinition(4, values, "Moebius", 4));
  expect(difference(mapOf(convert(fourierOfAll(4, values), index, 9)), expected)).toBeLessThan(1e-12);
});

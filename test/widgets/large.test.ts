import { expect, it } from "vitest";
import { largeExplanation } from "../../src/bench/pictures.js";
import { picturesOf } from "./every.js";

it("no output of an explanation of 1,000 players with 2,000 interactions has 300 kB", () => {
  const large = largeExplanation();
  expect([large.n, large.interactions.length]).toEqual([1_000, 2_000]);
  for (const [name, one] of picturesOf(large)) {
    expect(Buffer.byteLength(JSON.stringify(one.bundle())), name).toBeLessThan(300_000);
  }
});

import { expect, test } from "vitest";
import { TermTable } from "../../src/bits/terms.js";
import { create } from "../../src/explanation/explanation.js";
import { first } from "../../src/explanation/first.js";
import { fromSaved } from "../../src/explanation/format/read.js";

function measured() {
  const table = new TermTable(3);
  table.add([], 0.5);
  table.add([0, 2], -1);
  table.add([1], 2);
  return create(
    first({
      players: { names: ["a", "b", "c"], layout: { kind: "list" } },
      title: "",
      unit: "value",
      made: { method: "shapleyTaylor", options: {}, settings: {}, seed: 0, budget: 9, calls: 9 },
      estimate: {
        fourier: null,
        measured: { index: "STII", order: 2, terms: table.toTerms() },
        exact: false,
        faithfulness: null,
        report: {},
      },
      modelFull: null,
      game: null,
    }),
  );
}

test("a result without surrogate shows what was measured and refuses the rest with the reason", async () => {
  const e = measured();
  expect(e.index).toBe("STII");
  expect(e.interactions.map((i) => i.value)).toEqual([2, -1]);
  expect(e.as("STII").get("c", "a")).toBe(-1);
  expect(e.as("STII", { order: 2 }).get()).toBe(0.5);
  const reason = /shapleyTaylor measures STII up to order 2 directly and makes no surrogate/;
  expect(() => e.as("SV")).toThrow(reason);
  expect(() => e.as("STII", { order: 1 })).toThrow(reason);
  expect(() => e.predict([0])).toThrow(reason);
  expect(() => e.moebius()).toThrow(reason);
  await expect(e.faithfulness()).rejects.toThrow(reason);
  expect(String(e)).toMatch(/no surrogate/i);
});

test("it survives being saved", () => {
  const again = create(fromSaved(JSON.parse(JSON.stringify(measured().top(1)))));
  expect(again.rows()).toEqual(measured().top(1).rows());
  expect(again.fourier).toBe(null);
});

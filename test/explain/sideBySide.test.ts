import { expect, test } from "vitest";
import { compare } from "../../src/explain/compare.js";
import { game } from "../../src/games/game.js";

const toy = game(["a", "b", "c", "d"], (masks) =>
  masks.map((c) => (c.has("a") && c.has("b") ? 3 : 0) - (c.has("c") ? 1 : 0) + (c.has("d") ? 0.5 : 0)),
);
const runs = await compare(toy, ["exact", "lime", "shapleyTaylor"], {
  budget: 16,
  masks: 16,
  progress: false,
});

test("every method tells what it says of the union of their strongest interactions", () => {
  const rows = runs.interactions({ index: "Moebius", top: 2 }).rows();
  const exact = runs.explanations.exact.as("Moebius", { order: 2 });
  const lime = runs.explanations.lime.as("Moebius", { order: 2 });
  expect(rows[0]).toMatchObject({ interaction: "a · b", method: "exact", order: 2, rank: 1 });
  expect(rows[1]).toMatchObject({ interaction: "a · b", method: "lime", value: 0, rank: null });
  for (const { players, method, value } of rows) {
    expect(value).toBe((method === "exact" ? exact : lime).get(...players));
  }
  const sets = new Set(rows.map((row) => row.interaction));
  expect(rows.length).toBe(2 * sets.size);
  const wanted = [exact, lime].flatMap((e) =>
    e.interactions.slice(0, 2).map(({ names }) => names.join(" · ")),
  );
  expect(sets).toEqual(new Set(wanted));
});

test("methods without a surrogate are named; SV has order 1; bad options are refused", () => {
  const table = runs.interactions();
  expect(table.notes[1]).toContain("shapleyTaylor");
  expect(
    runs
      .interactions({ index: "SV" })
      .rows()
      .every(({ order }) => order === 1),
  ).toBe(true);
  expect(() => runs.interactions({ index: "Shapley" as never })).toThrow("Shapley");
  expect(() => runs.interactions({ top: 0 })).toThrow("from 1 up");
});

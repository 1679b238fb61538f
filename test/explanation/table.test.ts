import { inspect } from "node:util";
import { expect, test } from "vitest";
import { fromMoebius } from "../../src/explain/fromTerms.js";
import { exact } from "../../src/explain/methods.js";

test("a table for plain Node: values, bars, names, faithfulness, calls", () => {
  const method = exact();
  const plan = method.plan(["not", "bad"]);
  const e = method.estimate(plan, [0, 0.5, -2, 1.5]);
  const lines = String(e).split("\n");
  expect(lines.filter((line) => /[█▒]/.test(line)).map((line) => line.replace(/\s+/g, " "))).toEqual([
    expect.stringMatching(/^not · bad 2 \+3\.00 █{20}$/),
    expect.stringMatching(/^bad 1 −2\.00 ▒{13}$/),
    expect.stringMatching(/^not 1 \+0\.50 █{3}$/),
  ]);
  expect(String(e)).toMatch(/R² 1\.000 .*all 4 masks.*4 .*calls.*exact/);
  expect(inspect(e)).toBe(String(e));
  expect(inspect({ e })).toBe("{ e: [Explanation: FBII, 2 players, exact, R² 1.000] }");
});

test("long lists are cut, nothing is shown as nothing", () => {
  const e = fromMoebius(
    20,
    Array.from({ length: 20 }, (_, i) => [[i], i + 1] as const),
  );
  expect(String(e)).toContain("… 8 more");
  expect(String(e.top(0))).not.toContain("█");
});

test("a plan shows itself", () => {
  expect(inspect(exact().plan(3, { budget: 10 }))).toMatchInlineSnapshot(`
    "plan of exact: 8 calls of a budget of 10, 3 players, seed 0
      nothing has been asked yet"
  `);
});

test("other notebooks are given all forms through Jupyter.display", () => {
  const e = fromMoebius(["not", "bad"], [[["not", "bad"], 3]]);
  const bundle = (e as unknown as { [key: symbol]: () => object })[Symbol.for("Jupyter.display")]();
  expect(bundle).toEqual({ "text/plain": String(e), "text/html": expect.stringContaining("bad") });
});

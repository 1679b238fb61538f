import { expect, test } from "vitest";
import { runCells } from "../support/kernel.js";

test("the last expression of a cell shows itself as a widget, and so does a plan as text", async () => {
  const cells = await runCells([
    `import * as sx from "spexlab";
const game = sx.game(["not", "bad", "film"], (masks) => masks.map((c) => (c.has("bad") ? (c.has("not") ? 1 : -2) : 0)));
const e = await sx.explain(game, { method: sx.exact() });`,
    "e",
    "e.as('SV').top(1)",
    "sx.spex({ b: 3 }).plan(64)",
    "({ inside: e })",
  ]);
  expect(cells.map((cell) => [cell.status, cell.stderr])).toEqual(Array.from(cells, () => ["ok", ""]));
  const [, widget, view, plan, inside] = cells;
  expect(widget.stdout).toBe("");
  expect(widget.shown("text/html")).toEqual([expect.stringContaining("film")]);
  expect(widget.shown("text/plain")).toEqual([expect.stringContaining("not · bad")]);
  expect(view.shown("text/plain")).toEqual([expect.stringMatching(/SV/)]);
  expect(plan.shown("text/plain")).toEqual([expect.stringContaining("nothing has been asked yet")]);
  expect(inside.stdout).toContain("[Explanation: FBII, 3 players, exact, R² 1.000]");
});

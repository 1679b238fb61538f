import { expect, it } from "vitest";
import { runCells } from "../support/kernel.js";

it("a cell says that it computes before it does, and keeps nothing of that", async () => {
  const cells = [
    `import * as sx from "spexlab";
const toy = sx.game(9, (masks) => masks.map((c) => c.players.length));
const method = sx.auto();
const times: number[] = [];
const slow = {
  ...method,
  estimate(...given: Parameters<typeof method.estimate>) {
    times.push(Date.now());
    while (Date.now() - times[0] < 1_500) {}
    return method.estimate(...given);
  },
};`,
    "const e = await sx.explain(toy, { budget: 300, method: slow });",
    "console.log(times[0])",
    'console.log("words of the cell");\nconst again = await sx.explain(toy, { budget: 300, method: slow });',
    "const quick = await sx.explain(toy, { budget: 100 });",
    'await sx.explain(toy, { budget: 300, method: { ...method, estimate() { throw new Error("bad luck"); } } });',
  ];
  const [, computing, began, spoken, quick, failing] = await runCells(cells);
  expect(computing.outputs).toEqual([]);
  expect(computing.passed.map(({ type }) => type)).toEqual(["display_data", "clear_output"]);
  const [shown, cleared] = computing.passed;
  expect(shown.data?.["text/plain"]).toMatch(/^300 of 300 answers.* · computing the explanation…$/);
  expect(shown.data?.["text/html"]).toContain("computing the explanation…");
  // It came while the cell's thread was busy.
  expect(shown.at! - Number(began.stdout)).toBeLessThan(1_000);
  expect(cleared.at! - Number(began.stdout)).toBeGreaterThan(1_400);

  expect([...spoken.passed, ...quick.passed]).toEqual([]);
  expect(spoken.outputs.map(({ type, text }) => [type, text])).toEqual([["stream", "words of the cell\n"]]);
  expect(quick.outputs).toEqual([]);
  expect(failing.passed.map(({ type }) => type)).toEqual(["display_data", "clear_output"]);
  expect(failing.outputs.map(({ type }) => type)).toEqual(["error"]);
}, 120_000);

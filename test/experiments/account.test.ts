import { expect, test } from "vitest";
import { Masks } from "../../src/bits/masks.js";
import { type Evaluation, evaluation, type Progress } from "../../src/evaluate/evaluate.js";
import { account } from "../../src/experiments/account.js";
import { game } from "../../src/games/game.js";

const amounts = (table: ReturnType<typeof account>): Record<string, number> =>
  Object.fromEntries(table.rows().map(({ what, amount }) => [what, amount]));

test("what was kept, answered, failed and sent again; tokens and money only where they were told", () => {
  const done: Evaluation = {
    values: new Float64Array(10),
    failed: [{}] as unknown as Evaluation["failed"],
    recorded: 3,
    answered: 6,
    spent: { calls: 9, tokens: 1234, money: 0.0125 },
    seconds: 2,
  };
  const table = account(done);
  expect(amounts(table)).toEqual({
    "kept already": 3,
    answered: 6,
    failed: 1,
    "sent again": 2,
    tokens: 1234,
    cost: 0.0125,
    time: 2,
    speed: 3,
  });
  expect(String(table)).toContain("1,234 tokens");
  expect(table.chart().svg()).toContain(
    "3 kept already · 1 failed · 2 sent again · 1,234 tokens · cost 0.0125 · 2 seconds",
  );
  const free = account({ ...done, spent: { calls: 7, tokens: 0, money: 0 } });
  expect(amounts(free)["sent again"]).toBe(0);
  expect(Object.keys(amounts(free))).not.toContain("tokens");
});

test("with what progress was told the picture is the answers over time", async () => {
  const toy = game(8, async (masks) => {
    await new Promise((resolve) => setTimeout(resolve, 2));
    return masks.map((c) => c.players.length);
  });
  const told: Progress[] = [];
  const masks = Masks.from(
    8,
    Array.from({ length: 200 }, (_, k) => k.toString(2).padStart(8, "0")),
  );
  const done = await evaluation(toy, masks, { batch: 20, progress: (now) => told.push(now) });
  const table = account(done, { progress: told });
  expect(amounts(table)).toMatchObject({ answered: 200, "sent again": 0 });
  expect(table.chart().svg()).toContain(">200 answers<");
  expect(account(done).chart().svg()).not.toContain(">200 answers<");
});

test("what is no evaluation is refused", () => {
  expect(() => account(new Float64Array(3) as never)).toThrow("await sx.evaluation(game, masks)");
  expect(() => account(null as never)).toThrow("sx.evaluation");
  const done = { values: new Float64Array(0), failed: [], recorded: 0, answered: 0, seconds: 0 };
  const nothing: Evaluation = { ...done, spent: { calls: 0, tokens: 0, money: 0 } };
  expect(() => account(nothing, { progress: 3 as never })).toThrow("an array");
  expect(() => account(nothing, { moments: [] } as never)).toThrow("moments");
  expect(account(nothing).chart().svg()).not.toContain("NaN");
});

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import * as sx from "../../src/index.js";
import { goldenGames } from "../support/games.js";
import { randomParities } from "../support/parities.js";

const quiet = { progress: false } as const;

test("without noise every bin ends as a zeroton, and each set peeled empties bins of all groups", async () => {
  const fourier = randomParities(20, 25, 2, 4);
  const terms = Array.from(
    { length: fourier.length },
    (_, k) =>
      [[...fourier.players.subarray(fourier.offsets[k], fourier.offsets[k + 1])], fourier.values[k]] as const,
  );
  const truth = sx.fromFourier(20, terms);
  const game = sx.game(20, (masks) => truth.predict(masks));
  const e = await sx.explain(game, { method: sx.spex({ b: 4 }), ...quiet });
  const rows = e.bins().rows();
  for (const row of rows) expect(row.zero + row.single + row.multi).toBe(16);
  const first = rows.filter((row) => row.round === 0);
  expect(first.map((row) => row.group)).toEqual([1, 2, 3]);
  expect(first.every((row) => row.pass === null && row.sets === 0 && row.multi > 0)).toBe(true);
  const last = rows[rows.length - 1].round;
  expect(rows.filter((row) => row.round === last).every((row) => row.zero === 16)).toBe(true);
  const peeled = rows.filter((row) => row.group === 1).reduce((sum, row) => sum + row.sets, 0);
  expect(peeled).toBe(e.fourier!.length);
  for (const row of rows) {
    const before = rows.find((other) => other.group === row.group && other.round === row.round - 1);
    if (before) expect(row.zero).toBeGreaterThanOrEqual(before.zero);
  }
});

test("three sets in known bins: counted by hand from the subsampling matrices", async () => {
  const sets = [[0], [1, 2], [3, 4, 5]];
  const truth = sx.fromFourier(
    20,
    sets.map((set, k) => [set, k + 1] as const),
  );
  const method = sx.spex({ b: 3 });
  const plan = method.plan(20);
  const { design } = plan.core as unknown as { design: { rows: readonly Uint32Array[] } };
  const start = method
    .estimate(plan, truth.predict(plan.masks))
    .bins()
    .rows()
    .filter((row) => row.round === 0);
  for (const { group, zero, single, multi } of start) {
    const held = new Array<number>(8).fill(0);
    for (const set of sets) held[set.reduce((bin, i) => bin ^ design.rows[group - 1][i], 0)]++;
    expect([zero, single, multi]).toEqual([
      held.filter((count) => count === 0).length,
      held.filter((count) => count === 1).length,
      held.filter((count) => count > 1).length,
    ]);
  }
});

test("what was never read stays a multiton; bins survive a file; auto has them where it decodes", async () => {
  const { n, truth } = goldenGames().get("synth_n20_s50_snr10")!;
  const few = sx.game(n, (masks) => truth(masks));
  // Orders above 2 are not decoded, so that what they say is never read.
  const e = await sx.explain(few, { method: sx.spex({ b: 4, t: 2 }), ...quiet });
  const rows = e.bins().rows();
  const last = rows[rows.length - 1].round;
  expect(rows.filter((row) => row.round === last).some((row) => row.multi > 0)).toBe(true);
  const auto = await sx.explain(few, { budget: 3000, ...quiet });
  expect(auto.bins().rows().length).toBeGreaterThan(0);
  const folder = mkdtempSync(join(tmpdir(), "spexlab-bins-"));
  try {
    e.save(join(folder, "e.json"));
    expect(sx.load(join(folder, "e.json")).bins().rows()).toEqual(rows);
    const saved = JSON.parse(readFileSync(join(folder, "e.json"), "utf8"));
    const text = JSON.stringify(saved).replace(/"zero":\[\d+/g, '"zero":["<b>"');
    writeFileSync(join(folder, "bad.json"), text);
    expect(() => sx.load(join(folder, "bad.json")).bins()).toThrow("has no decoder's bins");
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("methods without bins refuse", async () => {
  const e = await sx.explain(
    sx.game(4, (masks) => masks.map((c) => c.players.length)),
    { method: "lime", budget: 16, ...quiet },
  );
  expect(() => e.bins()).toThrow(/`lime` has no decoder's bins.*sx\.spex/);
});

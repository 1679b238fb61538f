import { describe, expect, it } from "vitest";
import { Random } from "../../src/bits/random.js";
import { repeat } from "../../src/evaluate/repeat.js";
import { CallFault } from "../../src/games/fault.js";
import { game } from "../../src/games/game.js";

describe("repeated calls", () => {
  it("find a deterministic model", async () => {
    const { deterministic, noise, ceiling, signal } = await repeat(
      game(8, (m) => m.map((c) => c.players.length * 0.1)),
    );
    expect([deterministic, noise, ceiling]).toEqual([true, 0, 1]);
    expect(signal).toBeGreaterThan(0.05);
  });

  it("measure noise, past what is kept", async () => {
    const random = new Random(5, "noise");
    let calls = 0;
    const noisy = game(
      12,
      (m) =>
        m.map((c) => {
          calls++;
          return c.players.length + 0.5 * random.normal();
        }),
      { id: "noisy" },
    );
    const found = await repeat(noisy, { masks: 400, times: 4, seed: 2 });
    expect(calls).toBe(1600);
    expect(found.deterministic).toBe(false);
    expect(found.noise).toBeCloseTo(0.5, 1);
    // Variance of a sum of 12 fair coins: 3.
    expect(found.signal ** 2).toBeGreaterThan(2.4);
    expect(found.signal ** 2).toBeLessThan(3.6);
    expect(found.ceiling).toBeCloseTo(3 / 3.25, 1);
    await expect(repeat(noisy, { times: 1 })).rejects.toThrow(/Expected `times`/);
  });

  it("leave out what fails, where that is allowed", async () => {
    let calls = 0;
    const filtered = game(
      6,
      (m) =>
        m.map((c) => {
          calls++;
          if (c.has(0) && c.has(1)) throw new CallFault("mask", "CONTENT_FILTER", "filtered");
          return c.players.length + (calls > 30 ? 1 : 0);
        }),
      { calls: { concurrent: 1 } },
    );
    await expect(repeat(filtered)).rejects.toThrow(/filtered\. To go on without such masks/);
    calls = 0;
    const found = await repeat(filtered, { masks: 24, times: 2, allowFailed: 0.6 });
    expect(found.masks).toBeLessThan(24);
    expect(calls).toBe(24 + found.masks);
    expect(found.largest).toBe(1);
    expect(Number.isFinite(found.noise + found.signal)).toBe(true);
  });
});

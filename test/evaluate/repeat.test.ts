import { describe, expect, it } from "vitest";
import { Random } from "../../src/bits/random.js";
import { repeat } from "../../src/evaluate/repeat.js";
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
});

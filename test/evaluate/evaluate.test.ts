import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import vm from "node:vm";
import { describe, expect, it } from "vitest";
import { Masks } from "../../src/bits/masks.js";
import { evaluate, type Progress } from "../../src/evaluate/evaluate.js";
import { game } from "../../src/games/game.js";

const everyMask = (n: number): Masks =>
  new Masks(
    n,
    2 ** n,
    Uint32Array.from({ length: 2 ** n }, (_, k) => k),
  );
const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe("evaluate", () => {
  it("gives each mask its value, in order, in growing batches", async () => {
    const sizes: number[] = [];
    const sums = game(14, (masks) => {
      sizes.push(masks.length);
      return masks.map((c) => c.players.reduce((sum, p) => sum + 2 ** p, 0));
    });
    const values = await evaluate(sums, everyMask(14));
    expect(values).toEqual(Float64Array.from({ length: 2 ** 14 }, (_, k) => k));
    expect(sizes[0]).toBe(16);
    expect(Math.max(...sizes)).toBeGreaterThan(64);
    expect(sizes.reduce((a, b) => a + b)).toBe(2 ** 14);
  });

  it("asks equal masks once", async () => {
    let calls = 0;
    const counting = game(["a", "b"], (masks) => {
      calls += masks.length;
      return masks.map((c) => c.players.length);
    });
    const values = await evaluate(counting, Masks.from(2, ["11", "10", "11", "00", "10"]));
    expect([...values]).toEqual([2, 1, 2, 0, 1]);
    expect(calls).toBe(3);
  });

  it("keeps batches as large as asked, and small when the function is slow", async () => {
    const sizes: number[] = [];
    const slow = game(6, async (masks) => {
      sizes.push(masks.length);
      await wait(10 * masks.length);
      return masks.map(() => 0);
    });
    await evaluate(slow, everyMask(6));
    expect(Math.max(...sizes.slice(1))).toBeLessThanOrEqual(16);
    sizes.length = 0;
    await evaluate(slow, everyMask(6).slice(0, 16), { batch: 7 });
    expect(sizes).toEqual([7, 7, 2]);
  });

  it("tells progress with rate and time left", async () => {
    const seen: Progress[] = [];
    const slow = game(3, async (masks) => {
      await wait(5);
      return masks.map(() => 1);
    });
    await evaluate(slow, everyMask(3), { batch: 2, progress: (p) => seen.push(p) });
    expect(seen.map((p) => p.done)).toEqual([2, 4, 6, 8]);
    expect(seen.every((p) => p.total === 8 && p.rate > 0 && p.recorded === 0)).toBe(true);
    expect(seen[0].secondsLeft).toBeGreaterThan(0);
    expect(seen.at(-1)?.secondsLeft).toBe(0);
  });

  it("takes recorded answers first and says how many masks lack one", async () => {
    const folder = mkdtempSync(join(tmpdir(), "spexlab-evaluate-"));
    try {
      const file = join(folder, "r.jsonl");
      let calls = 0;
      const live = game(4, (masks) => masks.map(() => ++calls), { id: "count" });
      const some = everyMask(4).slice(3, 9);
      const first = await evaluate(live.record(file), some);
      const seen: Progress[] = [];
      const all = await evaluate(live.record(file), everyMask(4), { progress: (p) => seen.push(p) });
      expect([...all.slice(3, 9)]).toEqual([...first]);
      expect(calls).toBe(16);
      expect(seen.at(-1)).toMatchObject({ done: 16, recorded: 6 });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("names the coalition and its row among all masks when a value is no number", async () => {
    const masks = Masks.from(2, ["00", "00", "10", "11"], ["a", "b"]);
    const bad = game(["a", "b"], (m) => m.map((c) => (c.has("b") ? Number.NaN : 0)));
    await expect(evaluate(bad, masks, { batch: 1 })).rejects.toThrow("for the coalition {a, b} (mask 3)");
    const throwing = game(["a", "b"], (m) => {
      if (m.has(0, 1)) throw new Error("boom");
      return m.map(() => 0);
    });
    await expect(evaluate(throwing, masks, { batch: 1 })).rejects.toThrow(/masks 3 to 3 .*boom/);
  });

  it("refuses masks of other players and senseless batches", async () => {
    const two = game(2, (m) => m.map(() => 0));
    await expect(evaluate(two, everyMask(3))).rejects.toThrow(/masks of 2 players, got masks of 3/);
    await expect(evaluate(two, everyMask(2), { batch: 0 })).rejects.toThrow(/Expected `batch`/);
  });
});

describe("an interrupt", () => {
  const counting = (): { slow: ReturnType<typeof game>; calls: () => number } => {
    let calls = 0;
    const slow = game(8, async (masks) => {
      calls += masks.length;
      await wait(3);
      return masks.map(() => 1);
    });
    return { slow, calls: () => calls };
  };

  it("by signal stops between batches and says how many answers were in hand", async () => {
    const { slow, calls } = counting();
    const controller = new AbortController();
    const run = evaluate(slow, everyMask(8), {
      batch: 4,
      signal: controller.signal,
      progress: ({ done }) => done === 20 && controller.abort(),
    });
    await expect(run).rejects.toMatchObject({ code: "INTERRUPTED" });
    await expect(run).rejects.toThrow(/Interrupted with 20 of 256 answers in hand.*game\.record\(path\)/);
    const then = calls();
    await wait(20);
    expect(calls()).toBe(then);
  });

  it("settles at once even when the value function never answers", async () => {
    const never = game(3, () => new Promise<number[]>(() => {}));
    const controller = new AbortController();
    const run = evaluate(never, everyMask(3), { signal: controller.signal });
    setTimeout(() => controller.abort(), 10);
    await expect(run).rejects.toMatchObject({ code: "INTERRUPTED" });
  });

  it("before the start asks nothing", async () => {
    const { slow, calls } = counting();
    await expect(evaluate(slow, everyMask(8), { signal: AbortSignal.abort() })).rejects.toThrow(/0 of 256/);
    expect(calls()).toBe(0);
  });

  it("by SIGINT stops it too, and no listener stays behind", async () => {
    const { slow } = counting();
    const before = process.listenerCount("SIGINT");
    const run = evaluate(slow, everyMask(8), {
      batch: 4,
      progress: ({ done }) => done === 8 && process.emit("SIGINT"),
    });
    await expect(run).rejects.toThrow(/Interrupted with 8 of 256/);
    expect(process.listenerCount("SIGINT")).toBe(before);
    await evaluate(slow, everyMask(8), { batch: 64 });
    expect(process.listenerCount("SIGINT")).toBe(before);
  });

  it("by a real SIGINT in a cell of tslab leaves the kernel alive", async () => {
    const kernel = (): void => {};
    process.on("SIGINT", kernel);
    try {
      const { slow } = counting();
      const inCell = { start: () => evaluate(slow, everyMask(8), { batch: 4 }) };
      Object.assign(globalThis, { inCell });
      const stopped = vm.runInThisContext("inCell.start()", { breakOnSigint: true }) as Promise<unknown>;
      setTimeout(() => process.kill(process.pid, "SIGINT"), 40);
      await expect(stopped).rejects.toMatchObject({ code: "INTERRUPTED" });
    } finally {
      process.removeListener("SIGINT", kernel);
      delete (globalThis as { inCell?: unknown }).inCell;
    }
  });
});

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Masks } from "../../src/bits/masks.js";
import { backoff } from "../../src/evaluate/calls/backoff.js";
import { Pace } from "../../src/evaluate/calls/pace.js";
import { runPool } from "../../src/evaluate/calls/pool.js";
import { Window } from "../../src/evaluate/calls/window.js";
import { evaluate, evaluation } from "../../src/evaluate/evaluate.js";
import { type CallLimits, limitsFrom } from "../../src/games/callLimits.js";
import { CallFault } from "../../src/games/fault.js";
import { game } from "../../src/games/game.js";
import { closeEnvironment } from "../../src/games/store/environment.js";

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const { signal: never } = new AbortController();
const masksOf = (n: number, count: number): Masks => {
  const masks = new Masks(n, count);
  for (let row = 0; row < count; row++) {
    masks.words[row * masks.stride] = row;
    masks.words[row * masks.stride + masks.stride - 1] |= row;
  }
  return masks;
};
const pool = (
  jobs: number,
  attempt: (job: number, signal: AbortSignal) => Promise<void>,
  more: CallLimits = {},
) => {
  const done: number[] = [];
  const failed: number[] = [];
  const end = runPool({
    jobs,
    attempt,
    signal: never,
    limits: limitsFrom({ backoff: [1, 4], ...more }),
    done: (job) => done.push(job),
    failed: (job) => failed.push(job),
  });
  return { end, done, failed };
};

describe("a pool of calls", () => {
  it("runs every job once, never more at once than allowed", async () => {
    let now = 0;
    let most = 0;
    const { end, done } = pool(
      200,
      async () => {
        most = Math.max(most, ++now);
        await wait(1);
        now--;
      },
      { concurrent: 7 },
    );
    await end;
    expect(done.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 200 }, (_, k) => k));
    expect(most).toBe(7);
  });

  it("tries again, as often as said, and tells what failed for good", async () => {
    const tries = new Map<number, number>();
    const { end, done, failed } = pool(
      20,
      async (job) => {
        const k = (tries.get(job) ?? 0) + 1;
        tries.set(job, k);
        if (job === 3 || k < 3) throw new CallFault("passing", "X", "x");
      },
      { attempts: 4 },
    );
    await end;
    expect([done.length, failed, tries.get(3), tries.get(4)]).toEqual([19, [3], 4, 3]);
  });

  it("begins nothing new while the server is down", async () => {
    const begun = new Set<number>();
    let down = true;
    const { end } = pool(
      1_000,
      async (job) => {
        begun.add(job);
        if (down) throw new CallFault("passing", "X", "x");
      },
      { attempts: 1_000, concurrent: 4 },
    );
    await wait(30);
    expect(begun.size).toBeLessThanOrEqual(8);
    down = false;
    await end;
    expect(begun.size).toBe(1_000);
  });

  it("stops at a fatal fault, and gives up those under way", async () => {
    let given = 0;
    const { end, done } = pool(
      100,
      async (job, signal) => {
        if (job === 5) throw new CallFault("fatal", "BAD_KEY", "no");
        signal.addEventListener("abort", () => given++);
        await wait(50);
      },
      { concurrent: 8 },
    );
    await expect(end).rejects.toMatchObject({ code: "BAD_KEY" });
    expect(given).toBeGreaterThan(0);
    const then = done.length;
    await wait(80);
    expect(done.length).toBe(then);
  });

  it("counts a call that never answers as lost", async () => {
    const tries = new Map<number, number>();
    const { end, done } = pool(
      4,
      (job) => {
        tries.set(job, (tries.get(job) ?? 0) + 1);
        return job === 2 && tries.get(job) === 1 ? new Promise(() => {}) : Promise.resolve();
      },
      { timeout: 20 },
    );
    await end;
    expect([done.length, tries.get(2)]).toEqual([4, 2]);
  });

  it("keeps to calls and tokens a minute", async () => {
    const times: number[] = [];
    const { end } = pool(40, async () => void times.push(performance.now()), { requestsPerMinute: 6_000 });
    const from = performance.now();
    await end;
    // 100 calls a second, the first second's worth at once.
    expect(times.at(-1)! - from).toBeLessThan(400);
    const pace = new Pace(60);
    let now = 0;
    for (let k = 0; k < 10; k++) {
      now += pace.wait(now);
      pace.take(5, now);
    }
    expect(now).toBeGreaterThanOrEqual(44_000);
    expect(now).toBeLessThanOrEqual(50_000);
  });
});

describe("the number of calls at once", () => {
  it("grows while that makes answers faster, and is halved when the server is overloaded", () => {
    const window = new Window(64);
    let now = 0;
    for (let k = 0; k < 2_000; k++) window.answered(true, (now += 100 / window.limit));
    expect(window.limit).toBe(64);
    window.overloaded(now);
    window.overloaded(now + 10);
    expect(window.limit).toBe(32);
    window.overloaded(now + 2_000);
    expect(window.limit).toBe(16);
  });

  it("keeps up with a server, however many it serves at once", async () => {
    for (const slots of [1, 4, 16]) {
      const work = 20;
      let now = 0;
      let busy = 0;
      let first = 0;
      let last = 0;
      const queue: (() => void)[] = [];
      const jobs = slots * 60;
      const { end } = pool(jobs, async () => {
        if (now >= slots) await new Promise<void>((resolve) => queue.push(resolve));
        now++;
        const began = performance.now();
        first ||= began;
        await wait(work);
        last = performance.now();
        busy += last - began;
        now--;
        queue.shift()?.();
      });
      await end;
      // Share of the time in which all slots were at work; the ramp at the start is in it.
      expect(busy / slots / (last - first)).toBeGreaterThan(slots === 16 ? 0.8 : 0.93);
    }
  });
});

describe("waits", () => {
  it("double, are drawn at random, and end at the longest", () => {
    expect([1, 2, 3, 4, 50].map((k) => backoff(k, [100, 500], () => 1))).toEqual([100, 200, 400, 500, 500]);
    expect(backoff(3, [100, 500], () => 0.25)).toBe(100);
  });
});

describe("a function that waits for a server", () => {
  it("is called many times at once, again when it throws, and tells what it was told", async () => {
    let now = 0;
    let most = 0;
    let calls = 0;
    const flaky = game(
      10,
      async (masks) => {
        most = Math.max(most, ++now);
        await wait(1);
        now--;
        if (++calls % 5 === 0) throw Object.assign(new Error("later"), { status: 503 });
        if (calls === 7) throw Object.assign(new Error("wait"), { status: 429, retryAfter: 0.05 });
        return masks.map((c) => c.players.length);
      },
      { calls: { concurrent: 6, batch: 3, backoff: [1, 5] } },
    );
    const masks = masksOf(10, 100);
    const { values, spent } = await evaluation(flaky, masks);
    expect([...values]).toEqual(masks.map((c) => c.players.length));
    expect(most).toBeGreaterThan(1);
    expect(most).toBeLessThanOrEqual(6);
    expect(spent.calls).toBeGreaterThan(100);
    const wrong = game(
      2,
      () => {
        throw Object.assign(new Error("no such model"), { status: 404 });
      },
      { calls: {} },
    );
    await expect(evaluate(wrong, masksOf(2, 4))).rejects.toThrow(/no such model/);
  });

  it("in batches loses only the masks that fail", async () => {
    const picky = game(
      4,
      async (masks) => {
        if (masks.map((c) => c.players.length).includes(4)) throw new CallFault("mask", "NO", "never four.");
        return masks.map(() => 1);
      },
      { calls: { batch: 8 } },
    );
    const { values, failed } = await evaluation(picky, masksOf(4, 16), { allowFailed: 0.1 });
    expect(failed).toMatchObject([{ row: 15, players: [0, 1, 2, 3], code: "NO", reason: "never four." }]);
    expect(values.filter((v) => v === 1).length).toBe(15);
  });
});

describe("an instant function", () => {
  const instant = game(64, (masks) => new Float64Array(masks.length).fill(1), { id: "instant" });
  const masks = masksOf(64, 200_000);
  const perSecond = async (work: () => Promise<unknown>): Promise<number> => {
    const began = performance.now();
    await work();
    return (200_000 / (performance.now() - began)) * 1_000;
  };

  it("is asked for 50,000 masks a second and more, also from a store", async () => {
    expect(await perSecond(() => evaluate(instant, masks))).toBeGreaterThan(50_000);
    const place = mkdtempSync(join(tmpdir(), "spexlab-instant-"));
    const kept = instant.cache(place);
    await evaluate(kept, masks);
    expect(await perSecond(() => evaluate(kept, masks))).toBeGreaterThan(50_000);
    await closeEnvironment(place);
    rmSync(place, { recursive: true });
  });
});

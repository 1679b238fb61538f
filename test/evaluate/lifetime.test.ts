import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import * as sx from "../../src/index.js";
import { fakeServer } from "../support/fakeServer.js";

const quiet = { progress: false } as const;
const root = mkdtempSync(join(tmpdir(), "spexlab-lifetime-"));
afterAll(() => rmSync(root, { recursive: true }));
const open: { close(): Promise<void> }[] = [];
afterEach(() => Promise.all(open.splice(0).map((server) => server.close())));

const words = sx.text("a b c d e f g h i j k l").words();
const masks = (n: number, count: number) => sx.auto().plan(n, { budget: count }).masks;
const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const timers = () => process.getActiveResourcesInfo().filter((name) => name === "Timeout").length;

/** Counts the promises that were made and those that settled. */
function counted(): { made: number; settled: number; of<T>(promise: Promise<T>): Promise<T> } {
  const state = {
    made: 0,
    settled: 0,
    of<T>(promise: Promise<T>): Promise<T> {
      state.made++;
      const settle = (): void => {
        state.settled++;
      };
      promise.then(settle, settle);
      return promise;
    },
  };
  return state;
}

describe("an abort", () => {
  it("of 1,000 calls under way settles every promise and leaves no timer", async () => {
    const before = timers();
    const warnings: Error[] = [];
    const warned = (warning: Error): number => warnings.push(warning);
    process.on("warning", warned);
    const calls = counted();
    const game = sx.game(
      12,
      (asked, { signal }) =>
        calls.of(
          new Promise<number[]>((resolve, reject) => {
            const timer = setTimeout(
              resolve,
              3_600_000,
              asked.map(() => 0),
            );
            signal.addEventListener("abort", () => {
              clearTimeout(timer);
              reject(signal.reason);
            });
          }),
        ),
      { calls: { concurrent: 1_000, timeout: 3_600_000 } },
    );
    // The window opens with the first answers: here every evaluation has its own four calls.
    const controller = new AbortController();
    const all = masks(12, 1_000);
    const runs = counted();
    const each = Array.from({ length: 250 }, (_, k) =>
      runs.of(sx.evaluate(game, all.slice(4 * k, 4 * k + 4), { ...quiet, signal: controller.signal })),
    );
    await wait(50);
    expect(calls.made).toBe(1_000);
    controller.abort();
    const outcomes = await Promise.allSettled(each);
    await wait(0);
    expect(outcomes.every(({ status }) => status === "rejected")).toBe(true);
    expect([calls.settled, runs.settled]).toEqual([1_000, 250]);
    expect(timers()).toBeLessThanOrEqual(before);
    expect(process.listenerCount("SIGINT")).toBe(0);
    process.removeListener("warning", warned);
    expect(warnings).toEqual([]);
  });

  it("settles games, repeats, measured noise and batch jobs, though the model never answers", async () => {
    const server = await fakeServer({ answer: () => -1, plan: () => "timeout" });
    open.push(server);
    const before = timers();
    const common = { baseURL: server.url, model: "m", api: "completions" } as const;
    const classes = sx.games(
      words,
      sx.openai({ ...common, readouts: { yes: sx.topLogprob(" yes"), no: sx.topLogprob(" no") } }),
    );
    const single = sx.game(words, sx.openai({ ...common, readout: sx.choice(" yes", " no") }));
    const controller = new AbortController();
    const { signal } = controller;
    const runs = [
      sx.explain(classes.yes, { ...quiet, budget: 50, signal }),
      sx.evaluate(classes.no, masks(12, 50), { ...quiet, signal }),
      sx.repeat(classes.yes, { ...quiet, signal }),
      sx.repeat(single, { ...quiet, signal }),
      sx.explain(single, { ...quiet, budget: 50, noise: "measure", signal }),
      sx.compare(single, [sx.lime()], { budget: 50, progress: false, signal }),
      sx.explainByBatch(classes, { folder: join(root, "batch"), budget: 50, signal }),
    ].map((run) =>
      (run as Promise<unknown>).then(
        () => "answered",
        (error) => error.code,
      ),
    );
    await wait(150);
    controller.abort();
    expect(await Promise.race([Promise.all(runs), wait(2_000)])).toEqual(runs.map(() => "INTERRUPTED"));
    await wait(20);
    expect(timers()).toBeLessThanOrEqual(before);
  });

  it("ends a wait of hours that the server asked for, and later answers change nothing", async () => {
    const before = timers();
    const late: (() => void)[] = [];
    let calls = 0;
    const game = sx
      .game(
        6,
        (asked) => {
          if (calls++ === 3) throw Object.assign(new Error("later"), { status: 429, retryAfter: 7_200 });
          return new Promise<number[]>((resolve) => late.push(() => resolve(asked.map(() => 1))));
        },
        { calls: { concurrent: 8 }, id: "late" },
      )
      .cache(join(root, "late"));
    const controller = new AbortController();
    const all = sx.exact().plan(6).masks;
    const run = sx.evaluate(game, all, { ...quiet, signal: controller.signal });
    await wait(30);
    controller.abort();
    await expect(run).rejects.toMatchObject({ code: "INTERRUPTED" });
    expect(timers()).toBeLessThanOrEqual(before);
    expect(calls).toBe(4);
    // Answers that were under way come after the abort: they are kept, for they are paid, and begin nothing.
    for (const answer of late) answer();
    await wait(30);
    expect(calls).toBe(4);
    expect([...game.known(all)].filter((value) => value === 1).length).toBe(3);
  });

  it("before the start asks nothing, of a batch as well", async () => {
    const signal = AbortSignal.abort();
    let calls = 0;
    const game = sx.game(4, (asked) => asked.map(() => ++calls));
    const runs = await Promise.allSettled([
      sx.explain(game, { ...quiet, signal, noise: "measure" }),
      sx.repeat(game, { ...quiet, signal }),
      sx.explainByBatch(
        sx.game(
          words,
          sx.openai({ baseURL: "http://127.0.0.1:9/v1", model: "m", readout: sx.choice("y", "n") }),
        ),
        { folder: join(root, "never"), signal },
      ),
    ]);
    for (const run of runs) expect(run).toMatchObject({ reason: { code: "INTERRUPTED" } });
    expect(calls).toBe(0);
  });
});

describe("repeated calls of games that share answers", () => {
  it("are asked anew, and what is kept stays as it was", async () => {
    let calls = 0;
    const model = {
      id: "two",
      readouts: [
        { name: "a", unit: "a" },
        { name: "b", unit: "b" },
      ],
      askAll: async (texts: readonly string[]) => Float64Array.from(texts.flatMap(() => [++calls, -calls])),
    };
    const { a, b } = sx.games(words, model, { cache: join(root, "shared") });
    const some = masks(12, 20);
    const first = await sx.evaluate(a, some, quiet);
    const { deterministic } = await sx.repeat(a, { ...quiet, masks: 5, times: 2 });
    expect([deterministic, calls]).toEqual([false, 30]);
    await sx.evaluate(a.fresh(), some, quiet);
    expect(await sx.evaluate(a, some, quiet)).toEqual(first);
    expect([...b.known(some)]).toEqual([...first].map((v) => -v));
  });
});

describe("budgets and failures", () => {
  it("a budget of calls holds in the middle of a batch that has to be asked one by one", async () => {
    for (const calls of [1, 7, 8, 9, 20, 40]) {
      let sent = 0;
      const game = sx.game(
        6,
        (asked) => {
          sent += asked.length;
          if (asked.map((c) => c.has(0) && c.has(1)).includes(true)) {
            throw new sx.CallFault("mask", "CONTENT_FILTER", "filtered");
          }
          return asked.map(() => 1);
        },
        { calls: { batch: 8, concurrent: 3 } },
      );
      const run = sx.evaluate(game, sx.exact().plan(6).masks, {
        ...quiet,
        allowFailed: 0.5,
        spend: { calls },
      });
      await expect(run).rejects.toMatchObject({ code: "BUDGET_SPENT" });
      expect(sent).toBeLessThanOrEqual(calls);
    }
  });

  it("what a batch answered one by one before it broke is not paid again", async () => {
    const asked = new Map<string, number>();
    let broken = false;
    const game = sx.game(
      6,
      (some) => {
        if (some.length > 1 && !broken) throw new sx.CallFault("mask", "CONTENT_FILTER", "one of them");
        if (some.length === 1 && some.at(0).players.length === 4 && !broken) {
          broken = true;
          throw new sx.CallFault("passing", "CONNECTION", "cut");
        }
        for (const c of some) asked.set(String(c.players), (asked.get(String(c.players)) ?? 0) + 1);
        return some.map((c) => c.players.length);
      },
      { calls: { batch: 64, concurrent: 1, backoff: [1, 2] } },
    );
    const all = sx.exact().plan(6).masks;
    expect([...(await sx.evaluate(game, all, quiet))]).toEqual(all.map((c) => c.players.length));
    expect(new Set(asked.values())).toEqual(new Set([1]));
  });

  it.each([
    [0.29, 100, 29],
    [0.07, 100, 7],
    [0.1, 30, 3],
    [0.999, 20, 19],
  ])("a share of %f of %i masks allows %i", async (allowFailed, count, allowed) => {
    const all = masks(12, count);
    const game = (failing: number) =>
      sx.game(
        12,
        (some) => {
          const row = all.map((_, k) => all.key(k)).indexOf(some.key(0));
          if (row >= count - failing) throw new sx.CallFault("mask", "CONTENT_FILTER", "filtered");
          return some.map(() => 1);
        },
        { calls: { batch: 1 } },
      );
    const { failed } = await sx.evaluation(game(allowed), all, { ...quiet, allowFailed });
    expect(failed.map(({ row }) => row)).toEqual(
      Array.from({ length: allowed }, (_, k) => count - allowed + k),
    );
    await expect(sx.evaluate(game(allowed + 1), all, { ...quiet, allowFailed })).rejects.toMatchObject({
      code: "FAILED_MASKS",
    });
  });

  it("a share that allows none says which one would", async () => {
    const game = sx.game(4, () => {
      throw new sx.CallFault("mask", "CONTENT_FILTER", "filtered");
    });
    await expect(
      sx.evaluate(game, sx.exact().plan(4).masks, { ...quiet, allowFailed: 0.02 }),
    ).rejects.toThrow(/`allowFailed: 0.02` of 16 masks allows none; one would be `allowFailed: 0.063`/);
  });

  it("a run that is taken up again where only failing masks are left goes on without them", async () => {
    const all = masks(12, 400);
    const game = sx
      .game(
        12,
        (some) => {
          if (some.map((c) => c.players.length < 4).includes(true)) {
            throw new sx.CallFault("mask", "CONTENT_FILTER", "filtered");
          }
          return some.map((c) => c.players.length);
        },
        { id: "some fail", calls: { concurrent: 8 } },
      )
      .cache(join(root, "resumed"));
    const options = { ...quiet, allowFailed: 0.2 };
    const first = await sx.evaluation(game, all, options);
    expect(first.failed.length).toBeGreaterThan(10);
    const second = await sx.evaluation(game, all, options);
    expect([second.recorded, second.answered]).toEqual([400 - first.failed.length, 0]);
    expect(second.failed).toEqual(first.failed);
  });

  it("money without prices is refused, however the model counts tokens", async () => {
    const game = sx.game(
      words,
      sx.openai({ baseURL: "http://127.0.0.1:9/v1", model: "m", readout: sx.choice("y", "n") }),
    );
    await expect(sx.evaluate(game, masks(12, 20), { ...quiet, spend: { money: 1 } })).rejects.toThrow(
      /`spend.money` needs a model that counts money, with prices/,
    );
  });
});

describe("after the last answer", () => {
  it("it is said that the explanation is computed, one turn of the event loop before it is, and that it is done", async () => {
    const toy = sx.game(10, (some) => some.map((c) => c.players.length));
    const phases: (string | undefined)[] = [];
    let turned = false;
    let painted: boolean | undefined;
    const method = sx.auto();
    const watched = {
      ...method,
      estimate: (...given: Parameters<typeof method.estimate>) => {
        painted = turned;
        return method.estimate(...given);
      },
    };
    await sx.explain(toy, {
      budget: 60,
      method: watched,
      progress: ({ phase }) => {
        phases.push(phase);
        if (phase === "computing") setImmediate(() => (turned = true));
      },
    });
    expect(phases.slice(-3)).toEqual([undefined, "computing", "done"]);
    expect(painted).toBe(true);
  });
});

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { Case } from "../../src/bench/cases.js";
import { Channel, OutOfTime, Refusal } from "../../src/bench/channel.js";
import { readGame, truthOf, valuesOf } from "../../src/bench/game.js";
import { readMasks, runOurs } from "../../src/bench/ours.js";
import { parityGame } from "../../src/bench/parities.js";
import type { RunRequest } from "../../src/bench/protocol.js";
import { Runner, type Worker } from "../../src/bench/run.js";

const folder = mkdtempSync(path.join(os.tmpdir(), "spexlab-bench-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Our own side answers for both, without processes; `shift` falsifies what it says a game's values are. */
function inProcess(shift = 0): Worker {
  return {
    starts: 1,
    async ready() {},
    async request<T>(request: object): Promise<T> {
      const asked = request as RunRequest & { op: string };
      if (asked.op === "run") {
        try {
          return runOurs(asked) as T;
        } catch (error) {
          throw new Refusal((error as Error).message);
        }
      }
      const spec = readGame(asked.game);
      const masks = readMasks(asked.test, spec.n);
      const both = [...truthOf(spec, masks), ...valuesOf(spec, masks)].map((value) => value + shift);
      writeFileSync(asked.out, Float64Array.from(both));
      return {} as T;
    },
  };
}

const tiny: Case = {
  id: "tiny",
  group: "spex",
  title: "n = 10, b = 3, 4 parities, no noise",
  game: "tiny",
  n: 10,
  seeds: [1, 2],
  spec: (seed) => parityGame(10, 4, seed),
  entrants: [
    {
      label: "spex hard",
      side: "spexlab",
      method: "spex",
      options: { b: 3, t: 2, decoding: "hard" },
      against: ["other"],
      limitSeconds: 10,
    },
    { label: "other", side: "reference", method: "exact", options: {}, seeds: 1, limitSeconds: 10 },
    { label: "none", side: "spexlab", method: "nonsense", options: {}, limitSeconds: 10 },
  ],
};

describe("the benchmark's runner", () => {
  it("runs a case of ours and a reference on one function, with ratios and reasons", async () => {
    const runner = new Runner({ spexlab: inProcess(), reference: inProcess() }, folder, Infinity, () => {});
    const result = await runner.run(tiny);
    const [ours, other, none] = result.entrants;
    expect(ours.runs.map(({ seed }) => seed)).toEqual([1, 2]);
    expect(other.runs).toHaveLength(1);
    expect(other.runs[0]).toMatchObject({ calls: 1024, r2: 1 });
    expect(other.runs[0].recovery).toMatchObject({ recall: 1, within10: 1 });
    expect(ours.runs[0].calls).toBeLessThan(1024);
    expect(ours.runs[0].cpuMs).toBeCloseTo(ours.runs[0].planMs! + ours.runs[0].estimateMs!, 1);
    expect(ours.runs[0].peakMiB).toBeGreaterThan(10);
    expect(none).toMatchObject({ runs: [], note: "sx.nonsense does not exist in this build" });
    expect(result.testMasks).toBe(1024);
    expect(result.ratios).toHaveLength(1);
    expect(result.ratios[0].speed).toBeCloseTo(other.runs[0].cpuMs / ours.runs[0].cpuMs, 3);
  });

  it("warms up, tells what the cold run took, and takes the median of repetitions", async () => {
    const [spex] = tiny.entrants;
    const asked: string[] = [];
    const worker = inProcess();
    const watched: Worker = {
      ...worker,
      async request<T>(request: object, seconds: number): Promise<T> {
        const { out, seed } = request as RunRequest;
        asked.push(out === "" ? `warm ${seed}` : `timed ${seed}`);
        const answer = await worker.request<T>(request, seconds);
        // The first timed run is the slowest, the second the fastest.
        const cpuMs = [5, 1, 3][asked.filter((entry) => entry.startsWith("timed")).length - 1] ?? 77;
        return { ...answer, cpuMs };
      },
    };
    const runner = new Runner({ spexlab: watched }, folder, Infinity, () => {});
    const { entrants } = await runner.run({ ...tiny, seeds: [1], entrants: [{ ...spex, warm: {} }] });
    expect(asked.slice(0, 2)).toEqual(["warm 1001", "warm 1001"]);
    expect(asked.slice(-4)).toEqual(["warm 1001", "timed 1", "timed 1", "timed 1"]);
    expect(entrants[0].coldMs).toBe(77);
    expect(entrants[0].runs).toMatchObject([{ cpuMs: 3, repetitions: 3 }]);
  });

  it("stops when the two sides compute different functions", async () => {
    const runner = new Runner(
      { spexlab: inProcess(), reference: inProcess(1e-6) },
      folder,
      Infinity,
      () => {},
    );
    await expect(runner.run(tiny)).rejects.toThrow(/different functions/);
  });

  it("starts nothing after its deadline, and says so", async () => {
    const runner = new Runner({ spexlab: inProcess() }, folder, 0, () => {});
    const { entrants } = await runner.run(tiny);
    expect(entrants.map(({ label }) => label)).toEqual(["spex hard", "none"]);
    expect(entrants[0]).toMatchObject({ runs: [], note: expect.stringMatching(/time .* was spent/) });
  });
});

describe("a worker process", () => {
  const echo = `require("readline").createInterface({ input: process.stdin }).on("line", (line) => {
    const request = JSON.parse(line);
    if (request.op === "sleep") return;
    if (request.op === "die") process.exit(3);
    const answer = request.op === "fail" ? { error: "no such thing" } : { threads: process.env.OMP_NUM_THREADS };
    console.log(JSON.stringify({ id: request.id, ...answer }));
  });`;
  const channel = new Channel([process.execPath, "-e", echo], path.join(folder, "worker.log"));
  afterAll(() => channel.close());

  it("answers with one thread, refuses with a reason, is ended when late and started again", async () => {
    expect(await channel.request({ op: "hello" }, 20)).toMatchObject({ threads: "1" });
    await expect(channel.request({ op: "fail" }, 20)).rejects.toThrow(new Refusal("no such thing"));
    await expect(channel.request({ op: "sleep" }, 0.2)).rejects.toThrow(OutOfTime);
    expect(await channel.request({ op: "hello" }, 20)).toMatchObject({ threads: "1" });
    await expect(channel.request({ op: "die" }, 20)).rejects.toThrow(/exit code 3/);
    expect(channel.starts).toBe(2);
    expect(readFileSync(path.join(folder, "worker.log"), "utf8")).toBe("");
  });
});

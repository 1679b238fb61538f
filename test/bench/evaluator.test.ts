import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { evaluatorCases, evaluatorResults } from "../../src/bench/evaluator/cases.js";
import { RAMP } from "../../src/bench/evaluator/clients.js";
import { checkValues, instantly, masksWithRepeats } from "../../src/bench/evaluator/masks.js";
import { measureEvaluator } from "../../src/bench/evaluator/measure.js";
import { type SlowServer, slowServer } from "../../src/bench/evaluator/server.js";
import { MaskSet } from "../../src/bits/maskSet.js";

const folder = mkdtempSync(path.join(os.tmpdir(), "spexlab-bench-evaluator-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it("cases have names of their own, and --only evaluator finds them all", () => {
  for (const mode of ["quick", "full"] as const) {
    const cases = evaluatorCases(mode);
    expect(new Set(cases.map(({ id }) => id)).size).toBe(cases.length);
    expect(new Set(cases.map(({ title }) => title)).size).toBe(cases.length);
    for (const { id } of cases) expect(id).toContain("evaluator");
    for (const measure of ["function", "store", "memory", "http"]) {
      expect(cases.some((entry) => entry.measure === measure)).toBe(true);
    }
  }
  const wide = evaluatorCases("full").find(({ id }) => id === "evaluator function n=1000");
  expect(wide).toMatchObject({ n: 1000, masks: 1_000_000 });
});

it("every tenth mask is a repeat, and a wrong value or order is said", () => {
  const masks = masksWithRepeats(70, 1000);
  const set = new MaskSet(70);
  for (let row = 0; row < masks.length; row++) set.add(masks.words, row * masks.stride);
  expect(set.size).toBe(900);
  masks.checkUnused();
  const values = instantly(masks);
  checkValues(values, masks);
  [values[3], values[4]] = [values[4], values[3]];
  expect(() => checkValues(values, masks)).toThrow(/Mask 3 has the value/);
});

it("results of a worker: what it measured, or why it could not", async () => {
  const worker = `require("readline").createInterface({ input: process.stdin }).on("line", (line) => {
    const { id, measure, calls, url } = JSON.parse(line);
    if (measure === "store") process.exit(3);
    console.log(JSON.stringify({ id, values: { perSecond: 123.456, share: calls > 0 && /127/.test(url) ? 0.98765 : 0 } }));
  });`;
  const cases = evaluatorCases("quick").filter(({ measure }) => measure === "store" || measure === "http");
  const said: string[] = [];
  const log = path.join(folder, "..", `${path.basename(folder)}.log`);
  const results = await evaluatorResults(cases, [process.execPath, "-e", worker], folder, log, (line) => {
    said.push(line);
  });
  rmSync(log);
  expect(results.map(({ group }) => group)).toEqual(cases.map(() => "evaluator"));
  expect(results[0]).toMatchObject({ values: {}, note: "ended with exit code 3" });
  expect(results.at(-1)!.values).toEqual({ perSecond: 123, share: 0.988 });
  expect(said[0]).toMatch(/into a store and back.*: ended with exit code 3$/);
  expect(await evaluatorResults([], [], folder, log, () => {})).toEqual([]);
});

describe("measures", () => {
  let server: SlowServer;
  beforeAll(async () => {
    server = await slowServer(2);
  });
  afterAll(() => server.close());

  it.each(["function", "store", "memory"] as const)("%s", async (measure) => {
    for (const n of [40, 1000]) {
      const values = await measureEvaluator({ op: "evaluator", measure, n, masks: 3000, folder });
      expect(values.perSecond).toBeGreaterThan(0);
      for (const value of Object.values(values)) expect(value).toSatisfy(Number.isFinite);
      // No store holds a mask and its answer in less than the answer takes.
      if (measure !== "function") expect(values.diskBytesPerMask).toBeGreaterThan(8);
    }
    expect(readdirSync(folder)).toEqual([]);
  });

  it("clients of one server, by calls that came between the ramp and the end", async () => {
    const concurrent = 2;
    const asked = { op: "evaluator", measure: "http", url: server.url, concurrent, rounds: 1 } as const;
    const values = await measureEvaluator({ ...asked, calls: 40 });
    expect(values.share).toBeCloseTo(values.perSecond / values.barePerSecond, 9);
    expect(values.barePerSecond).toBeGreaterThan(0);
    expect(values.sdkShare).toBeGreaterThan(0);
    await expect(measureEvaluator({ ...asked, calls: concurrent * RAMP })).rejects.toThrow(/Too few calls/);
  });
});

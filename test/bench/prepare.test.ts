import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, it, vi } from "vitest";
import { casesOf } from "../../src/bench/cases.js";
import { goldenGames, reviewGames } from "../../src/bench/goldenGames.js";
import { readOptions, referencePython } from "../../src/bench/prepare.mjs";
import { BENCH } from "../../src/bench/referenceEnvironment.mjs";
import { SetupFailure } from "../../src/setup/failure.mjs";
import { findPython } from "../../src/setup/findPython.mjs";
import { root } from "../../src/setup/paths.mjs";

it("reads what npm run bench is asked for", () => {
  const plain = { quick: false, ours: false, only: undefined, out: undefined, table: undefined };
  expect(readOptions([])).toEqual(plain);
  expect(readOptions(["--quick", "--only", "n=20 b=4"])).toEqual({ ...plain, quick: true, only: "n=20 b=4" });
  expect(readOptions(["--table=a=b.json"]).table).toBe("a=b.json");
  expect(() => readOptions(["--only"])).toThrow(/--only needs a value.*--quick/s);
  expect(() => readOptions(["--qiuck"])).toThrow(/does not know `--qiuck`/);
});

it("takes Python 3.12 or 3.13 for the references, and says so when there is none", () => {
  const probe = (version: string) => (program: string[]) => ({
    program,
    version,
    executable: `/bin/${program.join(" ")}`,
    missing: "",
  });
  const find = (version: string) =>
    findPython({ env: { HOME: "/nonexistent" }, platform: "linux", probe: probe(version), need: BENCH });
  expect(find("3.12.1").version).toBe("3.12.1");
  expect(find("3.13.9").version).toBe("3.13.9");
  for (const version of ["3.11.7", "3.14.0"]) {
    expect(() => find(version)).toThrow(
      /needs Python 3\.12 to 3\.13 for the reference implementations.*SPEXLAB_BENCH_PYTHON=.* npm run bench/s,
    );
  }
});

it("goes on without references that cannot be installed, and says why", async () => {
  const said = vi.spyOn(console, "log").mockImplementation(() => {});
  const failing = async (): Promise<string> => {
    throw new SetupFailure("no wheel for this platform");
  };
  expect(await referencePython(failing)).toBeUndefined();
  const lines = said.mock.calls.flat().join("\n");
  said.mockRestore();
  expect(lines).toMatch(/✗ references[\s\S]*spexlab alone[\s\S]*no wheel for this platform/);
  const broken = async (): Promise<string> => {
    throw new TypeError("a mistake of ours");
  };
  await expect(referencePython(broken)).rejects.toThrow(/mistake of ours/);
});

it("pins every package of the references, none with CUDA", () => {
  const lines = readFileSync(path.join(root, "src/bench/peers/requirements.txt"), "utf8")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"));
  expect(lines.length).toBeGreaterThan(20);
  for (const line of lines) expect(line).toMatch(/^[A-Za-z0-9_.-]+==[0-9][0-9A-Za-z.]*$/);
  expect(lines.join("\n")).not.toMatch(/nvidia|cuda|torch|^xgboost==/m);
});

it("cases have names of their own, references that exist and a test of the golden games", () => {
  for (const mode of ["quick", "full"] as const) {
    const cases = casesOf(mode, goldenGames(root), reviewGames(root));
    expect(new Set(cases.map(({ id }) => id)).size).toBe(cases.length);
    for (const { entrants } of cases) {
      const labels = entrants.map(({ label }) => label);
      expect(new Set(labels).size).toBe(labels.length);
      for (const { against = [] } of entrants) for (const label of against) expect(labels).toContain(label);
    }
  }
});

it("the recorded reviews: a plan's masks first, then fresh ones for the test that are not among them", () => {
  const games = reviewGames(root);
  expect([...games.keys()]).toContain("worst-comedy");
  for (const { n, masks, values, test } of games.values()) {
    expect(new Set(masks).size).toBe(masks.length);
    expect(values.every(Number.isFinite)).toBe(true);
    expect(masks.every((mask) => mask.length === n)).toBe(true);
    expect(test).toBeGreaterThan(270);
    const present = masks.slice(-test).join("").split("1").length - 1;
    expect(present / (test * n)).toBeGreaterThan(0.45);
    expect(present / (test * n)).toBeLessThan(0.55);
  }
  const { n, masks, test } = games.get("worst-comedy")!;
  expect(masks.length - test).toBe(1800);
  expect(masks).toContain("1".repeat(n));
});

import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { root } from "../../src/setup/paths.mjs";
import { closingLine } from "../../src/setup/reporter.mjs";

/** Runs vitest with our reporter on one test file and returns what was counted. */
function counted(source: string) {
  const folder = mkdtempSync(path.join(os.tmpdir(), "spexlab-reporter-"));
  mkdirSync(path.join(folder, "test"));
  symlinkSync(path.join(root, "node_modules"), path.join(folder, "node_modules"), "junction");
  writeFileSync(
    path.join(folder, "test", "probe.test.ts"),
    `import { expect, it, describe, beforeAll } from "vitest";\n${source}`,
  );
  const file = path.join(folder, "counts.json");
  const vitest = path.join(root, "node_modules", "vitest", "vitest.mjs");
  const reporter = path.join(root, "src", "setup", "reporter.mjs");
  const env: NodeJS.ProcessEnv = { ...process.env, SPEXLAB_TEST_COUNTS: file };
  for (const name of Object.keys(env)) if (name.startsWith("VITEST")) delete env[name];
  spawnSync(process.execPath, [vitest, "run", "--root", folder, `--reporter=${reporter}`], { env });
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined;
}

describe("what npm test counts", () => {
  it("tests by outcome, also in suites", () => {
    const source = `it("a", () => {}); it.skip("b", () => {}); describe("c", () => { it("d", () => { expect(1).toBe(2); }); });`;
    expect(counted(source)).toEqual({ passed: 1, failed: 1, skipped: 1 });
  });

  it("an error outside of any test is a failure", () => {
    const source = `it("a", () => { setTimeout(() => { throw new Error("late"); }, 1); return new Promise((r) => setTimeout(r, 50)); });`;
    expect(counted(source)).toEqual({ passed: 1, failed: 1, skipped: 0 });
  });

  it("so is a file that does not load, and a suite's hook that throws", () => {
    expect(counted(`throw new Error("at load");`)).toEqual({ passed: 0, failed: 1, skipped: 0 });
    const hook = `describe("s", () => { beforeAll(() => { throw new Error("no"); }); it("a", () => {}); });`;
    expect(counted(hook).failed).toBeGreaterThan(0);
  });

  it("the closing line is plain", () => {
    expect(closingLine({ passed: 12, failed: 0, skipped: 0 })).toBe("12 passed, 0 failed");
    expect(closingLine({ passed: 12, failed: 1, skipped: 3 })).toBe("12 passed, 1 failed, 3 skipped");
  });
});

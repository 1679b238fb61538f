import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { compiler } from "./build.mjs";
import { ensureChromium } from "./chromium.mjs";
import { wantsModel } from "./options.mjs";
import { root, stamps } from "./paths.mjs";
import { prepare } from "./prepare.mjs";
import { complain, main, step } from "./progress.mjs";
import { closingLine } from "./reporter.mjs";

const packages = path.join(root, "node_modules");
const linter = path.join(packages, "@biomejs", "biome", "bin", "biome");
const vitest = path.join(packages, "vitest", "vitest.mjs");

/**
 * npm test: sets up what is missing, then lints, checks the types of the tests and of this set-up, and runs vitest with
 * the arguments given. The last line is `N passed, N failed`; a failed check counts as one failure.
 * @param {string[]} args
 */
export function runTests(args) {
  return main(async () => {
    const counts = { passed: 0, failed: 0, skipped: 0 };
    try {
      await prepare({ model: wantsModel() });
      const chromium = await step("chromium", ensureChromium);
      if ((await show(linter, ["check", "."])) !== 0) counts.failed++;
      if ((await show(compiler, ["-p", "test/tsconfig.json"])) !== 0) counts.failed++;
      const tests = await vitestCounts(args, { ...process.env, SPEXLAB_CHROMIUM: chromium });
      for (const key of /** @type {const} */ (["passed", "failed", "skipped"])) counts[key] += tests[key];
    } catch (error) {
      counts.failed++;
      complain(error);
    }
    console.log(`\n${closingLine(counts)}`);
    return counts.failed === 0 && counts.passed > 0 ? 0 : 1;
  });
}

/**
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<import("./reporter.mjs").Counts>}
 */
async function vitestCounts(args, env) {
  mkdirSync(stamps, { recursive: true });
  const file = path.join(stamps, "test-counts.json");
  rmSync(file, { force: true });
  const code = await show(vitest, ["run", "--root", root, "--config", "test/vitest.config.ts", ...args], {
    ...env,
    SPEXLAB_TEST_COUNTS: file,
  });
  if (!existsSync(file)) return { passed: 0, failed: 1, skipped: 0 };
  const counts = JSON.parse(readFileSync(file, "utf8"));
  if (code !== 0 && counts.failed === 0) counts.failed = 1;
  return counts;
}

/**
 * Runs one of our tools with its output shown.
 * @param {string} script
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<number>} its exit code
 */
function show(script, args, env = process.env) {
  const child = spawn(process.execPath, [script, ...args], { cwd: root, env, stdio: "inherit" });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve(code ?? 1));
  });
}

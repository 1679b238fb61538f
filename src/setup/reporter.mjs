import { writeFileSync } from "node:fs";

/**
 * @typedef {{ passed: number, failed: number, skipped: number }} Counts
 */

/** A vitest reporter that writes what was counted to the file that SPEXLAB_TEST_COUNTS names; `npm test` reads it. */
export default class CountingReporter {
  /**
   * @param {ReadonlyArray<import("vitest/node").TestModule>} modules
   * @param {ReadonlyArray<unknown>} unhandledErrors
   */
  onTestRunEnd(modules, unhandledErrors) {
    const file = process.env.SPEXLAB_TEST_COUNTS;
    if (file) writeFileSync(file, JSON.stringify(count(modules, unhandledErrors.length)));
  }
}

/**
 * Tests by outcome. What fails outside of a test counts as a failure too: an unhandled error, a file that does not load,
 * a hook of a suite that throws.
 * @param {ReadonlyArray<import("vitest/node").TestModule>} modules
 * @param {number} unhandledErrors
 * @returns {Counts}
 */
export function count(modules, unhandledErrors) {
  const counts = { passed: 0, failed: unhandledErrors, skipped: 0 };
  for (const module of modules) {
    for (const test of module.children.allTests()) {
      const { state } = test.result();
      if (state === "passed") counts.passed++;
      else if (state === "failed") counts.failed++;
      else counts.skipped++;
    }
    counts.failed += module.errors().length;
    for (const suite of module.children.allSuites()) counts.failed += suite.errors().length;
  }
  return counts;
}

/**
 * The last line of `npm test`.
 * @param {Counts} counts
 * @returns {string}
 */
export function closingLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ""}`;
}

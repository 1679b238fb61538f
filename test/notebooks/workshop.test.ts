import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type CellResult, runCells } from "../support/kernel.js";
import { all, allCells, isLive, type SavedCell, savedText, shownText, staleness } from "./notebook.js";

/** Wrong answers by exercise, as code that replaces the exercise's cell: add those of a new exercise here. */
const wrongAnswers: Record<string, string[]> = JSON.parse(
  readFileSync(new URL("./workshop.answers.json", import.meta.url), "utf8"),
);
const workshop = all.filter(({ name }) => name.startsWith("workshop/"));

/** An exercise: the reader's cell, the one that checks it, and the solution's code. */
interface Exercise {
  readonly key: string;
  readonly exercise: SavedCell;
  readonly check: SavedCell;
  readonly solution: string;
}

function exercisesOf(cells: readonly SavedCell[]): Exercise[] {
  return cells.flatMap((exercise, k) => {
    const key = /^exercise-(\d+-\d+)$/.exec(exercise.id)?.[1];
    if (key === undefined) return [];
    const [check, solution] = cells.slice(k + 1, k + 3);
    expect([check?.id, solution?.id]).toEqual([`check-${key}`, `solution-${key}`]);
    expect([exercise.tags, check.tags, solution.tags]).toEqual([["exercise"], ["check"], ["solution"]]);
    expect(solution.source).toMatch(/^<details><summary>Solution<\/summary>\n\n.*\n\n<\/details>$/s);
    const blocks = [...solution.source.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code]) => code.trimEnd());
    expect(blocks, `code blocks in solution-${key}`).toHaveLength(1);
    return [{ key, exercise, check, solution: blocks[0] }];
  });
}

/** A cell to run; for a check, with the answer that it judges. */
interface Step {
  readonly cell: SavedCell;
  readonly source: string;
  readonly answer?: string;
}

/** What the check says: its line with a mark. */
function verdict(shown: Pick<CellResult, "outputs">): string {
  const lines = shownText(shown).split("\n");
  return lines.findLast((line) => /^[✓✗]/.test(line)) ?? "(nothing)";
}

describe.each(workshop)("$name", ({ name, file }) => {
  const cells = allCells(file);

  it("has three to five exercises of its number, each with wrong answers to try", () => {
    const keys = exercisesOf(cells).map(({ key }) => key);
    const number = /^workshop\/(\d)-/.exec(name)?.[1];
    expect(keys).toEqual(keys.map((_, k) => `${number}-${k + 1}`));
    expect(keys.length).toBeGreaterThanOrEqual(3);
    expect(keys.length).toBeLessThanOrEqual(5);
    const tried = Object.keys(wrongAnswers).filter((key) => key.startsWith(`${number}-`));
    expect(tried).toEqual(keys);
    for (const key of keys) expect(wrongAnswers[key].length, key).toBeGreaterThan(0);
  });

  it("folds the code of the checks, which would give the answers away", () => {
    const { cells: raw } = JSON.parse(readFileSync(file, "utf8"));
    const open = raw.filter(
      (cell: { id: string; metadata: { jupyter?: { source_hidden?: boolean } } }) =>
        cell.id.startsWith("check-") && cell.metadata.jupyter?.source_hidden !== true,
    );
    expect(open.map(({ id }: { id: string }) => id)).toEqual([]);
  });

  it("says ✓ to the solutions, ✗ with a hint to wrong answers and to nothing done, and keeps what it shows", async () => {
    const code = cells.filter((cell) => cell.type === "code" && !isLive(cell));
    const exercises = new Map(exercisesOf(cells).map((one) => [one.check.id, one]));
    // In place of a check's cell: each answer with the check behind it, then the exercise and the check as they stand.
    const steps = code.flatMap((cell): Step[] => {
      if (cell.tags.includes("exercise")) return [];
      const found = exercises.get(cell.id);
      if (found === undefined) return [{ cell, source: cell.source }];
      const { key, exercise, check, solution } = found;
      return [
        ...[...wrongAnswers[key], solution].map((answer) => ({
          cell: check,
          answer,
          source: `${answer}\n${check.source}`,
        })),
        { cell: exercise, source: exercise.source },
        { cell: check, answer: exercise.source, source: check.source },
      ];
    });
    const results = await runCells(
      steps.map(({ source }) => source),
      { env: { SPEXLAB_MODEL_PATH: "/nowhere/model.gguf" }, timeout: 120, file },
    );
    const failed = results.filter(({ status, stderr }) => status !== "ok" || stderr !== "");
    expect(failed).toEqual([]);
    expect(results).toHaveLength(steps.length);
    const hints = new Map<string, string[]>();
    steps.forEach(({ cell, answer }, k) => {
      const found = exercises.get(cell.id);
      if (found === undefined) return;
      const said = verdict(results[k]);
      const what = `${cell.id} to ${answer}`;
      if (answer === found.solution) {
        expect(said, what).toMatch(/^✓ /);
      } else {
        expect(said, what).toMatch(/^✗ .{12,}/);
        if (answer !== found.exercise.source) {
          hints.set(found.key, [...(hints.get(found.key) ?? []), said]);
        }
      }
    });
    // Who has not begun is told so, and somebody with a wrong answer is told something else.
    for (const { key, check } of exercises.values()) {
      const untouched = savedText(check).split("\n")[0];
      expect(untouched, check.id).toMatch(/^✗ Not yet/);
      expect(hints.get(key), check.id).not.toContain(untouched);
    }
    // Of several runs of a cell the last is the one with the exercise as it stands.
    for (const cell of code) {
      const last = steps.map((step) => step.cell.id).lastIndexOf(cell.id);
      expect(staleness(cell, results[last]), cell.id).toBe("");
    }
  }, 300_000);
});

it("has no wrong answers to exercises that are not there", () => {
  const keys = workshop.flatMap(({ file }) => exercisesOf(allCells(file)).map(({ key }) => key));
  expect(Object.keys(wrongAnswers).filter((key) => !keys.includes(key))).toEqual([]);
});

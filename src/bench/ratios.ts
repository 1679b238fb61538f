import type { EntrantResult, Ratio, Run } from "./report.js";

/** Ours against their references, for every pair of which both have something to compare. */
export function ratiosOf(entrants: readonly EntrantResult[]): Ratio[] {
  return entrants.flatMap((ours) =>
    entrants
      .filter(({ label }) => ours.against.includes(label))
      .filter((reference) => ours.runs.length > 0 && reference.runs.length > 0)
      .map((reference) => ratioOf(ours, reference)),
  );
}

function ratioOf(ours: EntrantResult, reference: EntrantResult): Ratio {
  const mine = shared(ours.runs, reference.runs);
  const theirs = shared(reference.runs, ours.runs);
  const over = (of: (run: Run) => number): number => median(theirs.map(of)) / median(mine.map(of));
  const [ourR2, theirR2] = [medianR2(mine), medianR2(theirs)];
  return {
    ours: ours.label,
    reference: reference.label,
    speed: rounded(over((run) => run.cpuMs)),
    atLeast: reference.runs.some((run) => run.cut),
    memory: rounded(over((run) => run.peakMiB)),
    calls: rounded(1 / over((run) => run.calls)),
    r2: ourR2 === null || theirR2 === null ? null : rounded(ourR2 - theirR2),
  };
}

/** The runs of seeds that the others have too. */
function shared(runs: readonly Run[], others: readonly Run[]): Run[] {
  return runs.filter((run) => others.some(({ seed }) => seed === run.seed));
}

function medianR2(runs: readonly Run[]): number | null {
  return runs.some((run) => run.r2 === null) ? null : median(runs.map((run) => run.r2!));
}

function rounded(value: number): number {
  return Number(value.toPrecision(6));
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

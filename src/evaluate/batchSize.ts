const CALL_MS = 120;
const LARGEST = 1 << 16;

/** How many masks the next batch has. */
export interface BatchSize {
  readonly now: number;
  /** The size after a batch of this size took so long. */
  after(ms: number): BatchSize;
}

/** The given size for ever; without one, sizes whose call would take about 0.12 s at the last call's speed, at most eight times the last. */
export function fixedOr(given: number | undefined, first: number): BatchSize {
  if (given !== undefined) {
    const same: BatchSize = { now: given, after: () => same };
    return same;
  }
  return {
    now: first,
    after: (ms) =>
      fixedOr(
        undefined,
        Math.max(1, Math.min(LARGEST, first * 8, Math.round((first * CALL_MS) / Math.max(ms, 0.01)))),
      ),
  };
}

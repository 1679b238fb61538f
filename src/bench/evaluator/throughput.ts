import { mkdtempSync, rmSync, statSync } from "node:fs";
import path from "node:path";
import type { Masks } from "../../bits/masks.js";
import { evaluate } from "../../evaluate/evaluate.js";
import { type Game, game } from "../../games/game.js";
import { Memory } from "../../games/memory.js";
import { closeEnvironment } from "../../games/store/environment.js";
import { peakMiB, resetPeak } from "../memory.js";
import { median } from "../ratios.js";
import { checkValues, instantly, masksWithRepeats } from "./masks.js";

const RUNS = 3;
const WARM_UP = 20_000;

interface Took {
  readonly perSecond: number;
  /** Of all threads, a mask. */
  readonly cpuMicros: number;
}

/** An instant function through the evaluator: one that reads words, and one that is handed coalitions. */
export async function functionRates(n: number, count: number): Promise<{ [name: string]: number }> {
  const masks = masksWithRepeats(n, count);
  const words = game(n, instantly);
  const coalitions = game(n, (asked) => asked.map((c) => (c.has(0) ? 1 : 0)));
  for (const each of [words, coalitions]) await evaluate(each, masks.slice(0, Math.min(count, WARM_UP)));
  globalThis.gc?.();
  resetPeak();
  const before = peakMiB();
  const fast = await middle(() => timed(words, masks, true));
  const added = peakMiB() - before;
  const usual = await middle(() => timed(coalitions, masks, false));
  return { ...fast, coalitionsPerSecond: usual.perSecond, addedMiB: added };
}

/** The same into a crash-safe store, and back from it; both in fresh stores, median of three. */
export async function storeRates(
  n: number,
  count: number,
  folder: string,
): Promise<{ [name: string]: number }> {
  const masks = masksWithRepeats(n, count);
  const live = game(n, instantly, { id: "instant" });
  const into: Took[] = [];
  const back: Took[] = [];
  const bytes: number[] = [];
  const place = mkdtempSync(path.join(folder, "store-"));
  try {
    for (let run = -1; run < RUNS; run++) {
      const at = path.join(place, String(run));
      const kept = live.cache(at);
      const asked = run < 0 ? masks.slice(0, Math.min(count, WARM_UP)) : masks;
      const write = await timed(kept, asked, true);
      const read = await timed(kept, asked, true);
      if (run >= 0) {
        into.push(write);
        back.push(read);
        bytes.push(statSync(path.join(at, "data.mdb")).size / distinctOf(count));
      }
      await closeEnvironment(at);
      rmSync(at, { recursive: true });
    }
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
  const read = middleOf(back);
  return {
    ...middleOf(into),
    backPerSecond: read.perSecond,
    backCpuMicros: read.cpuMicros,
    diskBytesPerMask: median(bytes),
  };
}

/** What distinct answers take while they are kept in this process, and what is left of the process's memory when a store keeps them. */
export async function memoryOf(
  n: number,
  count: number,
  folder: string,
): Promise<{ [name: string]: number }> {
  const masks = masksWithRepeats(n, count);
  const values = instantly(masks);
  const distinct = distinctOf(count);
  const before = await held();
  const memory = new Memory(n, 1);
  const began = performance.now();
  memory.append(masks, values);
  const appendMs = performance.now() - began;
  const heldBytes = (await held()) - before;
  checkValues(memory.known(masks), masks);

  const place = mkdtempSync(path.join(folder, "store-"));
  const kept = game(n, instantly, { id: "instant" }).cache(place);
  const start = await held();
  await kept.keep(masks, values);
  const storeBytes = (await held()) - start;
  checkValues(kept.known(masks), masks);
  const diskBytes = statSync(path.join(place, "data.mdb")).size;
  await closeEnvironment(place);
  rmSync(place, { recursive: true });
  return {
    perSecond: (count / appendMs) * 1000,
    heldBytesPerMask: heldBytes / distinct,
    heldWithStoreBytesPerMask: Math.max(0, storeBytes) / distinct,
    diskBytesPerMask: diskBytes / distinct,
  };
}

async function timed(asked: Game, masks: Masks, checked: boolean): Promise<Took> {
  globalThis.gc?.({ type: "minor" });
  const cpu = process.cpuUsage();
  const began = performance.now();
  const values = await evaluate(asked, masks);
  const seconds = (performance.now() - began) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  if (checked) checkValues(values, masks);
  return { perSecond: masks.length / seconds, cpuMicros: (user + system) / masks.length };
}

async function middle(work: () => Promise<Took>): Promise<Took> {
  const runs: Took[] = [];
  for (let run = 0; run < RUNS; run++) runs.push(await work());
  return middleOf(runs);
}

function middleOf(runs: readonly Took[]): Took {
  return {
    perSecond: median(runs.map(({ perSecond }) => perSecond)),
    cpuMicros: median(runs.map(({ cpuMicros }) => cpuMicros)),
  };
}

/** Bytes of objects and buffers that are still used. */
async function held(): Promise<number> {
  // Buffers of dead objects are freed after the collection that finds them.
  for (let k = 0; k < 2; k++) {
    globalThis.gc?.();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

function distinctOf(count: number): number {
  return count - Math.floor(count / 10);
}

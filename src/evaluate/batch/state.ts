import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Masks } from "../../bits/masks.js";
import { SpexlabError } from "../../errors.js";
import type { Spent } from "../spending.js";

const FORMAT = "spexlab batch";

/** A batch job that was handed in. */
export interface BatchState {
  /** What is asked: the game's id and the masks. */
  readonly key: string;
  /** Jobs for this plan so far, the one under way or about to be handed in included. */
  readonly round: number;
  /** What the earlier ones used. */
  readonly spent: Spent;
  /** Our own name of the job, noted before it is handed in: by it the job is found again after a crash. */
  readonly job?: string;
  /** The server's name of the job. */
  readonly batch?: string;
}

/** Names what a job asks, by content. */
export function batchKey(gameId: string, masks: Masks): string {
  return createHash("sha256").update(`${gameId} `).update(masks.words).digest("hex").slice(0, 40);
}

/** The job under way in a folder; undefined when there is none. Throws `CORRUPT_BATCH`. */
export function readState(folder: string): BatchState | undefined {
  const file = join(folder, "batch.json");
  if (!existsSync(file)) return undefined;
  let found: Partial<BatchState> & { format?: unknown } = {};
  try {
    found = JSON.parse(readFileSync(file, "utf8"));
  } catch {
    // Said below.
  }
  const { format, key, batch, job, round, spent } = found;
  const numbers = [round, spent?.calls, spent?.tokens, spent?.money];
  const names = [job, batch].every((name) => name === undefined || typeof name === "string");
  if (format === FORMAT && typeof key === "string" && names && numbers.every(Number.isFinite)) {
    return { key, batch, job, round: round!, spent: spent! };
  }
  throw new SpexlabError(
    "CORRUPT_BATCH",
    `${file} is not a spexlab batch. Delete it to hand the job in again; answers that are kept stay.`,
  );
}

/** Keeps which job is under way: whole or not at all. */
export function writeState(folder: string, state: BatchState): void {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, "batch.json");
  writeFileSync(`${file}.new`, `${JSON.stringify({ format: FORMAT, ...state })}\n`);
  renameSync(`${file}.new`, file);
}

export function clearState(folder: string): void {
  rmSync(join(folder, "batch.json"), { force: true });
}

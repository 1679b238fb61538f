import { SpexlabError, shown } from "../errors.js";
import type { Json } from "../types.js";
import type { Recovery } from "./recovery.js";

/** Changes whenever a reader of older files would misread newer ones. */
export const SCHEMA = "spexlab-bench/1";

export type Side = "spexlab" | "reference";
/** What a case belongs to: parities with the SPEX of both sides, their tree proxies, or every method on masking games. */
export type Group = "spex" | "proxy" | "games";

/** One run of one method. Times in milliseconds without the game's own, memory in MiB for the whole process. */
export interface Run {
  readonly seed: number;
  /** Distinct masks evaluated. */
  readonly calls: number;
  /** Masks asked for, repetitions included. */
  readonly asked: number;
  /** Processor time of all threads, choosing masks and estimating together. */
  readonly cpuMs: number;
  readonly planMs?: number;
  readonly estimateMs?: number;
  readonly wallMs: number;
  readonly peakMiB: number;
  /** On the test masks, against the noise-free function; null when it cannot be told. */
  readonly r2: number | null;
  readonly recovery?: Recovery;
  readonly terms?: number;
  /** True when the run was ended at its time limit: `cpuMs` is what it had used by then, and there is no result. */
  readonly cut?: true;
  /** `cpuMs` and all that belongs to it are those of the median run of so many. */
  readonly repetitions?: number;
}

export interface EntrantResult {
  readonly label: string;
  readonly side: Side;
  readonly method: string;
  readonly options: { readonly [key: string]: Json };
  /** Labels of the references that this method of ours is measured against. */
  readonly against: readonly string[];
  readonly runs: readonly Run[];
  /** Processor milliseconds of the first warm-up run, in a process that had not run the method on such a game before. */
  readonly coldMs?: number;
  /** Why runs are missing. */
  readonly note?: string;
}

/** Ours against its reference, medians over the seeds that both finished. */
export interface Ratio {
  readonly ours: string;
  readonly reference: string;
  /** The reference's processor time over ours. A lower bound when the reference was cut. */
  readonly speed: number;
  readonly atLeast: boolean;
  /** The reference's peak memory over ours. */
  readonly memory: number;
  /** Our distinct calls over the reference's. */
  readonly calls: number;
  /** Our R² less the reference's; null when the reference has none. */
  readonly r2: number | null;
}

export interface CaseResult {
  readonly id: string;
  readonly group: Group;
  readonly title: string;
  /** The game's name, shared by the cases that differ in budget only. */
  readonly game: string;
  readonly n: number;
  readonly budget: number | null;
  /** Test masks behind each R². */
  readonly testMasks: number;
  readonly entrants: readonly EntrantResult[];
  readonly ratios: readonly Ratio[];
}

/** Something of ours measured in a process of its own. */
export interface AloneResult {
  readonly id: string;
  /** The table that it belongs to, where it is not that of all. */
  readonly group?: "evaluator" | "pictures";
  readonly title: string;
  readonly values: { readonly [name: string]: number };
  readonly note?: string;
}

export interface Report {
  readonly schema: typeof SCHEMA;
  /** Day of the run, YYYY-MM-DD (UTC). */
  readonly date: string;
  readonly mode: "quick" | "full";
  readonly minutes: number;
  readonly machine: {
    readonly cores: number;
    readonly memoryGiB: number;
    readonly platform: string;
    /** Load average over one minute, before and after. */
    readonly load: readonly [number, number];
  };
  readonly versions: { readonly [name: string]: string };
  /** What the references cost before their first answer; part of no ratio. */
  readonly referenceStart: {
    readonly importCpuMs: number;
    readonly warmUpCpuMs: number;
    readonly starts: number;
  } | null;
  readonly alone: readonly AloneResult[];
  readonly cases: readonly CaseResult[];
  readonly notes: readonly string[];
}

/** A report from parsed JSON; throws `BAD_BENCH_FILE` with the place when it is none that this version reads. */
export function readReport(json: unknown): Report {
  const report = record(json, "the file");
  if (report.schema !== SCHEMA) {
    throw bad("schema", `"${SCHEMA}"`, report.schema, "Run npm run bench again to make a current one.");
  }
  expect(/^\d{4}-\d{2}-\d{2}$/.test(String(report.date)), "date", "a day YYYY-MM-DD", report.date);
  expect(report.mode === "quick" || report.mode === "full", "mode", '"quick" or "full"', report.mode);
  record(report.machine, "machine");
  record(report.versions, "versions");
  list(report.notes, "notes");
  list(report.alone, "alone").forEach((entry, k) => {
    record(record(entry, `alone[${k}]`).values, `alone[${k}].values`);
  });
  list(report.cases, "cases").forEach((entry, k) => {
    const where = `cases[${k}]`;
    const found = record(entry, where);
    expect(
      ["spex", "proxy", "games"].includes(String(found.group)),
      `${where}.group`,
      "a group",
      found.group,
    );
    expect(typeof found.n === "number", `${where}.n`, "a number", found.n);
    list(found.ratios, `${where}.ratios`);
    list(found.entrants, `${where}.entrants`).forEach((given, e) => {
      const place = `${where}.entrants[${e}]`;
      const entrant = record(given, place);
      expect(typeof entrant.label === "string", `${place}.label`, "a text", entrant.label);
      list(entrant.runs, `${place}.runs`).forEach((run, r) => {
        const { cpuMs, r2 } = record(run, `${place}.runs[${r}]`);
        expect(typeof cpuMs === "number", `${place}.runs[${r}].cpuMs`, "a number", cpuMs);
        expect(r2 === null || typeof r2 === "number", `${place}.runs[${r}].r2`, "a number or null", r2);
      });
    });
  });
  return json as Report;
}

function record(value: unknown, where: string): Record<string, unknown> {
  expect(typeof value === "object" && value !== null && !Array.isArray(value), where, "an object", value);
  return value as Record<string, unknown>;
}

function list(value: unknown, where: string): unknown[] {
  expect(Array.isArray(value), where, "an array", value);
  return value as unknown[];
}

function expect(right: boolean, where: string, wanted: string, came: unknown): void {
  if (!right) throw bad(where, wanted, came, "Is it a file that npm run bench wrote?");
}

function bad(where: string, wanted: string, came: unknown, advice: string): SpexlabError {
  return new SpexlabError(
    "BAD_BENCH_FILE",
    `Expected ${where} to be ${wanted}, got ${shown(came)}. ${advice}`,
  );
}

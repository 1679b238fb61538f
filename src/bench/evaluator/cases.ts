import { mkdirSync } from "node:fs";
import { Channel, OutOfTime, Refusal } from "../channel.js";
import type { AloneResult } from "../report.js";
import { rounded } from "../run.js";
import { RAMP } from "./clients.js";
import type { EvaluatorAnswer, EvaluatorRequest } from "./protocol.js";
import { DELAY_MS, slowServer } from "./server.js";

const MILLION = 1_000_000;
const SECONDS = 300;

/** What is measured of evaluator and store. */
export type EvaluatorCase = { readonly id: string; readonly title: string } & (
  | { readonly measure: "function" | "store" | "memory"; readonly n: number; readonly masks: number }
  | {
      readonly measure: "http";
      readonly concurrent: number;
      readonly rounds: number;
      readonly seconds: number;
    }
);

/** All of a mode. A tenth of the masks is repeated everywhere. */
export function evaluatorCases(mode: "quick" | "full"): EvaluatorCase[] {
  const quick = mode === "quick";
  const many = quick ? 200_000 : MILLION;
  const rates = (measure: "function" | "store", n: number, masks: number): EvaluatorCase => ({
    id: `evaluator ${measure} n=${n}`,
    title:
      measure === "function"
        ? `instant function, ${count(masks)} masks of ${count(n)} players`
        : `instant function into a store and back, ${count(masks)} masks of ${count(n)} players`,
    measure,
    n,
    masks,
  });
  const memory = (n: number): EvaluatorCase => ({
    id: `evaluator memory n=${n}`,
    title: `${count(many)} kept answers of ${count(n)} players`,
    measure: "memory",
    n,
    masks: many,
  });
  const http = (concurrent: number): EvaluatorCase => ({
    id: `evaluator http ${concurrent}`,
    title: `server that answers after ${DELAY_MS} ms, ${concurrent} at once`,
    measure: "http",
    concurrent,
    rounds: quick ? 1 : 3,
    seconds: quick ? 1 : 2,
  });
  return [
    rates("function", 40, many),
    rates("function", 1000, many),
    rates("store", 40, quick ? 100_000 : MILLION),
    rates("store", 1000, quick ? 50_000 : MILLION),
    memory(40),
    ...(quick ? [] : [memory(1000)]),
    ...(quick ? [1, 32] : [1, 8, 32, 128]).map(http),
  ];
}

/** Measures the cases, each in a fresh process; the server answers from this one. */
export async function evaluatorResults(
  cases: readonly EvaluatorCase[],
  worker: readonly string[],
  folder: string,
  log: string,
  say: (line: string) => void,
): Promise<AloneResult[]> {
  if (cases.length === 0) return [];
  mkdirSync(folder, { recursive: true });
  const server = await slowServer();
  const results: AloneResult[] = [];
  try {
    for (const entry of cases) {
      const channel = new Channel(worker, log);
      const result = await channel
        .request<EvaluatorAnswer>(requestOf(entry, server.url, folder), SECONDS)
        .then(({ values }) => resultOf(entry, values))
        .catch((error: Error) => {
          if (!(error instanceof OutOfTime || error instanceof Refusal)) throw error;
          return { ...resultOf(entry, {}), note: error.message };
        })
        .finally(() => channel.close());
      results.push(result);
      const shown = Object.entries(result.values).map(([name, value]) => `${name} ${value}`);
      say(`${entry.title}: ${[...shown, result.note ?? []].flat().join(", ")}`);
    }
  } finally {
    server.close();
  }
  return results;
}

function requestOf(entry: EvaluatorCase, url: string, folder: string): EvaluatorRequest {
  if (entry.measure !== "http") {
    const { measure, n, masks } = entry;
    return { op: "evaluator", measure, n, masks, folder };
  }
  const { concurrent, rounds, seconds } = entry;
  // The first and the last calls do not count, and a tenth of the masks is repeated.
  const calls = Math.ceil((concurrent * (RAMP + 1 + (seconds * 1000) / DELAY_MS)) / 0.9);
  return { op: "evaluator", measure: "http", url, concurrent, calls, rounds };
}

function resultOf({ id, title }: EvaluatorCase, values: EvaluatorAnswer["values"]): AloneResult {
  return {
    id,
    group: "evaluator",
    title,
    values: Object.fromEntries(
      Object.entries(values).map(([name, value]) => [name, rounded(value, value < 100 ? 3 : 0)]),
    ),
  };
}

function count(n: number): string {
  return n.toLocaleString("en");
}

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { importTime, largeDecodes } from "./alone.js";
import { casesOf } from "./cases.js";
import { Channel, OutOfTime, Refusal } from "./channel.js";
import { evaluatorCases, evaluatorResults } from "./evaluator/cases.js";
import { goldenGames, reviewGames } from "./goldenGames.js";
import { pictureTimes } from "./pictures.js";
import { type AloneResult, type CaseResult, type Report, readReport, SCHEMA } from "./report.js";
import { REPEAT, Runner, rounded } from "./run.js";
import { tablesOf } from "./tables.js";

/** What the command line asked for. */
export interface BenchOptions {
  readonly quick: boolean;
  readonly ours: boolean;
  readonly only?: string;
  readonly out?: string;
  readonly table?: string;
}

/** Where things are. */
export interface BenchPlaces {
  readonly root: string;
  /** Python of the references; undefined when they do not run. */
  readonly python?: string;
  /** Folder for the files that the workers exchange. */
  readonly scratch: string;
  readonly logs: string;
}

interface Hello {
  python: string;
  packages: Record<string, string>;
  importCpuMs: number;
}

/** Minutes after which no reference is started any more; a run under way may still finish. */
const MINUTES = { quick: 2.6, full: 25 };

/** Runs the benchmark, or prints the tables of an old one. Returns the exit code. */
export async function main(options: BenchOptions, places: BenchPlaces): Promise<number> {
  if (options.table !== undefined) {
    console.log(tablesOf(readReport(JSON.parse(readFileSync(options.table, "utf8")))));
    return 0;
  }
  const report = await measure(options, places);
  const partial = options.only !== undefined || report.referenceStart === null;
  const file = options.out ?? (partial ? undefined : datedFile(places.root, report));
  console.log(`\n${tablesOf(report)}`);
  if (file === undefined) return 0;
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(report, null, 1)}\n`);
  console.log(
    `\nWritten to ${path.relative(process.cwd(), file)}; npm run readme puts the newest results into README.md`,
  );
  return 0;
}

function datedFile(root: string, { date, mode }: Report): string {
  return path.join(root, "fixtures", "bench", `${date}${mode === "quick" ? "-quick" : ""}.json`);
}

async function measure(options: BenchOptions, { root, python, scratch, logs }: BenchPlaces): Promise<Report> {
  const mode = options.quick ? "quick" : "full";
  const begun = performance.now();
  const date = new Date().toISOString().slice(0, 10);
  const load = os.loadavg()[0];
  const clock = (): string => {
    const seconds = Math.round((performance.now() - begun) / 1000);
    return `${String(Math.floor(seconds / 60)).padStart(2)}:${String(seconds % 60).padStart(2, "0")}`;
  };
  const say = (line: string): void => console.log(`${clock()}  ${line}`);
  mkdirSync(logs, { recursive: true });
  // Both sides collect their garbage before they measure.
  const worker = [process.execPath, "--expose-gc", fileURLToPath(new URL("worker.js", import.meta.url))];
  const log = path.join(logs, "bench-spexlab.log");
  const spexlab = new Channel(worker, log);
  let reference =
    python === undefined
      ? undefined
      : new Channel(
          [python, path.join(root, "src", "bench", "peers", "main.py")],
          path.join(logs, "bench-reference.log"),
        );
  const wanted = (id: string): boolean => options.only === undefined || id.includes(options.only);
  const alone: AloneResult[] = [];
  const cases: CaseResult[] = [];
  try {
    let hello: Hello | undefined;
    if (reference !== undefined) {
      say("references: importing");
      hello = await reference.request<Hello>({ op: "hello" }, 300).catch((error: Error) => {
        if (!(error instanceof Refusal || error instanceof OutOfTime)) throw error;
        say(
          `references: ${error.message} (${path.join(logs, "bench-reference.log")} says why); without them`,
        );
        return undefined;
      });
      if (hello === undefined) {
        reference.close();
        reference = undefined;
      }
    }
    const runner = new Runner(
      { spexlab, reference },
      path.join(scratch, "pairs"),
      begun + MINUTES[mode] * 60_000,
      say,
    );
    if (wanted("import")) alone.push(importTime(root));
    if (wanted("large")) {
      say("spexlab alone: 10,000 players");
      alone.push(...(await largeDecodes(worker, path.join(scratch, "alone"), log, options.quick, say)));
    }
    for (const entry of casesOf(mode, goldenGames(root), reviewGames(root)).filter(({ id }) => wanted(id))) {
      say(entry.title);
      // V8 gives memory back late: each case of ours starts with a clean process and warms it up.
      spexlab.close();
      cases.push(await runner.run(entry));
    }
    spexlab.close();
    if (wanted("pictures")) {
      say("first pictures of a large explanation");
      alone.push(...pictureTimes(root));
    }
    alone.push(
      ...(await evaluatorResults(
        evaluatorCases(mode).filter(({ id }) => wanted(id)),
        worker,
        path.join(scratch, "evaluator"),
        log,
        say,
      )),
    );
    return {
      schema: SCHEMA,
      date,
      mode,
      minutes: rounded((performance.now() - begun) / 60_000, 1),
      machine: {
        cores: os.availableParallelism(),
        memoryGiB: rounded(os.totalmem() / 2 ** 30, 1),
        platform: `${process.platform} ${process.arch}`,
        load: [rounded(load, 2), rounded(os.loadavg()[0], 2)],
      },
      versions: {
        spexlab: (JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as { version: string })
          .version,
        node: process.versions.node,
        ...(hello === undefined ? {} : { python: hello.python, ...hello.packages }),
      },
      referenceStart:
        hello === undefined
          ? null
          : {
              importCpuMs: rounded(hello.importCpuMs, 0),
              warmUpCpuMs: rounded(runner.warmUpCpuMs, 0),
              starts: reference?.starts ?? 0,
            },
      alone,
      cases,
      notes: notesOf(hello, runner.warmUpCpuMs),
    };
  } finally {
    spexlab.close();
    reference?.close();
  }
}

function notesOf(hello: Hello | undefined, warmUpCpuMs: number): string[] {
  if (hello === undefined) return ["Only spexlab was measured: without its references there are no ratios."];
  const seconds = (ms: number): string => (ms / 1000).toFixed(1);
  return [
    `The references' imports (${seconds(hello.importCpuMs)} s of processor time) and warm-up runs (${seconds(warmUpCpuMs)} s, compiling included) count in no ratio.`,
    `Times are processor time of all threads without the model's calls, masks chosen and decoded, after warm-up runs and a garbage collection on both sides (masking games: only what has a reference of its own kind); what takes under ${REPEAT.below / 1000} s is the median of ${REPEAT.runs} repetitions, on both sides. A reference's cold run solves a smaller problem; it includes compiling, on both sides.`,
    "Memory is the peak of the whole process, interpreter and libraries included; spexlab starts a new process for each case, the references keep theirs.",
  ];
}

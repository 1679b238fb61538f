import { rmSync } from "node:fs";
import { r2 } from "../metrics/r2.js";
import type { Case, Entrant } from "./cases.js";
import { OutOfTime, Refusal } from "./channel.js";
import { Files, type GameFiles, readNumbers } from "./files.js";
import { termsOf, valuesOf } from "./game.js";
import type { RunAnswer, RunRequest } from "./protocol.js";
import { ratiosOf } from "./ratios.js";
import { recovery } from "./recovery.js";
import type { CaseResult, EntrantResult, Run, Side } from "./report.js";

/** Where the two sides are compared before they are measured. */
const COMPARED = 256;
/** Warm-up runs: numba compiles at the first call (later runs are no faster), V8 step by step as code gets hot. */
const WARM_UPS = { spexlab: 30, reference: 1 };
/** Processor milliseconds after which no further warm-up starts. */
const WARM = 4000;
/** Timed runs shorter than that are repeated, and the median one counts: on both sides alike. */
export const REPEAT = { runs: 3, below: 2000 };

/** Answers requests, in a process of its own (`Channel`). */
export interface Worker {
  /** How often its process was started. */
  readonly starts: number;
  /** Starts the process where none runs. */
  ready(): Promise<void>;
  request<T>(request: object, seconds: number): Promise<T>;
}

export interface Workers {
  readonly spexlab: Worker;
  /** Absent when only our side is measured. */
  readonly reference?: Worker;
}

/** Runs cases on both sides, ours and the reference's in turn. */
export class Runner {
  readonly #workers: Workers;
  readonly #files: Files;
  /** `performance.now()` after which no reference is started any more. */
  readonly #deadline: number;
  readonly #say: (line: string) => void;
  readonly #warmed = new Set<string>();
  /** Processor milliseconds of the references' warm-ups. */
  warmUpCpuMs = 0;

  constructor(workers: Workers, folder: string, deadline: number, say: (line: string) => void) {
    this.#workers = workers;
    this.#files = new Files(folder);
    this.#deadline = deadline;
    this.#say = say;
  }

  async run(given: Case): Promise<CaseResult> {
    const results = given.entrants
      .filter(({ side }) => this.#workers[side] !== undefined)
      .map((entrant) => ({
        entrant,
        runs: [] as Run[],
        cold: undefined as number | undefined,
        note: undefined as string | undefined,
      }));
    let files: GameFiles | undefined;
    for (const seed of given.seeds) {
      const spec = given.spec(seed);
      if (files?.spec !== spec) {
        if (files) this.#files.remove(files);
        files = this.#files.add(spec);
        await this.#compare(files);
      }
      for (const result of results) {
        const { entrant } = result;
        if (result.note !== undefined || seed > (entrant.seeds ?? given.seeds.length)) continue;
        if (performance.now() > this.#deadline) {
          result.note = "not run: the time of the whole benchmark was spent";
          continue;
        }
        try {
          result.cold ??= await this.#warm(entrant, given, files, seed);
          const run = await this.#repeated(entrant, entrant.budget ?? given.budget, files, seed);
          result.runs.push(run);
          if (run.cut) result.note = `cut after ${entrant.limitSeconds} s of processor time`;
          this.#say(`${entrant.label.padEnd(28)} seed ${seed}  ${line(run)}`);
        } catch (error) {
          if (!(error instanceof OutOfTime || error instanceof Refusal)) throw error;
          result.note = error.message;
          this.#say(`${entrant.label.padEnd(28)} seed ${seed}  ${error.message}`);
        }
      }
    }
    if (files) this.#files.remove(files);
    const entrants = results.map(
      ({ entrant: { label, side, method, options, against = [] }, runs, cold, note }): EntrantResult => ({
        label,
        side,
        method,
        options,
        against,
        runs,
        ...(cold === undefined ? {} : { coldMs: rounded(cold, 1) }),
        ...(note === undefined ? {} : { note }),
      }),
    );
    return {
      id: given.id,
      group: given.group,
      title: given.title,
      game: given.game,
      n: given.n,
      budget: given.budget ?? null,
      testMasks: files?.masks.length ?? 0,
      entrants,
      ratios: ratiosOf(entrants),
    };
  }

  /** Once for each kind of work and process: the same method on the same game. Returns what the first run took. */
  async #warm(entrant: Entrant, given: Case, files: GameFiles, seed: number): Promise<number | undefined> {
    const { warm, side, method } = entrant;
    if (warm === undefined) return undefined;
    const options = { ...entrant.options, ...warm.options };
    const noise = files.spec.kind === "fourier" && files.spec.noise !== undefined;
    const worker = this.#workers[side]!;
    await worker.ready();
    const key = JSON.stringify([side, worker.starts, method, options, given.n, noise, files.spec.kind]);
    if (this.#warmed.has(key)) return undefined;
    const request = { ...this.#request(entrant, warm.budget, files, seed + 1000), options, out: "" };
    let cold: number | undefined;
    for (let k = 0, spent = 0; k < WARM_UPS[side] && spent < WARM; k++) {
      const { cpuMs } = await this.#ask(side, request);
      cold ??= cpuMs;
      spent += cpuMs;
      if (side === "reference") this.warmUpCpuMs += cpuMs;
    }
    this.#warmed.add(key);
    return cold;
  }

  async #repeated(
    entrant: Entrant,
    budget: number | undefined,
    files: GameFiles,
    seed: number,
  ): Promise<Run> {
    const runs = [await this.#measure(entrant, budget, files, seed)];
    const { cpuMs, cut } = runs[0];
    if (entrant.warm === undefined || cut || cpuMs >= REPEAT.below) return runs[0];
    while (runs.length < REPEAT.runs) runs.push(await this.#measure(entrant, budget, files, seed));
    const middle = runs.sort((a, z) => a.cpuMs - z.cpuMs)[runs.length >> 1];
    return { ...middle, repetitions: runs.length };
  }

  async #measure(entrant: Entrant, budget: number | undefined, files: GameFiles, seed: number): Promise<Run> {
    const request = this.#request(entrant, budget, files, seed);
    const answer = await this.#ask(entrant.side, request);
    const run = {
      seed,
      calls: answer.calls,
      asked: answer.asked,
      cpuMs: rounded(answer.cpuMs, 3),
      ...(answer.planMs === undefined
        ? {}
        : { planMs: rounded(answer.planMs, 3), estimateMs: rounded(answer.estimateMs ?? 0, 3) }),
      wallMs: rounded(answer.wallMs, 3),
      peakMiB: rounded(answer.peakMiB, 1),
    };
    if (answer.cut) return { ...run, r2: null, cut: true };
    const predicted = readNumbers(files.out);
    rmSync(files.out);
    const measured = r2(files.truth, predicted);
    const { spec } = files;
    return {
      ...run,
      r2: Number.isFinite(measured) ? rounded(measured, 6) : null,
      ...(answer.termCount === undefined ? {} : { terms: answer.termCount }),
      ...(spec.kind === "fourier" && answer.terms
        ? { recovery: recovery(termsOf(spec.n, spec.terms), termsOf(spec.n, answer.terms)) }
        : {}),
    };
  }

  #request(entrant: Entrant, budget: number | undefined, files: GameFiles, seed: number): RunRequest {
    const { method, options, limitSeconds } = entrant;
    const { game, test, out } = files;
    return { op: "run", game, test, out, method, options, budget, seed, limitSeconds };
  }

  #ask(side: Side, request: RunRequest): Promise<RunAnswer> {
    return this.#workers[side]!.request<RunAnswer>(request, 3 * request.limitSeconds + 30);
  }

  /** Both sides must see the very same function, noise included. */
  async #compare(files: GameFiles): Promise<void> {
    const { reference } = this.#workers;
    const { spec, masks } = files;
    if (reference === undefined || spec.kind === "recorded") return;
    await reference.request({ op: "truth", game: files.game, test: files.test, out: files.out }, 300);
    const theirs = readNumbers(files.out);
    rmSync(files.out);
    const noisy = valuesOf(spec, masks.slice(0, Math.min(COMPARED, masks.length)));
    const same = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a));
    const equal =
      files.truth.every((value, k) => same(value, theirs[k])) &&
      noisy.every((value, k) => same(value, theirs[masks.length + k]));
    if (!equal)
      throw new Error("The two sides compute different functions: the benchmark would compare nothing.");
  }
}

function line(run: Run): string {
  const time = `${(run.cpuMs / 1000).toFixed(3).padStart(9)} s`;
  const rest = run.cut ? "cut" : `R² ${run.r2?.toFixed(4) ?? "none"}`;
  return `${time} ${run.peakMiB.toFixed(0).padStart(6)} MiB ${String(run.calls).padStart(7)} calls  ${rest}`;
}

export function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}

import { readFileSync, writeFileSync } from "node:fs";
import { MaskSet } from "../bits/maskSet.js";
import { Masks } from "../bits/masks.js";
import { setOf, type Terms } from "../bits/terms.js";
import { SpexlabError } from "../errors.js";
import type { Method } from "../explain/method.js";
import * as sx from "../index.js";
import { predict } from "../indices/predict.js";
import type { Estimate, Json, MethodCore, Plan } from "../types.js";
import type { Parity } from "./game.js";
import { readGame, recordedRows, valuesOf } from "./game.js";
import { peakMiB, resetPeak } from "./memory.js";
import type { RunAnswer, RunRequest } from "./protocol.js";

/** Runs one of our methods as the front door names it; times it without the game's own time. */
export function runOurs(request: RunRequest): RunAnswer {
  const spec = readGame(request.game);
  const { core } = methodNamed(request.method, request.options);
  // A full collection would throw away V8's compiled code with the objects it was compiled for.
  globalThis.gc?.({ type: "minor" });
  const exactPeak = resetPeak();
  const begun = performance.now();
  let planMs: number | undefined;
  let calls: number;
  let estimate: Estimate;
  let estimateMs: number;
  let modelMs = 0;
  if (spec.kind === "recorded") {
    const { masks, values } = recordedRows(spec, 0, request.budget ?? spec.masks.length - spec.test);
    calls = masks.length;
    const own = planOf(core, masks, values, request.seed);
    const clock = cpuClock();
    if (own) estimate = core.estimate(own.plan, own.values);
    else if (core.read) estimate = core.read(masks, values, { seed: request.seed });
    else throw new TypeError(`${request.method} reads masks of its own plans only`);
    estimateMs = clock();
  } else {
    const planning = cpuClock();
    const plan = core.plan(spec.n, { budget: request.budget, seed: request.seed });
    planMs = planning();
    calls = plan.calls;
    const asked = performance.now();
    const values = valuesOf(spec, plan.masks);
    modelMs = performance.now() - asked;
    const estimating = cpuClock();
    estimate = core.estimate(plan, values);
    estimateMs = estimating();
  }
  const measured = {
    cut: false,
    cpuMs: (planMs ?? 0) + estimateMs,
    wallMs: performance.now() - begun - modelMs,
    ...(planMs === undefined ? {} : { planMs, estimateMs }),
    peakMiB: peakMiB(),
    exactPeak,
    calls,
    asked: calls,
  };
  const { fourier } = estimate;
  if (fourier === null) throw new TypeError(`${request.method} has no surrogate here`);
  if (request.out !== "") writeFileSync(request.out, predict(fourier, readMasks(request.test, spec.n)));
  return {
    ...measured,
    termCount: fourier.length,
    ...(spec.kind === "fourier" && request.out !== "" ? { terms: listed(fourier) } : {}),
  };
}

/** The method's own plan for as many masks, where it asks exactly those that were answered. */
function planOf(
  core: MethodCore,
  masks: Masks,
  values: Float64Array,
  seed: number,
): { plan: Plan; values: Float64Array } | undefined {
  let plan: Plan;
  try {
    plan = core.plan(masks.n, { budget: masks.length, seed });
  } catch (error) {
    if (error instanceof SpexlabError && core.read) return undefined;
    throw error;
  }
  const answered = new MaskSet(masks.n, masks.length);
  for (let row = 0; row < masks.length; row++) answered.add(masks.words, row * masks.stride);
  const rows = Array.from({ length: plan.calls }, (_, row) =>
    answered.indexOf(plan.masks.words, row * masks.stride),
  );
  if (rows.includes(-1) || answered.size !== masks.length) return undefined;
  return { plan, values: Float64Array.from(rows, (row) => values[row]) };
}

function methodNamed(name: string, options: { readonly [key: string]: Json }): Method {
  const make = (sx as unknown as Record<string, ((options: object) => Method) | undefined>)[name];
  if (make === undefined) throw new TypeError(`sx.${name} does not exist in this build`);
  return make({ ...options });
}

/** Processor milliseconds of all of this process's threads since the call. */
function cpuClock(): () => number {
  const begun = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(begun);
    return (user + system) / 1000;
  };
}

export function readMasks(path: string, n: number): Masks {
  const bytes = readFileSync(path);
  const words = new Uint32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  return new Masks(n, words.length / Math.max(1, (n + 31) >>> 5), words);
}

function listed(terms: Terms): Parity[] {
  return Array.from({ length: terms.length }, (_, k) => [[...setOf(terms, k)], terms.values[k]]);
}

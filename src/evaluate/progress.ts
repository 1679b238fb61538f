import { randomUUID } from "node:crypto";
import { kernelHost } from "../host.js";
import { tslabDisplay } from "./tslab.js";

/**
 * How far an evaluation is.
 *
 * @category Explaining and comparing
 */
export interface Progress {
  /** Distinct masks answered so far, recorded ones included. */
  readonly done: number;
  /** Distinct masks in all. */
  readonly total: number;
  /** Of `done`, those that were recorded and cost nothing. */
  readonly recorded: number;
  /** Live answers per second so far; 0 before the first. */
  readonly rate: number;
  /** Estimated seconds to go; undefined before the first live answer. */
  readonly secondsLeft: number | undefined;
  /** Masks that failed for good. */
  readonly failed?: number;
  /** Seconds for which the server asked everybody to wait, from now. */
  readonly waiting?: number;
  /** Tokens used so far. */
  readonly tokens?: number;
  /** Money used so far, in the currency of the model's prices. */
  readonly money?: number;
  /** What `explain` does after the last answer: it computes, which nothing interrupts, and is done. */
  readonly phase?: "computing" | "done";
}

/** Where progress is shown. Nothing is shown of work shorter than a second. */
export interface ProgressDisplay {
  update(progress: Progress): void;
  /**
   * All answers are in hand and computing begins. `slow`: it may take seconds, so that it is said even when nothing was shown before, where that
   * leaves no trace: in a terminal, and as the first output of a cell of our own kernel.
   */
  computing(progress: Progress, slow: boolean): void;
  /** The last word: how it ended. Later words are ignored. */
  end(progress: Progress, how: "done" | "explained" | "interrupted" | "failed"): void;
}

const QUIET_MS = 1_000;
const EVERY_MS = 150;
/** Where the page itself is told how far it is, its output is replaced only so often: a button must stay to be pressed. */
const REPLACE_MS = 2_000;

/**
 * A bar in the tslab cell under way, else a line on stderr where that is a terminal, else nothing. In our own kernel the bar
 * has a button that calls `stop`.
 */
export function progressDisplay(stop: () => void): ProgressDisplay {
  const write = tslabDisplay();
  if (write !== null) {
    const display_id = randomUUID();
    let shown = false;
    const host = kernelHost();
    let address: string | undefined;
    let written = 0;
    const show = (progress: Progress, how: Ending): void => {
      address ??= host?.serve(async () => {
        stop();
        return null;
      });
      if (address !== undefined && how === undefined && performance.now() - written < REPLACE_MS) {
        host?.progress(address, { percent: percentOf(progress), words: line(progress, how) });
        return;
      }
      written = performance.now();
      const data = { "text/html": html(progress, how, address), "text/plain": line(progress, how) };
      write({ data, metadata: {}, transient: { display_id } }, shown);
      shown = true;
    };
    return paced(show, (progress) => {
      const words = line(progress, "computing");
      const data = { "text/html": html(progress, "computing"), "text/plain": words };
      // A cell that began since has outputs of its own.
      return tslabDisplay() === write ? host?.passing?.(data) : undefined;
    });
  }
  if (process.stderr.isTTY) {
    const write = (progress: Progress, how: Ending): void => {
      const stays = how !== undefined && how !== "computing";
      process.stderr.write(`${ERASE}${line(progress, how)}${stays ? "\n" : ""}`);
    };
    return paced(write, (progress) => {
      write(progress, "computing");
      return () => process.stderr.write(ERASE);
    });
  }
  return { update() {}, computing() {}, end() {} };
}

/** To the line's beginning, and all that stands there away. */
const ERASE = "\r\u001b[2K";

type Ending = "done" | "explained" | "interrupted" | "failed" | "computing" | undefined;

/**
 * Calls `show` at most every 150 ms, first after a second; the end is shown when anything was, or when it was interrupted. Where only
 * the computing is to be said, `passing` says it and gives back what takes that away, if it can.
 */
export function paced(
  show: (progress: Progress, how: Ending) => void,
  passing?: (progress: Progress) => (() => void) | undefined,
  now: () => number = () => performance.now(),
): ProgressDisplay {
  let next = now() + QUIET_MS;
  let any = false;
  let ended = false;
  let takeAway: (() => void) | undefined;
  return {
    update(progress) {
      if (ended || now() < next) return;
      next = now() + EVERY_MS;
      any = true;
      show(progress, undefined);
    },
    computing(progress, slow) {
      if (ended) return;
      if (any) show(progress, "computing");
      else if (slow) takeAway = passing?.(progress);
    },
    end(progress, how) {
      takeAway?.();
      takeAway = undefined;
      if (!ended && (any || how === "interrupted")) show(progress, how);
      ended = true;
    },
  };
}

/** Progress in one line of plain text. */
export function line(progress: Progress, how: Ending): string {
  const { done, total, recorded, rate, secondsLeft, failed, waiting, tokens, money } = progress;
  const parts = [`${count(done)} of ${count(total)} answers`];
  if (recorded > 0) parts.push(`${count(recorded)} recorded`);
  if (rate > 0) parts.push(`${rate < 10 ? rate.toFixed(1) : count(Math.round(rate))}/s`);
  if (failed) parts.push(`${count(failed)} failed`);
  if (tokens) parts.push(`${count(tokens)} tokens`);
  if (money) parts.push(`cost ${money.toPrecision(3)}`);
  if (how === undefined && waiting) parts.push(`the server asks to wait ${duration(waiting)}`);
  if (how === undefined && secondsLeft) parts.push(`${duration(secondsLeft)} left`);
  if (how === "computing") parts.push("computing the explanation…");
  if (how === "explained") parts.push("done");
  if (how === "interrupted") parts.push("interrupted");
  if (how === "failed") parts.push("stopped by an error");
  return parts.join(" · ");
}

/**
 * Progress as HTML that survives in a notebook: a bar of two spans while it runs, a quiet line at the end. With the address of
 * whoever can stop it, a button that appears once the bridge to the kernel is there.
 */
export function html(progress: Progress, how: Ending, address?: string): string {
  const words = `<span data-part="words" style="font-size:12px;color:#666">${line(progress, how)}</span>`;
  if (how !== undefined && how !== "computing") return `<div>${words}</div>`;
  const percent = percentOf(progress).toFixed(1);
  const bar = `<span style="display:inline-block;width:200px;height:8px;border-radius:4px;background:#ddd;margin-right:8px"><span data-part="bar" style="display:block;width:${percent}%;height:8px;border-radius:4px;background:#4c78a8"></span></span>`;
  const button =
    address === undefined || how === "computing"
      ? ""
      : ` <button type="button" data-spexlab-stop="${address}" style="display:none;font:inherit;font-size:12px;padding:0 8px;margin-left:8px">Stop</button>`;
  const of = address === undefined ? "" : ` data-spexlab-progress="${address}"`;
  return `<div${of}>${bar}${words}${button}</div>`;
}

function percentOf({ done, total }: Progress): number {
  return total === 0 ? 100 : (100 * done) / total;
}

function count(n: number): string {
  return n.toLocaleString("en-US");
}

function duration(seconds: number): string {
  if (seconds < 60) return `${Math.max(1, Math.round(seconds))} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
  return `${Math.floor(seconds / 3600)} h ${Math.round((seconds % 3600) / 60)} min`;
}

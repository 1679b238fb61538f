import type { View } from "../src/types.js";
import { clean, count, digitsFor, number, signed } from "./labels.js";

/** Digits after the point for values of this view. */
export function digitsOf(view: View): number {
  const strongest = view.interactions[0]?.value ?? 0;
  return digitsFor(Math.max(...[strongest, view.full ?? 0, view.modelFull ?? 0].map(Math.abs)));
}

/** The answers as a sentence in pieces, every second piece a number: the model's own, the surrogate's, with nothing present. */
export function answers(view: View): string[] {
  const digits = digitsOf(view);
  const pieces: string[] = [];
  if (view.modelFull !== null) pieces.push("The model answers ", signed(view.modelFull, digits));
  if (view.full !== null) {
    pieces.push(
      pieces.length === 0 ? "The surrogate answers " : ", the surrogate ",
      signed(view.full, digits),
    );
  }
  if (view.empty !== null) pieces.push(" (with nothing present ", signed(view.empty, digits), ")");
  return pieces;
}

/** How far the surrogate can be trusted, as a sentence part; and the model's own spread, where it is known. */
export function faithfulnessText(view: View): string {
  return trustText(view) + spreadText(view);
}

function spreadText({ noise }: View): string {
  if (noise === undefined) return "";
  if (noise.deterministic) return ", the model is deterministic";
  const most = `R² can be ${ratio(noise.ceiling)} at most`;
  return `, the model's answers to the same question differ by ±${Number(noise.level.toPrecision(2))} (${most})`;
}

function trustText(view: View): string {
  const faithfulness = view.faithfulness;
  if (faithfulness === null) return view.fourier === null ? "no surrogate" : "faithfulness not measured";
  const { r2, low, high, masks, how } = faithfulness;
  const on = {
    "held-out": `on ${count(masks)} masks that were not used to fit`,
    "cross-fit": `cross-fitted on ${count(masks)} masks`,
    fresh: `on ${count(masks)} fresh masks`,
    exact: `over all ${count(masks)} masks`,
  }[how];
  if (Number.isNaN(r2)) return `faithfulness undefined: the answer is the same ${on}`;
  const interval =
    low === undefined || high === undefined ? "" : ` (90 % interval ${ratio(low)} to ${ratio(high)})`;
  return `faithfulness R² ${ratio(r2)}${interval} ${on}`;
}

/** Where the numbers come from. */
export function costText(view: View): string {
  const seed = view.seed === null ? "" : ` · seed ${view.seed}`;
  return `${count(view.calls)} model calls · ${clean(view.method)}${seed}`;
}

/** What a value of the view's index says, where people read it wrongly. */
export function indexNote(view: View): string {
  if (view.index !== "Fourier") return "";
  return "Fourier coefficients: for a set of odd size a positive value means that presence lowers the answer.";
}

function ratio(value: number): string {
  return number(value, value > 0.995 && value < 1 ? 4 : 3);
}

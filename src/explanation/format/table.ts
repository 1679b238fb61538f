import { clean, count, digitsFor, fullLabel, signed } from "../../../widgets/labels.js";
import type { Faithfulness, Interaction } from "../../types.js";
import { interactionsOf } from "../interactions.js";
import { degreeOf, type State } from "../state.js";

const SHOWN = 12;
const HALF = 12;

/** The explanation as text for a terminal: what was explained, the strongest interactions with bars, and how far to trust it. */
export function table(state: State): string {
  const { core, index, order } = state;
  const list = interactionsOf(state);
  const n = core.players.names.length;
  const head = [
    core.title === "" ? "" : clean(core.title),
    `${index}${order > 1 ? ` up to order ${order}` : ""}${core.unit === "" ? "" : ` of ${clean(core.unit)}`}, ${counted(n, "player")}`,
  ].filter((line) => line !== "");
  const body = list.length === 0 ? ["  no interactions to show"] : bars(list.slice(0, SHOWN));
  const more = list.length > SHOWN ? [`  … ${list.length - SHOWN} more (.interactions, .rows())`] : [];
  return [...head, ...body, ...more, ...foot(state)].join("\n");
}

function bars(list: readonly Interaction[]): string[] {
  const strongest = Math.abs(list[0].value);
  const digits = digitsFor(strongest);
  const numbers = list.map(({ value }) => signed(value, digits));
  const width = Math.max(...numbers.map((text) => text.length));
  const negative = list.some(({ value }) => value < 0);
  const positive = list.some(({ value }) => value > 0);
  return list.map(({ value, names }, k) => {
    const halves = Math.max(1, Math.round((2 * HALF * Math.abs(value)) / strongest));
    const full = "█".repeat(halves >> 1);
    const half = (halves & 1) === 1;
    const left = value < 0 ? (half ? "▐" : "") + full : "";
    const right = value > 0 ? full + (half ? "▌" : "") : "";
    const bar = `${negative ? left.padStart(HALF) : ""}│${positive ? right.padEnd(HALF) : ""}`;
    return `  ${numbers[k].padStart(width)}  ${bar}  ${fullLabel(names)}`;
  });
}

function foot({ core }: State): string[] {
  const { made, estimate } = core;
  const lines: string[] = [];
  if (estimate.faithfulness !== null) lines.push(`faithfulness ${faithfulnessText(estimate.faithfulness)}`);
  if (estimate.fourier !== null) {
    const terms = counted(estimate.fourier.length, "Fourier term");
    lines.push(`surrogate of ${terms}, degree ${degreeOf(estimate.fourier)}`);
  } else {
    lines.push("measured directly, no surrogate");
  }
  const calls = made.calls > 0 ? `, ${counted(made.calls, "call")}, seed ${made.seed}` : "";
  lines.push(`${made.method}${calls}`);
  return lines;
}

/** "R² 0.953 (90 % in 0.941 to 0.962) on 200 held-out masks". */
export function faithfulnessText({ r2, low, high, masks, how }: Faithfulness): string {
  if (Number.isNaN(r2)) return `undefined: the game is constant on ${counted(masks, "mask")}`;
  const interval =
    low === undefined || high === undefined ? "" : ` (90 % in ${low.toFixed(3)} to ${high.toFixed(3)})`;
  const on = {
    "held-out": `on ${counted(masks, "held-out mask")}`,
    fresh: `on ${counted(masks, "fresh mask")}`,
    exact: `on all ${counted(masks, "mask")}`,
    "cross-fit": `on ${counted(masks, "mask")}, cross-fitted`,
  }[how];
  return `R² ${r2.toFixed(3)}${interval} ${on}`;
}

function counted(value: number, noun: string): string {
  return `${count(value)} ${noun}${value === 1 ? "" : "s"}`;
}

/** One line, for an explanation inside another object. */
export function line({ core, index }: State): string {
  const { faithfulness } = core.estimate;
  const fit =
    faithfulness === null || Number.isNaN(faithfulness.r2) ? "" : `, R² ${faithfulness.r2.toFixed(3)}`;
  return `[Explanation: ${index}, ${counted(core.players.names.length, "player")}, ${core.made.method}${fit}]`;
}

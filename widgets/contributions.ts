import type { Interaction } from "../src/types.js";
import { clean, count, digitsFor, fullLabel, number, setLabel, signed } from "./labels.js";
import { tableText } from "./table.js";

/** What a group of sets adds that is not shown one by one. */
export interface Rest {
  readonly count: number;
  readonly sum: number;
}

/**
 * An answer as a sum: from a start, with what each set of players adds, to the answer with all players present. What is not shown is
 * in `rest` and what the index does not hold in `gap`, so that `start` + parts + `rest` + `gap` = `end`, always.
 */
export interface Contributions {
  readonly start: number;
  /** What the start is, e.g. "no player present". */
  readonly startName: string;
  /** Shown, strongest first; `value` is what the set adds. */
  readonly parts: readonly Interaction[];
  readonly rest: { readonly raising: Rest; readonly lowering: Rest };
  /** Of the answer, what all sets of the index together leave over; 0 when they add up to it. */
  readonly gap: number;
  readonly gapName: string;
  readonly end: number;
  readonly endName: string;
  /** What a part is, e.g. "FSII". */
  readonly what: string;
}

/** The same with only the `top` strongest parts one by one. */
export function cut(contributions: Contributions, top: number): Contributions {
  const { parts, rest } = contributions;
  const left = parts.slice(top);
  const more = (known: Rest, raising: boolean): Rest => {
    const here = left.filter(({ value }) => value > 0 === raising);
    return { count: known.count + here.length, sum: here.reduce((sum, { value }) => sum + value, known.sum) };
  };
  return {
    ...contributions,
    parts: parts.slice(0, top),
    rest: { raising: more(rest.raising, true), lowering: more(rest.lowering, false) },
  };
}

/** Digits after the point for all numbers of the sum. */
export function digitsOfSum({ start, end, parts }: Contributions): number {
  return digitsFor(Math.max(Math.abs(start), Math.abs(end), Math.abs(parts[0]?.value ?? 0)));
}

/** The sum as one sentence. */
export function sumWritten(
  { start, startName, end, endName, parts, rest }: Contributions,
  digits: number,
): string {
  const more = rest.raising.count + rest.lowering.count;
  return `${startName} ${signed(start, digits)}; ${parts
    .map(({ names, value }) => `${fullLabel(names).slice(0, 80)} ${signed(value, digits)}`)
    .join("; ")}${more > 0 ? `; ${count(more)} more` : ""}; ${endName} ${signed(end, digits)}`;
}

/** The sum for a terminal: one line for the start, each part, the rests, the gap and the answer. */
export function sumText(title: string, contributions: Contributions, unit: string): string {
  const { start, startName, parts, rest, gap, gapName, end, endName, what } = contributions;
  const digits = digitsOfSum(contributions);
  let at = start;
  const row = (name: string, order: number | null, adds: number) => {
    at += adds;
    return { name, order, adds: signed(adds, digits), reaches: number(at, digits) };
  };
  const rests = [rest.raising, rest.lowering].filter(({ count: many }) => many > 0);
  return tableText(
    title,
    [{ key: "name", label: "" }, { key: "order" }, { key: "adds", label: what }, { key: "reaches" }],
    [
      { name: startName, order: null, adds: "", reaches: number(start, digits) },
      ...parts.map(({ names, order, value }) => row(setLabel(names, 46 * 7, 12), order, value)),
      ...rests.map(({ count: many, sum }) => row(`${count(many)} more`, null, sum)),
      ...(Math.abs(gap) >= 0.5 * 10 ** -digits ? [row(gapName, null, gap)] : []),
      { name: endName, order: null, adds: "", reaches: number(end, digits) },
    ],
    unit === "" ? [] : [`In ${clean(unit)}.`],
  );
}

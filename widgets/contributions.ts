import type { Interaction } from "../src/types.js";
import { clean, count, digitsFor, fullLabel, number, powers, setLabel, signed } from "./labels.js";
import { tableText } from "./table.js";

/** What the sets that are not shown one by one add together. */
export interface Rest {
  readonly count: number;
  readonly raising: number;
  readonly lowering: number;
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
  readonly rest: Rest;
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
  const sumOf = (sign: 1 | -1): number =>
    left.reduce((so, { value }) => (value * sign > 0 ? so + value : so), 0);
  return {
    ...contributions,
    parts: parts.slice(0, top),
    rest: {
      count: rest.count + left.length,
      raising: rest.raising + sumOf(1),
      lowering: rest.lowering + sumOf(-1),
    },
  };
}

/** A piece of the sum that is no set: all that is not shown together, or what the index leaves over. */
export interface Leftover {
  readonly name: string;
  readonly value: number;
}

/** The pieces that stand for more than one set, where there are any and they are not zero as written. */
export function leftovers({ rest, gap, gapName }: Contributions, digits: SumDigits): Leftover[] {
  const both = rest.raising > 0 && rest.lowering < 0;
  const named = both ? `: ${signed(rest.raising, digits.parts)} ${signed(rest.lowering, digits.parts)}` : "";
  return [
    ...(rest.count > 0
      ? [{ name: `${count(rest.count)} more${named}`, value: rest.raising + rest.lowering }]
      : []),
    ...(Math.abs(gap) >= 0.5 * 10 ** -digits.parts ? [{ name: gapName, value: gap }] : []),
  ];
}

/** Digits after the point: of the parts, and of the levels that they lead to, which are the same unless the parts are very small. */
export interface SumDigits {
  readonly parts: number;
  readonly levels: number;
}

export function digitsOfSum({ start, end, parts }: Contributions): SumDigits {
  const ofParts = digitsFor(Math.max(...parts.map(({ value }) => Math.abs(value)), 0));
  const ofLevels = digitsFor(Math.max(Math.abs(start), Math.abs(end)));
  return { parts: ofParts, levels: ofParts === powers ? ofLevels : ofParts };
}

/** The sum as one sentence. */
export function sumWritten(
  { start, startName, end, endName, parts, rest }: Contributions,
  digits: SumDigits,
): string {
  return `${startName} ${signed(start, digits.levels)}; ${parts
    .map(({ names, value }) => `${fullLabel(names).slice(0, 80)} ${signed(value, digits.parts)}`)
    .join(
      "; ",
    )}${rest.count > 0 ? `; ${count(rest.count)} more ${signed(rest.raising + rest.lowering, digits.parts)}` : ""}; ${endName} ${signed(end, digits.levels)}`;
}

/** The sum for a terminal: one line for the start, each part, the rests, the gap and the answer. */
export function sumText(title: string, contributions: Contributions, unit: string): string {
  const { start, startName, parts, end, endName, what } = contributions;
  const digits = digitsOfSum(contributions);
  let at = start;
  const row = (name: string, order: number | null, adds: number) => {
    at += adds;
    return { name, order, adds: signed(adds, digits.parts), reaches: number(at, digits.levels) };
  };
  return tableText(
    title,
    [{ key: "name", label: "" }, { key: "order" }, { key: "adds", label: what }, { key: "reaches" }],
    [
      { name: startName, order: null, adds: "", reaches: number(start, digits.levels) },
      ...parts.map(({ names, order, value }) => row(setLabel(names, 46 * 7, 12), order, value)),
      ...leftovers(contributions, digits).map(({ name, value }) => row(name, null, value)),
      { name: endName, order: null, adds: "", reaches: number(end, digits.levels) },
    ],
    unit === "" ? [] : [`In ${clean(unit)}.`],
  );
}

import { clean, count, digitsFor, escaped, fullLabel, number, setLabel, signed } from "../labels.js";
import { signColour, themed } from "../palette.js";
import { tableText } from "../table.js";
import { chart, textSize as size, widest } from "./chart.js";
import { label, line, markup, px, valueTicks } from "./glyphs.js";

const rowHeight = 34;
/** Sizes of a dot, tried from the largest until the highest stack fits into its row. */
const radii = [3.5, 3, 2.5, 2, 1.5];
/** Beyond, dots have no titles of their own: they would be most of the file. */
const titled = 400;

/** One set of players over many explanations. */
export interface Swarm {
  readonly names: readonly string[];
  /** Values in the explanations that have these players. */
  readonly values: readonly number[];
  /** What the dots are told apart by, one for each value; absent when nothing is. */
  readonly by?: readonly number[];
  /** Names of the explanations, one for each value. */
  readonly of: readonly string[];
}

/** Swarms with all that is said around them. */
export interface Swarms {
  readonly title: string;
  readonly index: string;
  readonly unit: string;
  /** Explanations in all. */
  readonly explanations: number;
  /** Largest mean |value| first. */
  readonly rows: readonly Swarm[];
  /** Sets that are common as well but not among the rows. */
  readonly more: number;
  /** What `by` is. */
  readonly byName?: string;
}

type Mark = "raising" | "lowering" | "low" | "middle" | "high";

interface Dot {
  readonly x: number;
  readonly y: number;
  readonly mark: Mark;
  readonly radius: number;
  readonly title: string;
}

interface Bar {
  readonly x: number;
  /** Its upper end. */
  readonly y: number;
  readonly height: number;
  readonly width: number;
  readonly mark: Mark;
}

/**
 * A row for each set of players, a dot for each explanation: its place is the value, dots of nearly the same value stand upon one
 * another. Colour repeats the sign, or, where dots are told apart, shape and colour say lowest, middle or highest third.
 */
export function beeswarmSvg(swarms: Swarms): string {
  const { rows, index, unit, explanations, more, byName } = swarms;
  const values = rows.flatMap((row) => row.values);
  const low = Math.min(0, ...values);
  const high = Math.max(0, ...values);
  const room = (high - low || 1) * 0.03;
  const domain: [number, number] = [low - room, high + room];
  const digits = digitsFor(Math.max(-low, high));
  const thirds = rows.some(({ by }) => by) ? thirdsOf(rows.flatMap(({ by }) => by ?? [])) : undefined;
  const names = rows.map((row) => setLabel(row.names, 200, size));
  const counts = rows.map((row) => `${count(row.values.length)}×`);
  const marginLeft = 16 + widest(names, 40);
  const marginRight = 18 + widest(counts);
  const all = rows.every((row) => row.values.length === explanations);

  return chart(
    {
      title: swarms.title,
      about: `${index} (${clean(unit)}), a dot for each explanation${all ? "" : " that has the players; at the right how many"}`,
      foot:
        more > 0
          ? `${count(more)} more common ${more === 1 ? "set" : "sets"} of players, together smaller`
          : "",
      describe: `${clean(swarms.title)}: ${rows.map((row, k) => `${names[k]}: ${said(row, digits)}`).join("; ")}`,
      height: rows.length * rowHeight,
      marginLeft,
      marginRight: all ? 16 : marginRight,
      marginTop: thirds ? 24 : 0,
    },
    (stage, area) => {
      const { Plot } = stage;
      const { ticks, format } = valueTicks(domain, area);
      const x = (value: number): number =>
        area.left + ((value - domain[0]) / (domain[1] - domain[0])) * (area.right - area.left);
      const drawn: string[] = [];
      rows.forEach((row, r) => {
        const middle = area.top + (r + 0.5) * rowHeight;
        if (r > 0)
          drawn.push(
            line([8, middle - rowHeight / 2], [area.right, middle - rowHeight / 2], {
              stroke: themed.rule,
              dash: "2 3",
            }),
          );
        drawn.push(
          label(names[r], area.left - 10, middle + 4, { anchor: "end", title: fullLabel(row.names) }),
        );
        if (!all) drawn.push(label(counts[r], area.right + 10, middle + 4, { fill: themed.quiet }));
      });
      drawn.push(line([x(0), area.top], [x(0), area.bottom], { stroke: themed.ink }));
      rows.forEach((row, r) => {
        drawn.push(
          ...written(
            dotsOf(row, x, area.top + (r + 0.5) * rowHeight, digits, thirds),
            values.length <= titled,
          ),
        );
      });
      if (thirds) drawn.push(...legend(byName ?? "", thirds, area.top - 16));
      return {
        x: { domain, label: null },
        marks: [
          Plot.gridX(ticks, { stroke: themed.rule, strokeOpacity: 1 }),
          Plot.axisX(ticks, { tickSize: 4, label: null, tickFormat: format }),
          markup(stage, drawn),
        ],
      };
    },
  );
}

/** The same as a table: how many explanations, mean size, smallest, median and largest value of each set. */
export function beeswarmText(swarms: Swarms): string {
  const { rows, title, index, unit, explanations, more } = swarms;
  const digits = digitsFor(Math.max(...rows.flatMap((row) => row.values.map(Math.abs))));
  return tableText(
    title,
    [
      { key: "players" },
      { key: "explanations" },
      { key: "size", label: "mean size" },
      { key: "lowest" },
      { key: "median" },
      { key: "highest" },
    ],
    rows.map(({ names, values }) => {
      const sorted = [...values].sort((a, b) => a - b);
      return {
        players: setLabel(names, 46 * 7, 12),
        explanations: `${values.length} of ${explanations}`,
        size: signed(sorted.reduce((so, value) => so + Math.abs(value), 0) / sorted.length, digits).slice(1),
        lowest: signed(sorted[0], digits),
        median: signed(medianOf(sorted), digits),
        highest: signed(sorted[sorted.length - 1], digits),
      };
    }),
    [
      `${index} (${clean(unit)}).`,
      ...(more > 0 ? [`${count(more)} more common sets: their sizes add up to less.`] : []),
    ],
  );
}

function said({ values }: Swarm, digits: number): string {
  const sorted = [...values].sort((a, b) => a - b);
  return `${signed(sorted[0], digits)} to ${signed(sorted[sorted.length - 1], digits)}, median ${signed(medianOf(sorted), digits)}`;
}

function medianOf(sorted: readonly number[]): number {
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

/** Where the middle third of the numbers begins and ends; undefined when they are all the same. */
function thirdsOf(numbers: readonly number[]): readonly [number, number] | undefined {
  const sorted = numbers.filter(Number.isFinite).sort((a, b) => a - b);
  if (sorted.length === 0 || sorted[0] === sorted[sorted.length - 1]) return undefined;
  return [sorted[Math.floor(sorted.length / 3)], sorted[Math.floor((2 * sorted.length) / 3)]];
}

/**
 * Dots of one row: those that would lie upon one another are stacked around the row's middle. They are as large as lets nine places of
 * ten have room for their stacks; higher stacks become one bar. Where even the smallest have no room, the whole row is bars whose
 * heights are the numbers of dots.
 */
function dotsOf(
  { values, by, of }: Swarm,
  x: (value: number) => number,
  middle: number,
  digits: number,
  thirds: readonly [number, number] | undefined,
): { dots: Dot[]; bars: Bar[] } {
  const markOf = (k: number): Mark =>
    thirds && by ? thirdOf(by[k], thirds) : values[k] < 0 ? "lowering" : "raising";
  const order = values.map((_, k) => k).sort((a, b) => values[a] - values[b] || a - b);
  const tall = rowHeight - 2;
  for (const radius of radii) {
    const columns = stacked(order, (k) => Math.round(x(values[k]) / (2 * radius)));
    const fits = (column: readonly number[]): boolean => column.length * 2 * radius <= tall;
    const room = columns.filter(fits).length >= 0.9 * columns.length;
    if (!room && radius > radii[radii.length - 1]) continue;
    const most = Math.max(...columns.map((column) => column.length));
    const low = columns.filter((column) => room && fits(column));
    const high = columns.filter((column) => !room || !fits(column));
    return {
      dots: low.flatMap((column) =>
        column.map((k, place) => ({
          x: x(values[k]),
          // 0, down, up, further down, …
          y: middle + Math.ceil(place / 2) * (place % 2 === 0 ? -1 : 1) * 2 * radius,
          mark: markOf(k),
          radius,
          title: `${of[k]}: ${signed(values[k], digits)}`,
        })),
      ),
      bars: high.flatMap((column) => {
        const height = room ? tall : Math.max(1, (tall * column.length) / most);
        return barsOf(column.map(markOf), x(values[column[column.length >> 1]]), middle, height, 2 * radius);
      }),
    };
  }
  return { dots: [], bars: [] };
}

/** A stack too high for dots: a bar, the kinds of dots upon one another. */
function barsOf(marks: readonly Mark[], x: number, middle: number, height: number, width: number): Bar[] {
  let y = middle + height / 2;
  return (["lowering", "raising", "low", "middle", "high"] as const).flatMap((mark) => {
    const share = (height * marks.filter((one) => one === mark).length) / marks.length;
    if (share === 0) return [];
    y -= share;
    return [{ x, y, height: share, width, mark }];
  });
}

/** The dots of each place along the axis, in the order given. */
function stacked(order: readonly number[], placeOf: (k: number) => number): number[][] {
  const columns = new Map<number, number[]>();
  for (const k of order) {
    const column = columns.get(placeOf(k));
    if (column === undefined) columns.set(placeOf(k), [k]);
    else column.push(k);
  }
  return [...columns.values()];
}

function thirdOf(told: number, [from, to]: readonly [number, number]): Mark {
  return told < from ? "low" : told > to ? "high" : "middle";
}

const looks: { readonly [mark in Mark]: { fill: string; stroke: string } } = {
  raising: { fill: signColour(1), stroke: themed.paper },
  lowering: { fill: signColour(-1), stroke: themed.paper },
  low: { fill: themed.paper, stroke: themed.second },
  middle: { fill: themed.quiet, stroke: themed.paper },
  high: { fill: themed.second, stroke: themed.paper },
};

function outline(mark: Mark, x: number, y: number, r: number): string {
  if (mark === "low") return `M${px(x - r)} ${px(y - r * 0.8)}h${px(2 * r)}l${px(-r)} ${px(1.8 * r)}z`;
  if (mark === "high") return `M${px(x - r)} ${px(y + r * 0.8)}h${px(2 * r)}l${px(-r)} ${px(-1.8 * r)}z`;
  if (mark === "lowering")
    return `M${px(x - r * 0.9)} ${px(y - r * 0.9)}h${px(r * 1.8)}v${px(r * 1.8)}h${px(-r * 1.8)}z`;
  return `M${px(x - r)} ${px(y)}a${px(r)} ${px(r)} 0 1 1 ${px(2 * r)} 0a${px(r)} ${px(r)} 0 1 1 ${px(-2 * r)} 0`;
}

/** Each dot on its own with its title, or, where there are many, all of a kind in one path; bars of a kind in one path too. */
function written(
  { dots, bars }: { dots: readonly Dot[]; bars: readonly Bar[] },
  withTitles: boolean,
): string[] {
  const columns = grouped(bars, ({ x, y, height, width, mark }) => [
    `fill="none" stroke="${mark === "low" ? themed.second : looks[mark].fill}" stroke-width="${width}"${mark === "low" ? ' stroke-opacity="0.45"' : ""}`,
    `M${px(x)} ${px(y)}v${px(height)}`,
  ]);
  if (!withTitles) {
    return [
      ...columns,
      ...grouped(dots, ({ x, y, mark, radius }) => [look(mark, radius), outline(mark, x, y, radius)]),
    ];
  }
  return [
    ...columns,
    ...dots.map(
      ({ x, y, mark, radius, title }) =>
        `<path d="${outline(mark, x, y, radius)}" ${look(mark, radius)}><title>${escaped(title)}</title></path>`,
    ),
  ];
}

/** One path for all that look alike. */
function grouped<T>(things: readonly T[], drawn: (thing: T) => [look: string, path: string]): string[] {
  const kinds = new Map<string, string[]>();
  for (const thing of things) {
    const [kind, path] = drawn(thing);
    const paths = kinds.get(kind);
    if (paths === undefined) kinds.set(kind, [path]);
    else paths.push(path);
  }
  return [...kinds].map(([kind, paths]) => `<path d="${paths.join("")}" ${kind}/>`);
}

/** Large dots have a rim of paper, hollow ones always a rim. */
function look(mark: Mark, radius: number): string {
  const { fill, stroke } = looks[mark];
  return radius === radii[0] || mark === "low" ? `fill="${fill}" stroke="${stroke}"` : `fill="${fill}"`;
}

function legend(name: string, [from, to]: readonly [number, number], y: number): string[] {
  const digits = digitsFor(Math.max(Math.abs(from), Math.abs(to)));
  const entries: [Mark, string][] = [
    ["low", `below ${number(from, digits)}`],
    ["middle", "between"],
    ["high", `above ${number(to, digits)}`],
  ];
  return [
    label(`${clean(name).slice(0, 40)}:`, 12, y + 4, { fill: themed.quiet }),
    ...entries.flatMap(([mark, text], k) => {
      const x = 20 + widest([`${clean(name).slice(0, 40)}:`]) + k * 110;
      return [
        `<path d="${outline(mark, x, y, radii[0])}" ${look(mark, radii[0])}/>`,
        label(text, x + 9, y + 4, { fill: themed.quiet }),
      ];
    }),
  ];
}

import { SpexlabError } from "../../src/errors.js";
import { clean, digitsFor, number, setLabel, shorten, signed } from "../labels.js";
import { signColour, themed } from "../palette.js";
import { chart, chartWidth, textSize as size, widest } from "./chart.js";
import { written } from "./place.js";
import { rowsSvg } from "./rows.js";

/** Faithfulness of one method; without an R² the reason. */
export interface ComparedMethod {
  readonly method: string;
  readonly r2: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly error?: string | null;
}

/** R² lower than this is drawn at the left edge, with an arrow. */
const floor = -0.5;

/** R² of each method as a dot on its 90 % interval, best first; a method without one says why. */
export function comparisonSvg(given: readonly ComparedMethod[], title: string): string {
  const has = ({ r2 }: ComparedMethod): boolean => r2 !== null && !Number.isNaN(r2);
  const rows = [...given.filter(has).sort((a, z) => z.r2! - a.r2!), ...given.filter((row) => !has(row))];
  if (rows.length === 0) throw new SpexlabError("NOTHING_TO_SHOW", "Expected at least one method, got none.");
  const known = rows.filter(has);
  const least = Math.min(1, ...known.flatMap(({ r2, low }) => [r2!, low ?? r2!]));
  const low = Math.max(floor, least - Math.max(0.02, (1 - least) * 0.08));
  const digits = least > 0.99 ? 4 : 3;
  const interval = (row: ComparedMethod): string =>
    row.low === null || row.high === null ? "" : `${number(row.low, digits)} to ${number(row.high, digits)}`;
  const intervals = known.some((row) => interval(row) !== "");
  // A row without an R² has no numbers at the right either.
  const reasonWidth =
    chartWidth -
    60 -
    widest(
      rows.map(({ method }) => method),
      60,
    );
  return rowsSvg(
    rows.map((row) => ({
      label: row.method,
      cells: has(row) ? [number(row.r2!, digits), ...(intervals ? [interval(row)] : [])] : [],
    })),
    {
      title,
      foot: `R² on the test masks: 1 is perfect, 0 no better than the mean`,
      columns: ["R²", ...(intervals ? ["90 % interval"] : [])],
      domain: [low, 1],
      describe: `${clean(title)}: ${rows.map((row) => `${row.method} ${has(row) ? number(row.r2!, digits) : "without R²"}`).join(", ")}`,
    },
    ({ Plot }) => {
      const at = rows.map((row, y) => ({ ...row, y }));
      const inside = at.filter((row) => has(row) && row.r2! >= low);
      return [
        ...(low < 0 ? [Plot.ruleX([0], { stroke: themed.ink })] : []),
        Plot.ruleY(
          at.filter((row) => row.low !== null && row.high !== null && row.high >= low),
          {
            y: "y",
            x1: (row) => Math.max(low, row.low!),
            x2: "high",
            stroke: themed.ink,
            strokeWidth: 3,
            strokeOpacity: 0.45,
          },
        ),
        Plot.dot(inside, { x: "r2", y: "y", fill: themed.ink, r: 5 }),
        Plot.text(
          at.filter((row) => has(row) && row.r2! < low),
          { x: low, y: "y", text: () => "◀", dx: 6 },
        ),
        Plot.text(
          at.filter((row) => !has(row)),
          {
            x: low,
            y: "y",
            text: (row) => shorten(row.error ?? "no R²", reasonWidth, size),
            title: (row) => clean(row.error ?? "no R²").slice(0, 400),
            textAnchor: "start",
            dx: 4,
            fill: themed.quiet,
            stroke: themed.paper,
            strokeWidth: 4,
          },
        ),
      ];
    },
  );
}

/** One interaction as one method sees it. */
export interface SeenInteraction {
  readonly interaction: string;
  readonly method: string;
  readonly value: number;
}

/** Methods in columns; more do not fit. */
const mostColumns = 6;
const mostRows = 40;
const rowHeight = 24;

/** The strongest interactions of several methods side by side: a column for each method, values written on tinted cells. */
export function sideBySideSvg(
  rows: readonly SeenInteraction[],
  { title, unit }: { title: string; unit: string },
): string {
  const all = [...new Set(rows.map((row) => row.method))];
  const methods = all.slice(0, mostColumns);
  const sets = [...new Set(rows.map((row) => row.interaction))];
  if (sets.length === 0)
    throw new SpexlabError("NOTHING_TO_SHOW", "Expected at least one interaction, got none.");
  const drawn = sets.slice(0, mostRows);
  const labels = drawn.map((set) => setLabel(set.split(" · "), 190, size));
  const marginLeft = widest(labels, 60) + 16;
  const column = Math.min(110, (chartWidth - marginLeft - 10) / methods.length);
  const largest = Math.max(...rows.map((row) => Math.abs(row.value)), Number.MIN_VALUE);
  const digits = digitsFor(largest);
  const cells = rows
    .filter((row) => methods.includes(row.method))
    .map((row) => ({ ...row, c: methods.indexOf(row.method), k: drawn.indexOf(row.interaction) }))
    .filter((cell) => cell.k >= 0);
  const left: string[] = [];
  if (all.length > methods.length) left.push(`${all.length - methods.length} more methods`);
  if (sets.length > drawn.length) left.push(`${sets.length - drawn.length} more interactions`);
  return chart(
    {
      title,
      about: `Value in ${clean(unit)}; a dot: the method sees none${left.length > 0 ? ` · not drawn: ${left.join(", ")}` : ""}`,
      describe: `${clean(title)}: ${drawn.length} interactions by ${methods.map(clean).join(", ")}`,
      height: drawn.length * rowHeight,
      marginLeft,
      marginRight: Math.max(10, chartWidth - marginLeft - column * methods.length),
      marginTop: 20,
      marginBottom: 6,
    },
    (stage, area) => {
      const { Plot } = stage;
      const toX = (c: number): number => area.left + (c + 0.5) * column;
      const toY = (k: number): number => area.top + (k + 0.5) * rowHeight;
      const none = (value: number): boolean => Math.abs(value) < largest * 1e-9;
      return {
        x: { domain: [0, methods.length], axis: null },
        y: { domain: [drawn.length, 0], axis: null },
        marks: [
          Plot.rect(
            cells.filter((cell) => !none(cell.value)),
            {
              x1: "c",
              x2: (cell) => cell.c + 1,
              y1: "k",
              y2: (cell) => cell.k + 1,
              inset: 1,
              rx: 3,
              fill: (cell) => signColour(cell.value),
              fillOpacity: (cell) => 0.06 + 0.34 * (Math.abs(cell.value) / largest),
              title: (cell) =>
                `${clean(cell.method)}: ${clean(cell.interaction).slice(0, 400)} ${signed(cell.value, digits)}`,
            },
          ),
          ...cells.map((cell) =>
            written(
              stage,
              area,
              none(cell.value) ? "·" : signed(cell.value, digits),
              toX(cell.c),
              toY(cell.k),
              {
                anchor: "middle",
                ...(none(cell.value) ? { fill: themed.quiet } : {}),
              },
            ),
          ),
          ...methods.map((method, c) => {
            const text = shorten(method, column - 8, size);
            return written(stage, area, text, toX(c), area.top - 10, {
              anchor: "middle",
              bold: true,
              ...(text === method ? {} : { full: clean(method) }),
            });
          }),
          ...labels.map((label, k) =>
            written(stage, area, label, area.left - 10, toY(k), {
              anchor: "end",
              full: clean(drawn[k]).slice(0, 400),
            }),
          ),
        ],
      };
    },
  );
}

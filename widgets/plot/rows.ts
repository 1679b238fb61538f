import type { Markish } from "@observablehq/plot";
import { clean, shorten, textWidth } from "../labels.js";
import { themed } from "../palette.js";
import { chart, textSize as size, widest } from "./chart.js";
import type { Stage } from "./document.js";
import { axisNumber, niceTicks, roomy, written } from "./place.js";

/** A line of a picture that reads like a table: a label, marks on a common scale, and written cells. */
export interface PictureRow {
  readonly label: string;
  /** The whole label, for a tooltip. */
  readonly full?: string;
  /** Written at the right, under `columns`. */
  readonly cells: readonly string[];
  /** A row without marks that heads those after it. */
  readonly heading?: boolean;
}

/** What surrounds the rows. */
export interface RowsFrame {
  readonly title: string;
  readonly about?: string;
  /** What the horizontal axis shows, with its unit. */
  readonly foot: string;
  /** Headings of the cells. */
  readonly columns: readonly string[];
  readonly domain: readonly [number, number];
  /** Ticks of the axis; round numbers when not said. */
  readonly ticks?: readonly number[];
  readonly format?: (x: number) => string;
  readonly describe: string;
  readonly rowHeight?: number;
}

const columnGap = 14;

/**
 * Rows with labels at the left, marks on one horizontal scale in the middle, and cells at the right. `marks` are given the row's number as
 * `y` (a band scale) and values of `domain` as `x`.
 */
export function rowsSvg(
  rows: readonly PictureRow[],
  frame: RowsFrame,
  marks: (stage: Stage) => readonly Markish[],
): string {
  const { columns, rowHeight = 22, format = axisNumber } = frame;
  const labels = rows.map((row) => shorten(row.label, 240, size));
  const cells = rows.map((row) => row.cells.map((cell) => shorten(cell, 150, size)));
  const widths = columns.map((heading, c) =>
    Math.max(textWidth(heading, size), ...cells.map((row) => (row[c] ? textWidth(row[c], size) : 0))),
  );
  const marginLeft = Math.max(
    40,
    widest(
      labels.filter((_, k) => !rows[k].heading),
      20,
    ) + 24,
  );
  const marginRight = Math.ceil(widths.reduce((sum, w) => sum + w + columnGap, 14));
  const [low, high] = frame.domain;
  const share = (x: number): number => (high > low ? (x - low) / (high - low) : 0.5);
  const ticks = (frame.ticks ?? niceTicks(low, high, 4)).filter((x) => x >= low && x <= high);
  return chart(
    {
      title: frame.title,
      ...(frame.about === undefined ? {} : { about: frame.about }),
      foot: frame.foot,
      describe: frame.describe,
      height: rows.length * rowHeight,
      marginLeft,
      marginRight,
      marginTop: columns.some((heading) => heading !== "") ? 18 : 4,
    },
    (stage, area) => {
      const { Plot } = stage;
      const toX = (x: number): number => area.left + share(x) * (area.right - area.left);
      const toY = (k: number): number => area.top + (k + 0.5) * rowHeight;
      const texts = ticks.map(format);
      const kept = roomy(
        ticks.map(toX),
        texts.map((text) => textWidth(text, size)),
      );
      const ends = widths.map(
        (_, c) => area.right + 14 + widths.slice(0, c + 1).reduce((sum, w) => sum + w, 0) + c * columnGap,
      );
      return {
        x: { domain: [low, high], axis: null },
        y: { type: "band", domain: rows.map((_, k) => k), axis: null, padding: 0.25, paddingOuter: 0.125 },
        marks: [
          Plot.ruleX(ticks, { stroke: themed.rule }),
          ...kept.map((k) =>
            written(stage, area, texts[k], toX(ticks[k]), area.bottom + 12, { anchor: "middle" }),
          ),
          ...marks(stage),
          ...rows.map((row, k) =>
            row.heading
              ? written(stage, area, labels[k], 8, toY(k), { fill: themed.quiet, bold: true })
              : written(stage, area, labels[k], area.left - 10, toY(k), {
                  anchor: "end",
                  ...(row.full === undefined && labels[k] === clean(row.label)
                    ? {}
                    : { full: row.full ?? clean(row.label) }),
                }),
          ),
          ...columns.map((heading, c) =>
            written(stage, area, heading, ends[c], area.top - 9, { anchor: "end", fill: themed.quiet }),
          ),
          ...cells.flatMap((row, k) =>
            row.map((cell, c) =>
              written(stage, area, cell, ends[c], toY(k), {
                anchor: "end",
                ...(cell === clean(rows[k].cells[c]) ? {} : { full: clean(rows[k].cells[c]) }),
              }),
            ),
          ),
        ],
      };
    },
  );
}

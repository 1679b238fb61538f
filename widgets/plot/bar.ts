import type { View } from "../../src/types.js";
import { clean, digitsFor, fullLabel, setLabel, signed } from "../labels.js";
import { signColour, themed } from "../palette.js";
import { chart, textSize as size, widest, chartWidth as width } from "./chart.js";
import { checkAny } from "./nothing.js";

const rowHeight = 24;

/** The strongest interactions as bars left and right of zero, names at the left, the value written at each bar's end. */
export function barSvg(view: View, top: number): string {
  const rows = view.interactions.slice(0, top);
  checkAny(view, "interaction to draw");
  const largest = Math.max(...rows.map((row) => Math.abs(row.value)));
  const digits = digitsFor(largest);
  const bars = rows.map((row, k) => ({
    k,
    value: row.value,
    label: setLabel(row.names, 230, size),
    full: `${fullLabel(row.names)}: ${signed(row.value, digits)}`,
    written: signed(row.value, digits),
  }));
  const labelWidth = widest(
    bars.map((bar) => bar.label),
    60,
  );
  const valueWidth = widest(bars.map((bar) => bar.written)) + 10;
  const marginLeft = labelWidth + 16;
  const marginRight = 12;
  const unit = `${view.index} (${clean(view.unit)})`;

  // Room for the written values inside the frame: the domain is widened, by pixels, on the sides that have bars.
  const low = Math.min(0, ...bars.map((bar) => bar.value));
  const high = Math.max(0, ...bars.map((bar) => bar.value));
  const sides = (low < 0 ? 1 : 0) + (high > 0 ? 1 : 0);
  const perPixel = (high - low || 1) / (width - marginLeft - marginRight - sides * valueWidth);
  const domain = [
    low < 0 ? low - valueWidth * perPixel : 0,
    high > 0 || low === 0 ? high + valueWidth * perPixel : 0,
  ];

  return chart(
    {
      title: view.title,
      foot: unit,
      describe: `${clean(view.title)}: bar chart of the ${bars.length} strongest interactions`,
      height: bars.length * rowHeight,
      marginLeft,
      marginRight,
    },
    ({ Plot }) => ({
      x: { domain, label: null },
      y: { type: "band", domain: bars.map((bar) => bar.k), axis: null, padding: 0.25 },
      marks: [
        Plot.gridX({ stroke: themed.rule, strokeOpacity: 1, ticks: 5 }),
        Plot.axisX({ ticks: 5, tickSize: 4, label: null }),
        Plot.barX(bars, { x: "value", y: "k", fill: (bar) => signColour(bar.value), title: "full" }),
        Plot.ruleX([0], { stroke: themed.ink }),
        ...bars.map((bar) =>
          Plot.text([bar], {
            x: "value",
            y: "k",
            text: "written",
            textAnchor: bar.value < 0 ? "end" : "start",
            dx: bar.value < 0 ? -5 : 5,
          }),
        ),
        Plot.text(bars, {
          frameAnchor: "left",
          y: "k",
          text: "label",
          title: "full",
          textAnchor: "end",
          dx: -10,
        }),
      ],
    }),
  );
}

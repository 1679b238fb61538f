import type { View } from "../../src/types.js";
import { type Contributions, digitsOfSum, leftovers, type SumDigits, sumWritten } from "../contributions.js";
import { faithfulnessText } from "../facts.js";
import { clean, fullLabel, setLabel, signed, textWidth } from "../labels.js";
import { signColour, themed } from "../palette.js";
import { chart, textSize as size, widest, chartWidth as width } from "./chart.js";
import { label, line, markup, px, stripedBar, stripesMean, valueTicks } from "./glyphs.js";
import { nothingToShow } from "./nothing.js";

const rowHeight = 24;
const bar = 16;

interface Step {
  readonly name: string;
  readonly full: string;
  readonly from: number;
  readonly to: number;
  readonly order: number;
  /** A part is drawn in its sign's colour, a rest as an outline, a level as a line across. */
  readonly kind: "part" | "rest" | "level";
  readonly written: string;
}

/** The answer step by step, from above: where it starts, what each set of players adds, what it comes to. */
export function waterfallSvg(view: View, sum: Contributions): string {
  if (sum.parts.length === 0) throw nothingToShow("interaction to stack");
  const digits = digitsOfSum(sum);
  const steps = stepsOf(sum, digits);
  if (view.modelFull !== null && signed(view.modelFull, digits.levels) !== signed(sum.end, digits.levels)) {
    steps.push(level("the model's own answer", view.modelFull, digits));
  }
  const marginLeft =
    22 +
    Math.max(
      ...steps.map(({ name, kind }) => Math.ceil(textWidth(name, size) * (kind === "level" ? 1.12 : 1))),
    );
  const valueWidth = widest(steps.map((step) => step.written)) + 10;
  const marginRight = 12;
  const low = Math.min(...steps.map(({ from, to }) => Math.min(from, to)));
  const high = Math.max(...steps.map(({ from, to }) => Math.max(from, to)));
  const perPixel = (high - low || 1) / (width - marginLeft - marginRight - 2 * valueWidth);
  const domain: [number, number] = [low - valueWidth * perPixel, high + valueWidth * perPixel];

  return chart(
    {
      title: view.title,
      about: `Sum of ${sum.what} (${clean(view.unit)}); ${stripesMean}`,
      foot: faithfulnessText(view),
      describe: `${clean(view.title)}: ${sumWritten(sum, digits)}`,
      height: steps.length * rowHeight,
      marginLeft,
      marginRight,
    },
    (stage, area) => {
      const { Plot } = stage;
      const { ticks, format } = valueTicks(domain, area);
      const x = (value: number): number =>
        area.left + ((value - domain[0]) / (domain[1] - domain[0])) * (area.right - area.left);
      return {
        x: { domain, label: null },
        marks: [
          Plot.gridX(ticks, { stroke: themed.rule, strokeOpacity: 1 }),
          Plot.axisX(ticks, { tickSize: 4, label: null, tickFormat: format }),
          markup(
            stage,
            steps.flatMap((step, k) => drawStep(step, steps[k + 1], x, area, area.top + k * rowHeight)),
          ),
        ],
      };
    },
  );
}

function stepsOf(sum: Contributions, digits: SumDigits): Step[] {
  const { start, startName, parts, end, endName } = sum;
  const steps: Step[] = [level(startName, start, digits)];
  let at = start;
  const add = (value: number, named: Pick<Step, "name" | "full" | "order" | "kind">): void => {
    steps.push({ ...named, from: at, to: at + value, written: signed(value, digits.parts) });
    at += value;
  };
  for (const { names, order, value } of parts) {
    add(value, {
      name: setLabel(names, 220, size),
      full: `${fullLabel(names)}: ${signed(value, digits.parts)}`,
      order,
      kind: "part",
    });
  }
  for (const { name, value } of leftovers(sum, digits)) {
    add(value, { name, full: name, order: 1, kind: "rest" });
  }
  steps.push(level(endName, end, digits));
  return steps;
}

function level(name: string, value: number, digits: SumDigits): Step {
  return {
    name,
    full: name,
    from: value,
    to: value,
    order: 0,
    kind: "level",
    written: signed(value, digits.levels),
  };
}

function drawStep(
  { name, full, from, to, order, kind, written }: Step,
  next: Step | undefined,
  x: (value: number) => number,
  area: { readonly left: number },
  top: number,
): string[] {
  const middle = top + rowHeight / 2;
  const [left, right] = [Math.min(x(from), x(to)), Math.max(x(from), x(to))];
  const falls = to < from;
  const box = { x: left, y: middle - bar / 2, width: Math.max(1, right - left), height: bar };
  const drawn = [
    label(name, area.left - 10, middle + 4, {
      anchor: "end",
      weight: kind === "level" ? 600 : undefined,
      fill: kind === "rest" ? themed.quiet : themed.ink,
      title: full,
    }),
  ];
  if (kind === "part") drawn.push(stripedBar(box, order, signColour(to - from), full));
  if (kind === "rest") {
    drawn.push(
      `<rect x="${px(box.x)}" y="${px(box.y)}" width="${px(box.width)}" height="${bar}" fill="${themed.paper}" stroke="${themed.quiet}" stroke-dasharray="3 2"/>`,
    );
  }
  if (kind === "level") {
    drawn.push(line([left, middle - 10], [left, middle + 10], { stroke: themed.ink, width: 3 }));
  }
  // From where this step ends to where the next one starts; the model's own answer is no step of the sum.
  if (next !== undefined && next.from === to) {
    drawn.push(
      line([x(to), middle + bar / 2], [x(to), middle + rowHeight - bar / 2], { stroke: themed.quiet }),
    );
  }
  drawn.push(
    label(written, falls ? left - 5 : right + 5, middle + 4, {
      anchor: falls ? "end" : "start",
      weight: kind === "level" ? 600 : undefined,
      fill: kind === "rest" ? themed.quiet : themed.ink,
      halo: true,
    }),
  );
  return drawn;
}

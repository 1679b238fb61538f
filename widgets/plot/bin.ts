import { SpexlabError } from "../../src/errors.js";
import { clean, digitsFor, signed, textWidth } from "../labels.js";
import { signColour, themed } from "../palette.js";
import { chart, textSize as size } from "./chart.js";
import { axisNumber, niceTicks, written } from "./place.js";

/** One bin of the decoder. */
export interface BinView {
  readonly title: string;
  /** The one without a delay first. */
  readonly observations: ArrayLike<number>;
  /** The bit that the sign of each observation but the first tells. */
  readonly bits: readonly number[];
  /** Standard deviation of the noise on one observation; 0 where there is none or it is not known. */
  readonly noise: number;
}

/** The observations of one bin as bars up and down, below each the bit that its sign tells; a band as high as the noise. */
export function binSvg({ title, observations, bits, noise }: BinView): string {
  const values = Array.from(observations);
  if (values.length === 0)
    throw new SpexlabError("NOTHING_TO_SHOW", "Expected at least one observation, got none.");
  const largest = Math.max(...values.map(Math.abs), noise, 1e-300) * 1.12;
  const digits = digitsFor(Math.max(...values.map(Math.abs)));
  const height = 130;
  const rows = { number: 22, bit: 40 };
  const heads = ["observation", "bit"];
  const marginLeft = Math.max(...heads.map((head) => textWidth(head, size))) + 18;
  return chart(
    {
      title,
      about: "Value of each observation of the bin",
      foot: "observation 0 is without a delay; a bit is 1 where the sign is not that of observation 0",
      describe: `${clean(title)}: ${values
        .slice(0, 80)
        .map((value) => signed(value, digits))
        .join(", ")}`,
      height,
      marginLeft,
      marginRight: noise > 0 ? 76 : 16,
      marginBottom: 50,
      marginTop: 8,
    },
    (stage, area) => {
      const { Plot } = stage;
      const step = (area.right - area.left) / values.length;
      const toX = (p: number): number => area.left + (p + 0.5) * step;
      const toY = (value: number): number => area.top + ((largest - value) / (2 * largest)) * height;
      const wide = Math.max(...values.map((value) => textWidth(signed(value, digits), size - 1)));
      const every = Math.ceil((textWidth(String(values.length), size) + 4) / step);
      return {
        x: { domain: [0, values.length], axis: null },
        y: { domain: [-largest, largest], axis: null },
        marks: [
          ...(noise > 0
            ? [
                Plot.rect([0], {
                  x1: 0,
                  x2: values.length,
                  y1: -noise,
                  y2: noise,
                  fill: themed.rule,
                  fillOpacity: 0.6,
                }),
                written(stage, area, "± noise", area.right + 8, toY(0), { fill: themed.quiet }),
              ]
            : []),
          ...niceTicks(-largest, largest, 4).map((tick) =>
            written(stage, area, axisNumber(tick), area.left - 8, toY(tick), {
              anchor: "end",
              fill: themed.quiet,
            }),
          ),
          Plot.rect(values, {
            x1: (_, p: number) => p + 0.14,
            x2: (_, p: number) => p + 0.86,
            y1: 0,
            y2: (value: number) => value,
            fill: (value: number) => signColour(value),
            title: (value: number, p: number) =>
              `observation ${p}: ${signed(value, digits)}${p === 0 ? "" : `, bit ${bits[p - 1]}`}`,
          }),
          Plot.ruleY([0], { stroke: themed.ink }),
          ...(wide + 4 <= step
            ? values.map((value, p) =>
                written(stage, area, signed(value, digits), toX(p), toY(value) + (value < 0 ? 9 : -8), {
                  anchor: "middle",
                  size: size - 1,
                  halo: true,
                }),
              )
            : []),
          ...heads.map((head, k) =>
            written(stage, area, head, area.left - 8, area.bottom + (k === 0 ? rows.number : rows.bit), {
              anchor: "end",
              fill: themed.quiet,
            }),
          ),
          ...values.flatMap((_, p) => [
            ...(p % every === 0
              ? [
                  written(stage, area, String(p), toX(p), area.bottom + rows.number, {
                    anchor: "middle",
                    fill: themed.quiet,
                  }),
                ]
              : []),
            written(stage, area, p === 0 ? "–" : String(bits[p - 1]), toX(p), area.bottom + rows.bit, {
              anchor: "middle",
              bold: true,
              size: step < 9 ? size - 3 : size,
            }),
          ]),
        ],
      };
    },
  );
}

import { ink, lines, paper, quiet, rule, sign } from "../palette.js";

/**
 * A Vega-Lite specification as plain data.
 *
 * @category Widgets
 */
export interface Spec {
  /** Address of Vega-Lite's schema. */
  $schema?: string;
  /** Colour behind the chart. */
  background?: string;
  /** Vega-Lite's configuration: fonts, axes, marks. */
  config?: { [key: string]: unknown };
  /** Anything else that Vega-Lite knows. */
  [key: string]: unknown;
}

/**
 * A specification in our look, by the schema that JupyterLab 4 draws (its Vega-Lite is 5.6). Pictures stand on light paper: Vega knows nothing of the
 * page's theme.
 */
export function specOf(parts: { readonly [key: string]: unknown }): Spec {
  return {
    $schema: "https://vega.github.io/schema/vega-lite/v5.json",
    background: paper,
    padding: 10,
    ...parts,
    config: {
      font: "system-ui, sans-serif",
      view: { stroke: rule },
      axis: {
        labelColor: ink,
        titleColor: quiet,
        titleFontWeight: "normal",
        gridColor: rule,
        domainColor: quiet,
        tickColor: quiet,
        labelFontSize: 12,
        titleFontSize: 12,
      },
      legend: { labelColor: ink, titleColor: quiet, titleFontWeight: "normal", labelFontSize: 12 },
      // A longer title would make the whole chart wider than a window of 600 pixels.
      title: {
        color: ink,
        fontSize: 13,
        subtitleColor: quiet,
        subtitleFontSize: 12,
        anchor: "start",
        limit: 430,
      },
    },
  };
}

/** Lines where no sign is meant, as in the still pictures; dashes and markers tell them apart as well. */
export const lineColours: readonly string[] = [ink, ...lines.map(({ colour }) => colour)];

/** Colour by the field "sign", with its legend; the mark's shape or side says the sign too. */
export const signScale: { readonly [key: string]: unknown } = {
  field: "sign",
  type: "nominal",
  scale: { domain: ["raises", "lowers"], range: [sign.positive.colour, sign.negative.colour] },
  legend: { title: null, orient: "top" },
};

/** "raises" or "lowers". */
export function signOf(value: number): "raises" | "lowers" {
  return value < 0 ? "lowers" : "raises";
}

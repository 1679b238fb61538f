/*
 * How players look by their effect. The compiled texts are sent to the browser too, where an index is chosen there, so each function stands alone.
 */

/** The pair of sign colours as numbers, see palette.ts. */
export interface SignColours {
  readonly positive: { readonly colour: string; readonly rgb: string };
  readonly negative: { readonly colour: string; readonly rgb: string };
}

/**
 * Style of a word, `strength` from 0 to 1: `border-bottom`, and a background transparent enough that the page's own ink stays readable on light and on
 * dark paper.
 */
export function wordLook(
  value: number,
  strength: number,
  sign: SignColours,
): { background: string; border: string } {
  const { colour, rgb } = value < 0 ? sign.negative : sign.positive;
  const alpha = (0.1 + 0.35 * Math.min(1, Math.max(0, strength))).toFixed(2);
  return {
    background: `rgba(${rgb},${alpha})`,
    border: `2px ${value < 0 ? "dashed" : "solid"} ${colour}`,
  };
}

/** SVG attributes of a region of an image. `strength`: 0 to 1. */
export function regionLook(
  value: number,
  strength: number,
  colours: {
    readonly paper: string;
    readonly rule: string;
    readonly positive: string;
    readonly negative: string;
  },
): [string, string][] {
  if (strength < 0.02) {
    return [
      ["fill", colours.paper],
      ["fill-opacity", "0"],
      ["stroke", colours.rule],
      ["stroke-width", "0.8"],
    ];
  }
  const colour = value < 0 ? colours.negative : colours.positive;
  return [
    ["fill", colour],
    ["fill-opacity", (0.5 * strength).toFixed(2)],
    ["stroke", colour],
    ["stroke-width", (0.8 + 2.2 * strength).toFixed(1)],
    ...(value < 0 ? [["stroke-dasharray", "5 3"] satisfies [string, string]] : []),
  ];
}

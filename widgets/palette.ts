/**
 * Every colour a person sees. The two signs are a pair that all common forms of colour blindness tell apart (Okabe and
 * Ito 2008: blue, vermillion), and no picture relies on them alone: position, line style or a written sign says it too.
 */
export const sign = {
  positive: { colour: "#0072b2", dark: "#56b4e9", rgb: "0,114,178" },
  negative: { colour: "#d55e00", dark: "#f0894a", rgb: "213,94,0" },
} as const;

/** Vermillion deep enough to carry small white letters. */
export const deepNegative = "#c25400";

/** Lines where no sign is meant, after one in ink. */
export const lines = [
  { colour: "#8250a8", dark: "#c9a3e8" },
  { colour: "#00756b", dark: "#4fc4b5" },
  { colour: "#955600", dark: "#e0a84a" },
  { colour: "#b0306a", dark: "#f08bb4" },
] as const;

/** Light paper, the colours of a picture that stands alone. */
export const ink = "#1b1f24";
export const quiet = "#59636e";
export const rule = "#d0d7de";
export const paper = "#ffffff";

/** Colours inside pictures: theme-aware where the page defines the properties, light paper where it does not. */
export const themed: Readonly<
  Record<
    "ink" | "quiet" | "rule" | "paper" | "positive" | "negative" | "second" | "third" | "fourth" | "fifth",
    string
  >
> = {
  ink: `var(--sx-ink, ${ink})`,
  quiet: `var(--sx-quiet, ${quiet})`,
  rule: `var(--sx-rule, ${rule})`,
  paper: `var(--sx-paper, ${paper})`,
  positive: `var(--sx-positive, ${sign.positive.colour})`,
  negative: `var(--sx-negative, ${sign.negative.colour})`,
  /** A second line beside one in ink, where no sign is meant; it is dashed as well. */
  second: `var(--sx-second, ${lines[0].colour})`,
  /** Further lines in one picture; dashes and markers tell them apart as well. */
  third: `var(--sx-third, ${lines[1].colour})`,
  fourth: `var(--sx-fourth, ${lines[2].colour})`,
  fifth: `var(--sx-fifth, ${lines[3].colour})`,
};

/** Themed colour of a value's sign. */
export function signColour(value: number): string {
  return value < 0 ? themed.negative : themed.positive;
}

/** Custom properties for elements named `tag`: JupyterLab's theme where there is one, else the reader's light or dark. */
export function themeCss(tag: string): string {
  const named = (theme: "colour" | "dark"): string =>
    lines.map((line, k) => `--sx-${["second", "third", "fourth", "fifth"][k]}:${line[theme]}`).join(";");
  const light = `--sx-ink:var(--jp-content-font-color1,${ink});--sx-quiet:var(--jp-content-font-color2,${quiet});--sx-rule:var(--jp-border-color2,${rule});--sx-paper:var(--jp-layout-color0,${paper});--sx-positive:${sign.positive.colour};--sx-negative:${sign.negative.colour};--sx-deep:${deepNegative};${named("colour")}`;
  const dark = `--sx-ink:var(--jp-content-font-color1,#e6e8eb);--sx-quiet:var(--jp-content-font-color2,#a3abb5);--sx-rule:var(--jp-border-color2,#3d444d);--sx-paper:var(--jp-layout-color0,#111);--sx-positive:${sign.positive.dark};--sx-negative:${sign.negative.dark};--sx-deep:${sign.negative.dark};${named("dark")}`;
  return `${tag}{${light}}@media (prefers-color-scheme:dark){:root:not(:has([data-jp-theme-light="true"])) ${tag}{${dark}}}[data-jp-theme-light="false"] ${tag}{${dark}}`;
}

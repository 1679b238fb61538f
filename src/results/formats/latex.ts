import type { Laid } from "./laid.js";

const SPECIAL: { readonly [char: string]: string } = {
  "\\": "\\textbackslash{}",
  "{": "\\{",
  "}": "\\}",
  $: "\\$",
  "&": "\\&",
  "#": "\\#",
  "%": "\\%",
  _: "\\_",
  "^": "\\textasciicircum{}",
  "~": "\\textasciitilde{}",
  "<": "\\textless{}",
  ">": "\\textgreater{}",
  "|": "\\textbar{}",
  '"': "\\textquotedbl{}",
  "−": "$-$",
  "·": "$\\cdot$",
  "–": "--",
  "…": "\\ldots{}",
  "²": "\\textsuperscript{2}",
  "≥": "$\\geq$",
  "≤": "$\\leq$",
  "×": "$\\times$",
};

/** Columns of texts as a LaTeX table (booktabs): every character that LaTeX would read as a command is escaped. */
export function latexOf({ title, headings, columns, numeric, notes }: Laid): string {
  const line = (cells: readonly string[]): string => `    ${cells.map(escaped).join(" & ")} \\\\`;
  const count = columns[0]?.length ?? 0;
  return [
    "% needs \\usepackage{booktabs}, and T1 or Unicode fonts",
    "\\begin{table}",
    "  \\centering",
    ...(title === "" ? [] : [`  \\caption{${escaped(title)}}`]),
    `  \\begin{tabular}{${numeric.map((right) => (right ? "r" : "l")).join("")}}`,
    "    \\toprule",
    line(headings),
    "    \\midrule",
    ...Array.from({ length: count }, (_, k) => line(columns.map((column) => column[k]))),
    "    \\bottomrule",
    "  \\end{tabular}",
    ...notes.map((note) => `  \\par\\footnotesize ${escaped(note)}`),
    "\\end{table}",
    "",
  ].join("\n");
}

function escaped(text: string): string {
  // A text that starts with a bracket or a star would be read as an option of the line end before it.
  const inside = text.replace(/[\r\n\s]+/g, " ").replace(/[\\{}$&#%_^~<>|"−·–…²≥≤×]/g, (c) => SPECIAL[c]);
  return /^[[*]/.test(inside) ? `{}${inside}` : inside;
}

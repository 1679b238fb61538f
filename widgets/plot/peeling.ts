import { SpexlabError } from "../../src/errors.js";
import { clean, digitsFor, escaped, fullLabel, setLabel, signed } from "../labels.js";
import { signColour, themed } from "../palette.js";

type BinType = "zeroton" | "singleton" | "multiton";

/** The peeling of bins, plain. Bins are numbered through all groups. */
export interface PeelingView {
  readonly groups: number;
  /** Bins in a group. */
  readonly size: number;
  /** Every set that was found, with the bin of each group into which it falls. */
  readonly sets: readonly { readonly names: readonly string[]; readonly bins: readonly number[] }[];
  /** Type of each bin at the start. */
  readonly start: readonly BinType[];
  readonly steps: readonly {
    /** Index in `sets`. */
    readonly set: number;
    readonly value: number;
    /** The bin in which the set stood alone. */
    readonly read: number;
    /** Type of each bin after the step. */
    readonly types: readonly BinType[];
  }[];
}

/** What one picture says: its words and the graph. */
export interface PeelingPanel {
  readonly words: string;
  readonly svg: string;
  /** The same without the document around it, and how high it is. */
  readonly graph: string;
  readonly height: number;
}

const mostBins = 64;
const mostSets = 40;
const mostPanels = 24;
const size = 12;
const width = 360;
const row = 20;
const head = 20;
const gap = 8;
const labels = 150;
const boxes = { left: 262, width: 72 };
const looks: Readonly<Record<BinType, { fill: string; text: string; word: string }>> = {
  zeroton: { fill: themed.paper, text: themed.quiet, word: "empty" },
  singleton: { fill: themed.second, text: themed.paper, word: "one set" },
  multiton: { fill: themed.ink, text: themed.paper, word: "several" },
};

/** The graph of sets and bins before the first step and after each, at most 24 pictures. Throws `TOO_LARGE_TO_DRAW`. */
export function peelingPanels(view: PeelingView): PeelingPanel[] {
  const { groups, size: each, sets, start, steps } = view;
  if (groups * each > mostBins || sets.length > mostSets) {
    throw new SpexlabError(
      "TOO_LARGE_TO_DRAW",
      `Expected at most ${mostBins} bins and ${mostSets} sets, got ${groups * each} and ${sets.length}: print the peeling as text, or take a smaller b.`,
    );
  }
  const digits = digitsFor(Math.max(0, ...steps.map(({ value }) => Math.abs(value))));
  const shown = steps.slice(0, mostPanels - 1);
  const name = (k: number): string =>
    `${fullLabel(sets[k].names)} ${signed(steps.find(({ set }) => set === k)!.value, digits)}`;
  const place = (bin: number): string => `bin ${bin % each} of group ${Math.floor(bin / each) + 1}`;
  const said = shown.map(({ set, read }, k) => {
    const others = sets[set].bins.filter((bin) => bin !== read);
    const last =
      k === shown.length - 1 && shown.length < steps.length
        ? ` ${steps.length - shown.length} more steps are not drawn.`
        : "";
    const taken =
      others.length === 0
        ? "It is taken off."
        : `It is taken off there and in ${others.map(place).join(" and ")}.`;
    return `Step ${k + 1} of ${steps.length}. ${capital(place(read))} held one set: ${name(set)}. ${taken}${last}`;
  });
  const singles = start.filter((type) => type === "singleton").length;
  const first = `Start. ${singles} of ${start.length} bins ${singles === 1 ? "holds" : "hold"} one set. Hollow sets on the left are not known yet.`;
  return [panelOf(view, -1, first, digits), ...said.map((words, k) => panelOf(view, k, words, digits))];
}

/** All pictures on one sheet, two in a row. */
export function peelingSvg(view: PeelingView): string {
  const panels = peelingPanels(view);
  const high = Math.max(...panels.map((panel) => panel.height)) + 26;
  const across = Math.min(2, panels.length);
  const whole = { width: across * width, height: Math.ceil(panels.length / across) * high };
  const placed = panels.map(({ graph }, k) => {
    const [x, y] = [(k % across) * width, Math.floor(k / across) * high];
    const heading = k === 0 ? "start" : `step ${k}`;
    return `<text x="${x + 12}" y="${y + 18}" font-weight="600" fill="${themed.ink}">${heading}</text><g transform="translate(${x} ${y + 24})">${graph}</g>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="${escaped(
    panels
      .map(({ words }) => words)
      .join(" ")
      .slice(0, 1500),
  )}" width="${whole.width}" height="${whole.height}" viewBox="0 0 ${whole.width} ${whole.height}" font-family="system-ui, sans-serif" font-size="${size}"><title>Peeling step by step</title><rect width="100%" height="100%" rx="4" fill="${themed.paper}"/>${placed.join("")}</svg>`;
}

function panelOf(view: PeelingView, step: number, words: string, digits: number): PeelingPanel {
  const { groups, size: each, sets, start, steps } = view;
  const types = step < 0 ? start : steps[step].types;
  const before = step < 1 ? start : steps[step - 1].types;
  const found = new Map(steps.slice(0, step + 1).map(({ set, value }) => [set, value]));
  const now = step < 0 ? -1 : steps[step].set;
  const binY = (bin: number): number => {
    const group = Math.floor(bin / each);
    return head + group * (each * row + head + gap) + (bin % each) * row + row / 2 + 6;
  };
  const tall = groups * (each * row + head) + (groups - 1) * gap + 12;
  const height = Math.max(tall, sets.length * 36 + 20);
  const setY = (k: number): number => ((k + 0.5) * height) / Math.max(1, sets.length);
  const parts: string[] = [];
  sets.forEach(({ bins }, k) => {
    const value = found.get(k) ?? 0;
    bins.forEach((bin) => {
      const look =
        k === now
          ? `stroke="${signColour(value)}" stroke-width="2.5"${value < 0 ? ' stroke-dasharray="6 4"' : ""}`
          : found.has(k)
            ? `stroke="${themed.rule}" stroke-dasharray="1 4"`
            : `stroke="${themed.quiet}"`;
      parts.push(
        `<path d="M${labels + 16} ${fixed(setY(k))}L${boxes.left} ${binY(bin)}" fill="none" ${look}/>`,
      );
    });
  });
  sets.forEach(({ names }, k) => {
    const y = fixed(setY(k));
    const value = found.get(k);
    const label = setLabel(names, labels - 20, size);
    const fill = value === undefined ? themed.paper : k === now ? signColour(value) : themed.rule;
    parts.push(
      `<circle cx="${labels + 10}" cy="${y}" r="6" fill="${fill}" stroke="${themed.ink}"/>`,
      `<text x="${labels - 2}" y="${Number(y) - (value === undefined ? -4 : 2)}" text-anchor="end" fill="${value === undefined ? themed.quiet : themed.ink}"${k === now ? ' font-weight="600"' : ""}>${escaped(label)}<title>${escaped(fullLabel(names))}</title></text>`,
    );
    if (value !== undefined) {
      parts.push(
        `<text x="${labels - 2}" y="${Number(y) + 13}" text-anchor="end" fill="${themed.ink}">${signed(value, digits)}${k === now ? "" : ", taken off"}</text>`,
      );
    }
  });
  types.forEach((type, bin) => {
    if (bin % each === 0) {
      parts.push(
        `<text x="${boxes.left + boxes.width / 2}" y="${binY(bin) - row / 2 - 6}" text-anchor="middle" fill="${themed.quiet}">group ${Math.floor(bin / each) + 1}</text>`,
      );
    }
    const { fill, text, word } = looks[type];
    const y = binY(bin);
    const changed = before[bin] !== type;
    const read = step >= 0 && steps[step].read === bin;
    parts.push(
      `<rect x="${boxes.left}" y="${y - row / 2 + 1}" width="${boxes.width}" height="${row - 2}" rx="3" fill="${fill}" stroke="${read || changed ? themed.ink : themed.quiet}" stroke-width="${read || changed ? 2 : 0.75}"/>`,
      `<text x="${boxes.left + boxes.width / 2}" y="${y + 4}" text-anchor="middle" fill="${text}"${changed ? ' font-weight="600"' : ""}>${word}</text>`,
      `<text x="${boxes.left + boxes.width + 6}" y="${y + 4}" fill="${themed.quiet}">${read ? "◂" : changed ? "•" : ""}${bin % each}</text>`,
    );
  });
  const graph = parts.join("");
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="${escaped(clean(words))}" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif" font-size="${size}"><title>${escaped(clean(words).slice(0, 300))}</title><rect width="100%" height="100%" rx="4" fill="${themed.paper}"/>${graph}</svg>`;
  return { words, svg, graph, height };
}

function capital(text: string): string {
  return text[0].toUpperCase() + text.slice(1);
}

function fixed(value: number): string {
  return String(Math.round(value * 10) / 10);
}

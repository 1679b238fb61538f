import type { Masks } from "../../src/bits/masks.js";
import { popcount } from "../../src/bits/popcount.js";
import { SpexlabError } from "../../src/errors.js";
import { clean, count, number, shorten, textWidth } from "../labels.js";
import { themed } from "../palette.js";
import { type ChartArea, chart, textSize as size, spaced } from "./chart.js";
import { niceTicks, roomy, written } from "./place.js";
import { tintedPng } from "./png.js";

/** Masks of one kind that follow one another. */
export interface MaskSection {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/** Cells at most: of more players or masks several share a cell. */
const mostColumns = 480;
const mostRows = 320;
/** Medium blue: readable on light and on dark paper. */
const colour = [64, 128, 184] as const;

/**
 * Masks as a matrix: a row for each mask, a column for each player, filled where the player is present. Where there are more than fit, a cell
 * stands for several and is as dark as the share of present players in it.
 */
export function masksSvg(
  masks: Masks,
  names: readonly string[],
  { title, sections = [] }: { title: string; sections?: readonly MaskSection[] },
): string {
  const { n, length } = masks;
  if (length === 0 || n === 0) {
    throw new SpexlabError("NOTHING_TO_SHOW", "Expected at least one mask of at least one player, got none.");
  }
  const each = { players: Math.ceil(n / mostColumns), masks: Math.ceil(length / mostRows) };
  const columns = Math.ceil(n / each.players);
  const rows = Math.ceil(length / each.masks);
  const image = tintedPng(density(masks, columns, rows, each), columns, rows, colour);
  const sizes = sizesOf(masks);
  const marginLeft = Math.max(textWidth(count(length), size), textWidth("player", size)) + 22;
  const sectionNames = sections.map(({ name, from, to }) => `${count(to - from)} ${name}`);
  const marginRight =
    sections.length > 0 ? Math.max(...sectionNames.map((name) => textWidth(name, size))) + 26 : 16;
  const height = Math.round(Math.min(mostRows, Math.max(120, rows * 10)));
  const cell =
    each.masks === 1 && each.players === 1
      ? "filled: the player is present"
      : `a cell: ${plural(each.masks, "mask")} × ${plural(each.players, "player")}, darker: more of them present`;
  return chart(
    {
      title,
      about: `${count(length)} masks × ${count(n)} players · ${cell}`,
      foot: `present in a mask: ${count(sizes.least)} to ${count(sizes.most)} players, on average ${number(sizes.mean, 1)} of ${count(n)}`,
      describe: `${clean(title)}: ${length} masks of ${n} players`,
      height,
      marginLeft,
      marginRight,
      marginTop: 6,
    },
    (stage, area) => {
      const toY = (row: number): number => area.top + (row / length) * height;
      const middles = spaced(
        sections.map(({ from, to }) => toY((from + to) / 2)),
        16,
        area.top + 6,
        area.bottom - 6,
      );
      return {
        x: { domain: [0, 1], axis: null },
        y: { domain: [length, 0], axis: null },
        marks: [
          picture(image, area),
          stage.Plot.frame({ stroke: themed.rule }),
          stage.Plot.ruleY(
            sections.slice(1).map(({ from }) => from),
            { stroke: themed.ink, strokeWidth: 1.2 },
          ),
          ...playerLabels(names, area).map(({ text, x, full }) =>
            written(stage, area, text, x, area.bottom + 15, { anchor: "middle", ...(full ? { full } : {}) }),
          ),
          written(stage, area, "player", area.left - 8, area.bottom + 15, {
            anchor: "end",
            fill: themed.quiet,
          }),
          ...maskTicks(length).map((row) =>
            written(stage, area, count(row), area.left - 8, toY(row - 0.5), { anchor: "end" }),
          ),
          ...sectionNames.map((name, k) => written(stage, area, name, area.right + 10, middles[k])),
        ],
      };
    },
  );
}

/** Share of present players in each cell, 0 to 255. */
function density(
  masks: Masks,
  columns: number,
  rows: number,
  each: { readonly players: number; readonly masks: number },
): Uint8Array {
  const { n, length, words, stride } = masks;
  const present = new Uint32Array(columns * rows);
  for (let row = 0; row < length; row++) {
    const at = Math.floor(row / each.masks) * columns;
    for (let i = 0; i < n; i++) {
      if ((words[row * stride + (i >>> 5)] >>> (i & 31)) & 1) present[at + Math.floor(i / each.players)]++;
    }
  }
  return Uint8Array.from(present, (of, k) => {
    const players = Math.min(each.players, n - (k % columns) * each.players);
    const here = Math.min(each.masks, length - Math.floor(k / columns) * each.masks);
    return Math.round((255 * of) / (players * here));
  });
}

function sizesOf({ length, words, stride }: Masks): { least: number; most: number; mean: number } {
  let least = Number.POSITIVE_INFINITY;
  let most = 0;
  let sum = 0;
  for (let row = 0; row < length; row++) {
    let present = 0;
    for (let w = row * stride; w < (row + 1) * stride; w++) present += popcount(words[w]);
    least = Math.min(least, present);
    most = Math.max(most, present);
    sum += present;
  }
  return { least, most, mean: sum / length };
}

/** The image over the whole plotting area, its pixels as sharp cells. */
function picture(href: string, area: ChartArea): (...given: unknown[]) => SVGElement {
  return (...given) => {
    const { document } = given[4] as { document: Document };
    const image = document.createElementNS("http://www.w3.org/2000/svg", "image");
    for (const [name, value] of Object.entries({
      href,
      x: area.left,
      y: area.top,
      width: area.right - area.left,
      height: area.bottom - area.top,
      preserveAspectRatio: "none",
      "image-rendering": "pixelated",
    })) {
      image.setAttribute(name, String(value));
    }
    return image as SVGElement;
  };
}

/** Names of the players where all have room, else numbers of some of them, from 0. */
function playerLabels(
  names: readonly string[],
  { left, right }: ChartArea,
): { readonly text: string; readonly x: number; readonly full?: string }[] {
  const wide = (right - left) / names.length;
  const middle = (i: number): number => left + (i + 0.5) * wide;
  if (wide >= 34) {
    return names.map((name, i) => ({
      text: shorten(name, wide - 4, size),
      x: middle(i),
      full: clean(name).slice(0, 400),
    }));
  }
  const ticks = niceTicks(0, names.length - 1, 8).filter(Number.isInteger);
  const texts = ticks.map(count);
  const kept = roomy(
    ticks.map(middle),
    texts.map((text) => textWidth(text, size)),
  );
  return kept.map((k) => ({ text: texts[k], x: middle(ticks[k]) }));
}

/** Numbers of masks to write, from 1. */
function maskTicks(length: number): number[] {
  const ticks = niceTicks(0, length, 5).filter((row) => Number.isInteger(row) && row > 0);
  return [1, ...ticks.filter((row) => row > Math.max(1, length / 12))];
}

function plural(of: number, what: string): string {
  return of === 1 ? `1 ${what}` : `${count(of)} ${what}s`;
}

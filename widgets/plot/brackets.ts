import type { Interaction, View } from "../../src/types.js";
import { clean, escaped, fullLabel, shorten, textWidth } from "../labels.js";
import { signColour, themed } from "../palette.js";

const width = 600;
const size = 13;
const margin = 10;
const gap = 9;
const levelHeight = 19;
const maxLines = 14;

interface Word {
  readonly player: number;
  readonly text: string;
  readonly x: number;
  readonly width: number;
}

interface Bracket {
  /** The interaction's number in the list, from 1. */
  readonly number: number;
  readonly value: number;
  readonly players: readonly number[];
  readonly feet: number[];
  level: number;
}

/** Interactions of two players and more that a picture of brackets can carry, with their numbers in the list. */
export function bracketed(
  view: View,
  listed: readonly Interaction[],
  most: number,
): { number: number; interaction: Interaction }[] {
  return listed
    .map((interaction, k) => ({ number: k + 1, interaction }))
    .filter(
      ({ interaction }) =>
        interaction.order >= 2 && interaction.order <= Math.max(8, view.players.names.length / 4),
    )
    .slice(0, most);
}

/**
 * The players in reading order with numbered brackets that join those which act together. A round number on a solid
 * bracket stands for a positive value, a square one on a dashed bracket for a negative. A set that spans several lines
 * has a bracket on each, with the same number.
 */
export function bracketsSvg(
  view: View,
  chosen: readonly { number: number; interaction: Interaction }[],
): string {
  const members = new Set(chosen.flatMap(({ interaction }) => interaction.players));
  const lines = wrapped(view.players.names, (player) => members.has(player));
  const used = lines.filter((line) => line.some((word) => members.has(word.player)));
  const kept = lines.length <= maxLines ? lines : used;
  const parts: string[] = [];
  let y = margin;
  kept.forEach((line, k) => {
    const skipped = k > 0 && line[0].player !== kept[k - 1][kept[k - 1].length - 1].player + 1;
    if (skipped || (k === 0 && line[0].player > 0)) {
      parts.push(`<text x="${margin}" y="${y + 10}" fill="${themed.quiet}">⋯</text>`);
      y += 16;
    }
    const brackets = bracketsOf(line, chosen);
    const levels = Math.max(0, ...brackets.map((bracket) => bracket.level + 1));
    y += levels * levelHeight + (levels > 0 ? 6 : 0);
    for (const bracket of brackets) parts.push(drawBracket(bracket, y));
    for (const bracket of brackets) parts.push(drawChip(bracket, y));
    for (const word of line) parts.push(drawWord(word, y + 15, members.has(word.player)));
    y += 28;
  });
  const label = `Brackets over the players: ${chosen
    .map(({ number, interaction }) => `${number} joins ${fullLabel(interaction.names)}`)
    .join("; ")}`;
  return `<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="${escaped(label.slice(0, 1500))}" width="${width}" height="${y - 4}" viewBox="0 0 ${width} ${y - 4}" font-family="system-ui, sans-serif" font-size="${size}"><title>${escaped(clean(view.title).slice(0, 300))}</title><rect width="100%" height="100%" rx="4" fill="${themed.paper}"/>${parts.join("")}</svg>`;
}

/** Players laid out in lines; the mirror image where the first letter belongs to a script written from right to left. */
function wrapped(names: readonly string[], bold: (player: number) => boolean): Word[][] {
  const lines: Word[][] = [[]];
  let x = margin;
  names.forEach((name, player) => {
    const text = shorten(name, 180, size) || "␣";
    const wide = Math.max(8, Math.ceil(textWidth(text, size) * (bold(player) ? 1.06 : 1)));
    if (x + wide > width - margin && lines[lines.length - 1].length > 0) {
      lines.push([]);
      x = margin;
    }
    lines[lines.length - 1].push({ player, text, x, width: wide });
    x += wide + gap;
  });
  const letter = names.join(" ").slice(0, 2000).match(/\p{L}/u)?.[0] ?? "a";
  if (!/[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u.test(letter))
    return lines;
  return lines.map((line) => line.map((word) => ({ ...word, x: width - word.x - word.width })));
}

/** The brackets of one line: feet spread over each word, levels such that none lies on another. */
function bracketsOf(
  line: readonly Word[],
  chosen: readonly { number: number; interaction: Interaction }[],
): Bracket[] {
  const words = new Map(line.map((word) => [word.player, word]));
  const here = chosen
    .map(({ number, interaction }) => ({
      number,
      value: interaction.value,
      players: interaction.players.filter((player) => words.has(player)),
      feet: [] as number[],
      level: 0,
    }))
    .filter((bracket) => bracket.players.length > 0);
  for (const word of line) {
    const on = here.filter((bracket) => bracket.players.includes(word.player));
    const step = Math.min(7, (word.width - 2) / Math.max(1, on.length));
    on.forEach((bracket, j) => {
      bracket.feet.push(word.x + word.width / 2 + (j - (on.length - 1) / 2) * step);
    });
  }
  const placed: Bracket[] = [];
  for (const bracket of [...here].sort((a, b) => span(a)[1] - span(a)[0] - (span(b)[1] - span(b)[0]))) {
    const [from, to] = span(bracket);
    while (
      placed.some((other) => {
        const [left, right] = span(other);
        return other.level === bracket.level && from <= right && to >= left;
      })
    ) {
      bracket.level++;
    }
    placed.push(bracket);
  }
  return placed.sort((a, b) => b.level - a.level);
}

/** What a bracket takes up from left to right, its number included. */
function span(bracket: Bracket): [number, number] {
  const middle = (Math.min(...bracket.feet) + Math.max(...bracket.feet)) / 2;
  const half = bracket.number > 9 ? 11 : 9;
  return [Math.min(...bracket.feet, middle - half) - 3, Math.max(...bracket.feet, middle + half) + 3];
}

function topOf(bracket: Bracket, bottom: number): number {
  return bottom - bracket.level * levelHeight - levelHeight / 2 - 2;
}

function drawBracket(bracket: Bracket, bottom: number): string {
  const top = topOf(bracket, bottom);
  const dash = bracket.value < 0 ? ' stroke-dasharray="4 3"' : "";
  const feet = bracket.feet.map((x) => `M${fixed(x)} ${top}V${bottom}`).join("");
  const path = `M${fixed(Math.min(...bracket.feet))} ${top}H${fixed(Math.max(...bracket.feet))}${feet}`;
  return `<path class="sx-arc" data-number="${bracket.number}" d="${path}" fill="none" stroke="${signColour(bracket.value)}" stroke-width="1.5"${dash}/>`;
}

/** The number on its bracket, drawn after all brackets: no line crosses it. */
function drawChip(bracket: Bracket, bottom: number): string {
  const top = topOf(bracket, bottom);
  const middle = (Math.min(...bracket.feet) + Math.max(...bracket.feet)) / 2;
  const half = bracket.number > 9 ? 10 : 8;
  const around =
    bracket.value < 0
      ? `<rect x="${fixed(middle - half)}" y="${top - 7}" width="${2 * half}" height="14"`
      : half === 8
        ? `<circle cx="${fixed(middle)}" cy="${top}" r="8"`
        : `<rect x="${fixed(middle - half)}" y="${top - 8}" width="${2 * half}" height="16" rx="8"`;
  return `${around} fill="${themed.paper}"/><g class="sx-arc" data-number="${bracket.number}">${around} fill="${signColour(bracket.value)}"/><text x="${fixed(middle)}" y="${top + 4}" font-size="11" font-weight="700" text-anchor="middle" fill="${themed.paper}">${bracket.number}</text></g>`;
}

function drawWord(word: Word, y: number, member: boolean): string {
  const style = member ? `font-weight="600" fill="${themed.ink}"` : `fill="${themed.quiet}"`;
  // Stretched to the width the layout counted with, whatever the reader's font; a letter or two would look odd.
  const length = word.text.length > 2 ? ` textLength="${word.width}" lengthAdjust="spacingAndGlyphs"` : "";
  return `<text x="${fixed(word.x + word.width / 2)}" y="${y}" text-anchor="middle"${length} ${style}>${escaped(word.text)}</text>`;
}

function fixed(value: number): string {
  return String(Math.round(value * 10) / 10);
}

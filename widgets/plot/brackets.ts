import type { Interaction, View } from "../../src/types.js";
import { answers, digitsOf } from "../facts.js";
import { clean, escaped, fullLabel, setLabel, shorten, signed, textWidth } from "../labels.js";
import { type BracketWord, drawBrackets } from "../live/client/drawBrackets.js";
import { type Effects, wordOf } from "../live/effects.js";
import { signColour, themed } from "../palette.js";
import { nothingToShow } from "./nothing.js";

const size = 13;

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
  const brackets = chosen.map(({ number, interaction: { players, value } }) => ({ number, players, value }));
  const label = `Brackets over the players: ${chosen
    .map(({ number, interaction }) => `${number} joins ${fullLabel(interaction.names)}`)
    .join("; ")}`;
  return drawBrackets(bracketWords(view.players.names), brackets, themed, {
    title: bracketTitle(view.title),
    label: escaped(label.slice(0, 1500)),
  });
}

/**
 * `bracketsSvg` as a picture that stands alone: a line under each word tells what it does alone, the list below what each number is worth.
 * Throws `NOTHING_TO_SHOW` for a view without interactions.
 */
export function wordsSvg(
  view: View,
  listed: readonly Interaction[],
  chosen: readonly { number: number; interaction: Interaction }[],
  { values, meaning }: Effects,
): string {
  if (listed.length === 0) throw nothingToShow("interaction to list");
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const brackets = chosen.map(({ number, interaction: { players, value } }) => ({ number, players, value }));
  const digits = digitsOf(view);
  const said = listed.map(({ names, value }, k) => `${k + 1}: ${fullLabel(names)} ${signed(value, digits)}`);
  return drawBrackets(
    bracketWords(view.players.names),
    brackets,
    themed,
    {
      title: bracketTitle(view.title),
      label: escaped(`${answers(view).join("")} ${said.join("; ")}`.trim().slice(0, 1500)),
    },
    {
      effects: values.map((value) => (largest === 0 ? 0 : value / largest)),
      told: listed.flatMap(({ order, players }) => (order === 1 ? players : [])),
      foot: listOf(view, listed, largest === 0 ? "" : meaning, digits),
    },
  );
}

const rowHeight = 20;

/** The list in two columns, and how the lines under the words are read. */
function listOf(
  view: View,
  listed: readonly Interaction[],
  meaning: string,
  digits: number,
): { height: number; draw(y: number): string } {
  const rows = Math.ceil(listed.length / 2);
  const notes = [
    shorten(`${view.index} (${clean(view.unit)}); round: positive, square: negative`, 570, 12),
    ...(meaning === ""
      ? []
      : [shorten(`Line under a ${wordOf(view)}: ${meaning}; solid raises, dashed lowers`, 570, 12)]),
  ];
  const row = ({ names, value }: Interaction, k: number, top: number): string => {
    const x = k < rows ? 12 : 312;
    const y = top + 14 + (k % rows) * rowHeight;
    const around =
      value < 0
        ? `<rect x="${x}" y="${y - 8}" width="20" height="15"`
        : `<rect x="${x}" y="${y - 8}" width="20" height="16" rx="8"`;
    return (
      `${around} fill="${signColour(value)}"/><text x="${x + 10}" y="${y + 4}" font-size="11" font-weight="700" text-anchor="middle" fill="${themed.paper}">${k + 1}</text>` +
      `<text x="${x + 28}" y="${y + 4}" font-size="12" fill="${themed.ink}">${escaped(setLabel(names, 180, 12))}<title>${escaped(fullLabel(names).slice(0, 300))}</title></text>` +
      `<text x="${x + 276}" y="${y + 4}" font-size="12" text-anchor="end" fill="${themed.ink}">${signed(value, digits)}</text>`
    );
  };
  return {
    height: 6 + rows * rowHeight + 4 + notes.length * 17 + 4,
    draw: (y) =>
      listed.map((interaction, k) => row(interaction, k, y + 2)).join("") +
      notes
        .map(
          (note, k) =>
            `<text x="12" y="${y + 6 + rows * rowHeight + 14 + 17 * k}" font-size="12" fill="${themed.quiet}">${escaped(note)}</text>`,
        )
        .join(""),
  };
}

/** The players as `drawBrackets` takes them: cut, measured and escaped. */
export function bracketWords(names: readonly string[]): { words: BracketWord[]; mirrored: boolean } {
  const letter = names.join(" ").slice(0, 2000).match(/\p{L}/u)?.[0] ?? "a";
  return {
    words: names.map((name) => {
      const text = shorten(name, 180, size) || "␣";
      return [escaped(text), textWidth(text, size), text.length];
    }),
    mirrored: /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u.test(
      letter,
    ),
  };
}

/** The picture's title, escaped. */
export function bracketTitle(title: string): string {
  return escaped(clean(title).slice(0, 300));
}

import type { Interaction, View } from "../../src/types.js";
import { clean, escaped, fullLabel, shorten, textWidth } from "../labels.js";
import { type BracketWord, drawBrackets } from "../live/client/drawBrackets.js";
import { themed } from "../palette.js";

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

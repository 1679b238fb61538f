import type { View } from "../../src/types.js";
import { answers, costText, digitsOf, faithfulnessText } from "../facts.js";
import { clean } from "../labels.js";
import { effectsOf, wordOf } from "../live/effects.js";
import { packTerms } from "../live/payload.js";
import { playersHtml } from "../live/players.js";
import {
  bracketsNote,
  cappedNote,
  legend,
  mostCharacters,
  mostSwitches,
  tableHtml,
  trustOf,
} from "../live/text.js";
import { bracketTitle, bracketWords } from "../plot/brackets.js";
import { imagesOf, regionCentres } from "../plot/overlay.js";
import type { Explored } from "./data.js";

/** Interactions listed before the reader moves the slider. */
const listedAtFirst = 12;
/** Players beyond which a picture of brackets would be a wall of text. */
const mostBracketed = 2_000;

/**
 * All of an explanation's data file but its readings: the live element without colours, brackets and list, which the page draws for the
 * index that is chosen; and what is told beside it. `view` in any index; its first interactions and its values of single players decide which
 * words of a long text are folded away.
 */
export function exploredElement(view: View): Omit<Explored, "sets" | "readings" | "missing"> {
  const { names, layout } = view.players;
  const effects = effectsOf(view);
  const digits = digitsOf(view);
  const pattern = tableHtml(view, [{ players: [0], names: [names[0]], order: 1, value: 1 }], digits);
  const bracketed = layout.kind !== "image" && names.length <= mostBracketed;
  const inside = [
    playersHtml(view, effects, view.interactions.slice(0, listedAtFirst), digits),
    legend({ ...effects, meaning: effects.meaning || " " }),
    bracketed
      ? `<div class="sx-brackets" hidden><div class="sx-drawing" style="margin:4px 0"></div>${bracketsNote(view)}</div>`
      : "",
    pattern,
  ].join("");
  const switches = view.fourier !== null && view.full !== null && names.length <= mostSwitches;
  const { packed, share } = packTerms(
    switches
      ? view.fourier
      : {
          n: names.length,
          length: 0,
          offsets: new Uint32Array(1),
          players: new Uint32Array(0),
          values: new Float64Array(0),
        },
    mostCharacters,
  );
  return {
    inside: inside + (switches ? cappedNote(view, packed.length, share) : ""),
    payload: {
      n: names.length,
      top: listedAtFirst,
      trust: trustOf(view),
      full: switches ? view.full : null,
      digits,
      word: wordOf(view),
      ...packed,
    },
    facts: factsOf(view),
    brackets: bracketed
      ? {
          ...bracketWords(names),
          title: bracketTitle(view.title),
          largest: Math.max(8, names.length / 4),
        }
      : null,
    images: imagesOf(view.players).map(({ layout: image, first }) => {
      const { width, height, at } = regionCentres(image);
      return { first, width, height, at: at.map(([x, y]) => [Math.round(x), Math.round(y)] as const) };
    }),
  };
}

function factsOf(view: View): [string, string][] {
  const trust = faithfulnessText(view);
  const said = answers(view).join("");
  return [
    ...(said === "" ? [] : [["Answer", `${said}.`] as [string, string]]),
    ...(view.unit === "" ? [] : [["In", clean(view.unit).slice(0, 500)] as [string, string]]),
    ["Faithfulness", `${trust[0].toUpperCase()}${trust.slice(1)}.`],
    ["Cost", `${costText(view)}.`],
  ];
}

import type { Interaction, View } from "../../src/types.js";
import { answers, costText, digitsOf, faithfulnessText, indexNote } from "../facts.js";
import { clean, count, escaped, fullLabel, number, setLabel, shorten, signed } from "../labels.js";
import { deepNegative, sign } from "../palette.js";
import { bracketed, bracketsSvg, wordsSvg } from "../plot/brackets.js";
import { type Effects, effectsOf, wordOf } from "./effects.js";
import { fragment } from "./fragment.js";
import { packTerms } from "./payload.js";
import { playersHtml, wordStyle } from "./players.js";
import { picture } from "./still.js";

/** An output, its script included, stays below this many characters. */
export const mostCharacters = 290_000;
/** The payload counts players in 16 bits. */
export const mostSwitches = 65_535;
export const mostBrackets = 8;
/** Interactions that a reader can bring into the list without a kernel. */
const mostListed = 100;

/** Which parts of the whole are wanted. */
export interface TextParts {
  /** Interactions listed, at most. */
  readonly top: number;
  /** The lines on answers, faithfulness and cost. */
  readonly facts: boolean;
}

/** The text (or the players) coloured by effect, its strongest interactions drawn and listed; words can be clicked off. */
export function textHtml(view: View, { top, facts }: TextParts, address?: string): string {
  const listed = view.interactions.slice(0, top);
  const effects = effectsOf(view);
  const digits = digitsOf(view);
  const drawn = view.players.layout.kind === "image" ? [] : bracketed(view, listed, mostBrackets);
  const static_ = [
    facts ? header(view) : "",
    playersHtml(view, effects, listed, digits),
    legend(effects),
    drawn.length > 0 ? pictureOf(view, drawn) : "",
    listed.length > 0
      ? tableHtml(view, listed, digits)
      : `<p style="margin:4px 0">No interaction is left to list.</p>`,
    facts ? footer(view, listed.length) : "",
  ].join("");
  if (view.fourier === null || view.full === null || view.players.names.length > mostSwitches)
    return fragment(static_);
  const rest = {
    n: view.players.names.length,
    listed: view.interactions.slice(0, Math.max(top, mostListed)).map(({ players, names, value }) => {
      const [label, whole] = [setLabel(names, 340, 14), fullLabel(names)];
      return [players, label, label === whole ? "" : whole, value];
    }),
    top: listed.length,
    trust: trustOf(view),
    full: view.full,
    digits,
    word: wordOf(view),
  };
  const room = mostCharacters - fragment(static_, rest).length - 2_000;
  const { packed, share } = packTerms(view.fourier, room);
  return fragment(static_ + cappedNote(view, packed.length, share), { ...rest, ...packed }, address);
}

/** The same as a picture that stands alone. Throws `NOTHING_TO_SHOW` for a view without interactions. */
export function textSvg(view: View, top: number): string {
  const listed = view.interactions.slice(0, top);
  return wordsSvg(view, listed, bracketed(view, listed, mostBrackets), effectsOf(view));
}

function header(view: View): string {
  const said = answers(view)
    .map((piece, k) => (k % 2 === 1 ? `<b>${piece}</b>` : piece))
    .join("");
  const unit =
    said === "" || view.unit === ""
      ? ""
      : `<div style="font-size:12px;opacity:.8">in ${escaped(shorten(view.unit, 500, 12))}</div>`;
  return `${heading(view)}<div style="margin:2px 0">${said}${said === "" ? "" : "."}</div>${unit}`;
}

/** How far to trust the surrogate, in a few words. */
export function trustOf({ faithfulness }: View): string {
  if (faithfulness === null || !Number.isFinite(faithfulness.r2)) return "";
  return `R² ${number(faithfulness.r2, 3)}`;
}

/** The title, unless it only repeats the text that follows. */
function heading({ title, players: { layout } }: View): string {
  const stem = clean(title).replace(/…$/, "");
  if (stem === "" || (layout.kind === "text" && clean(layout.text).trim().startsWith(stem))) return "";
  return `<div style="font-size:16px;font-weight:600;margin:4px 0">${escaped(shorten(title, 1400, 16))}</div>`;
}

function footer(view: View, listed: number): string {
  const left = view.interactions.length - listed;
  const more =
    left > 0
      ? ` ${count(left)} weaker ${left === 1 ? "interaction is" : "interactions are"} not listed.`
      : "";
  const trust = faithfulnessText(view);
  return `<div style="font-size:12px;margin:4px 0;opacity:.8">${escaped(trust[0].toUpperCase() + trust.slice(1))} · ${escaped(costText(view))} · index ${view.index}.${more} ${escaped(indexNote(view))}</div>`;
}

export function legend({ meaning }: Effects): string {
  if (meaning === "") return "";
  const sample = (value: number, text: string): string =>
    `<span style="${wordStyle(value, 1)}">${text}</span>`;
  return `<div style="font-size:12px;margin:2px 0 8px">${sample(1, "solid line")} raises, ${sample(-1, "dashed line")} lowers the answer; the stronger the colour, the stronger the effect (<span class="sx-meaning">${escaped(meaning)}</span>).</div>`;
}

function pictureOf(view: View, drawn: readonly { number: number; interaction: Interaction }[]): string {
  const told = drawn
    .map(({ number, interaction }) => `${number}: ${fullLabel(interaction.names)}`)
    .join("; ");
  return `<div style="margin:4px 0">${picture(bracketsSvg(view, drawn), `Brackets join what acts together. ${told.slice(0, 1000)}`)}</div>${bracketsNote(view)}`;
}

/** How brackets are read. */
export function bracketsNote(view: View): string {
  return `<div style="font-size:12px;margin:0 0 6px">Brackets join ${wordOf(view)}s that act together; the numbers are those of the list. Round and solid: positive; square and dashed: negative.</div>`;
}

export function tableHtml(view: View, listed: readonly Interaction[], digits: number): string {
  const largest = Math.max(...listed.map((interaction) => Math.abs(interaction.value)));
  const cell = "padding:2px 8px;text-align:left;vertical-align:middle";
  const head = ["", `${wordOf(view)}s together`, "order", view.index, ""]
    .map((text) => `<th style="${cell};font-weight:600;white-space:nowrap">${text}</th>`)
    .join("");
  const rows = listed.map((interaction, k) => {
    const { value, names, order } = interaction;
    return `<tr class="sx-row"><td style="${cell}">${chip(k + 1, value)}</td><td style="${cell};overflow-wrap:anywhere" title="${escaped(fullLabel(names))}"><bdi>${escaped(setLabel(names, 340, 14))}</bdi></td><td style="${cell};text-align:right">${order}</td><td style="${cell};text-align:right;white-space:nowrap"><b>${signed(value, digits)}</b></td><td style="${cell};white-space:nowrap">${bar(value, largest)}</td></tr>`;
  });
  return `<table style="border-collapse:collapse;margin:4px 0;font-size:14px"><thead><tr>${head}</tr></thead><tbody>${rows.join("")}</tbody></table>`;
}

function chip(k: number, value: number): string {
  const colour = value < 0 ? deepNegative : sign.positive.colour;
  return `<span class="sx-chip ${value < 0 ? "sx-negative" : "sx-positive"}" style="display:inline-block;min-width:18px;text-align:center;font-size:11px;font-weight:700;line-height:18px;color:#ffffff;background-color:${colour};border-radius:${value < 0 ? "2px" : "9px"}">${k}</span>`;
}

/** A bar left or right of a middle line. */
function bar(value: number, largest: number): string {
  const length = largest === 0 ? 0 : Math.round((60 * Math.abs(value)) / largest);
  const { colour } = value < 0 ? sign.negative : sign.positive;
  const filled = `<span class="${value < 0 ? "sx-negative" : "sx-positive"}" style="display:inline-block;width:${length}px;height:10px;background-color:${colour}"></span>`;
  const half = (inside: string, align: string, border: string): string =>
    `<span style="display:inline-block;width:62px;text-align:${align};${border}">${inside || "&nbsp;"}</span>`;
  return (
    half(value < 0 ? filled : "", "right", "border-right:1px solid #8c959f") +
    half(value > 0 ? filled : "", "left", "")
  );
}

export function cappedNote(view: View, kept: number, share: number): string {
  if (kept === view.fourier!.length) return "";
  return `<div class="sx-capped" style="font-size:12px">For its size this output carries the ${count(kept)} strongest of ${count(view.fourier!.length)} Fourier terms (${number(100 * share, share > 0.99 ? 2 : 1)} % of the energy): values after a click are computed from those.</div>`;
}

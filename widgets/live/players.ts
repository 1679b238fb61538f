import type { Interaction, View } from "../../src/types.js";
import { clean, count, escaped, shorten, signed } from "../labels.js";
import { sign } from "../palette.js";
import { overlaySvg } from "../plot/overlay.js";
import { wordLook } from "./client/looks.js";
import type { Effects } from "./effects.js";
import { picture } from "./still.js";

const longestText = 60_000;
const mostPlayers = 2_000;
const chipsWhenTooMany = 300;
/** Words in a row that no listed interaction has and that hardly count: from so many on they are folded away. */
const foldFrom = 24;
/** Texts up to so many words are never folded. */
const shortText = 120;
const faint = 0.12;

/** The players as they lie in what they were cut from: words in their text, regions on their image, else chips. Each can be switched off in a live output. */
export function playersHtml(
  view: View,
  effects: Effects,
  listed: readonly Interaction[],
  digits: number,
): string {
  const { values } = effects;
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const members = new Set(listed.flatMap(({ players }) => players));
  const strengthOf = (player: number): number => (largest === 0 ? 0 : Math.abs(values[player]) / largest);
  const word = (player: number, text: string, chip: boolean): string => {
    const strength = strengthOf(player);
    const style = strength >= 0.02 ? wordStyle(values[player], strength) : "";
    const frame = chip ? "padding:1px 5px;border-radius:4px;" : "";
    const attribute = style + frame === "" ? "" : ` style="${frame}${style}"`;
    const title = style === "" ? "" : ` title="${signed(values[player], digits)}"`;
    return `<span class="sx-w" data-player="${player}"${attribute}${title}>${lines(text)}</span>`;
  };
  const wrap = (inside: string): string =>
    `<div dir="auto" style="font-size:16px;line-height:1.9;margin:6px 0">${inside}</div>`;

  const chips = (names: readonly string[], first: number): string => {
    const all = names.map((_, k) => k);
    const one = (k: number): string => word(first + k, shorten(names[k], 320, 16) || "␣", true);
    if (names.length <= chipsWhenTooMany) return wrap(all.map(one).join(" "));
    const shown = all
      .sort(
        (a, b) =>
          strengthOf(first + b) - strengthOf(first + a) ||
          Number(members.has(first + b)) - Number(members.has(first + a)) ||
          a - b,
      )
      .slice(0, chipsWhenTooMany)
      .sort((a, b) => a - b);
    return `${wrap(shown.map(one).join(" "))}<div style="font-size:12px">The ${count(shown.length)} strongest of ${count(names.length)} players; the others are not shown and stay present.</div>`;
  };

  const textOf = (text: string, spans: readonly (readonly [number, number])[], first: number): string => {
    const folds = spans.length > shortText ? foldsOf(spans.length, first) : [];
    let html = "";
    let at = 0;
    let k = 0;
    const upTo = (end: number): string => {
      let out = "";
      for (; k < end; k++) {
        const [from, to] = spans[k];
        out += lines(text.slice(at, from)) + word(first + k, text.slice(from, to), false);
        at = to;
      }
      return out;
    };
    for (const [from, to] of folds) {
      html += upTo(from);
      const inside = upTo(to);
      html += ` <details style="display:inline"><summary style="display:inline;cursor:pointer;font-size:12px;border:1px dotted;border-radius:4px;padding:0 4px">⋯ ${to - from} more ⋯</summary>${inside}</details> `;
    }
    html += upTo(spans.length);
    return wrap(html + lines(text.slice(at)));
  };

  /** Runs of players that hardly count, a few of their neighbours left beside what does. */
  const foldsOf = (length: number, first: number): [number, number][] => {
    const matters = (k: number): boolean => members.has(first + k) || strengthOf(first + k) >= faint;
    const folds: [number, number][] = [];
    let from = 0;
    for (let k = 0; k <= length; k++) {
      if (k < length && !matters(k)) continue;
      const start = from === 0 ? 4 : from + 4;
      const end = k === length ? k - 2 : k - 4;
      if (end - start >= foldFrom) folds.push([start, end]);
      from = k + 1;
    }
    return folds;
  };

  const laid = ({ names, layout }: View["players"], first: number): string => {
    if (layout.kind === "joined") {
      let from = first;
      return layout.sources
        .map(({ name, players }) => {
          const html = laid(players, from);
          from += players.names.length;
          return `<div style="margin:6px 0"><div style="font-size:12px;font-weight:600">${escaped(shorten(clean(name), 600, 12))}</div>${html}</div>`;
        })
        .join("");
    }
    if (layout.kind === "image") {
      const described = `The image with its ${count(names.length)} regions coloured by effect`;
      return `<div style="margin:6px 0">${picture(overlaySvg(view, { layout, first }, values, listed), described)}</div>`;
    }
    const fits = names.length <= mostPlayers;
    return layout.kind === "text" && fits && layout.text.length <= longestText
      ? textOf(layout.text, layout.spans, first)
      : chips(names, first);
  };
  return `<div class="sx-words">${laid(view.players, 0)}</div>`;
}

/** How a word, or a stand-in for one, looks. */
export function wordStyle(value: number, strength: number): string {
  const { background, border } = wordLook(value, strength, sign);
  return `background-color:${background};border-bottom:${border}`;
}

function lines(text: string): string {
  return escaped(text).replaceAll("\n", "<br>");
}

import type { View } from "../src/types.js";
import { answers, costText, digitsOf, faithfulnessText, indexNote } from "./facts.js";
import { clean, count, setLabel, signed } from "./labels.js";

const barCells = 20;

/** A view as text for a terminal: the answers, the strongest interactions with bars, how far to trust them. */
export function plainText(view: View, top: number): string {
  const digits = digitsOf(view);
  const said = answers(view).join("");
  const listed = view.interactions.slice(0, top);
  const largest = Math.max(...listed.map((interaction) => Math.abs(interaction.value)), 0);
  const labels = listed.map((interaction) => setLabel(interaction.names, 46 * 7, 12));
  const values = listed.map((interaction) => signed(interaction.value, digits));
  const labelCells = Math.max(12, ...labels.map((label) => cells(label)));
  const valueCells = Math.max(view.index.length, ...values.map((value) => value.length));
  const left = view.interactions.length - listed.length;
  const trust = faithfulnessText(view);
  return [
    ...(view.title === "" ? [] : [clean(view.title)]),
    ...(said === "" ? [] : [`${said}${view.unit === "" ? "" : `  [${clean(view.unit)}]`}`]),
    "",
    ...(listed.length === 0
      ? ["no interaction is left to list"]
      : [`${padded("interaction", labelCells)}  order  ${view.index.padStart(valueCells)}`]),
    ...listed.map((interaction, k) =>
      `${padded(labels[k], labelCells)}  ${String(interaction.order).padStart(5)}  ${values[k].padStart(valueCells)}  ${bar(interaction.value, largest)}`.trimEnd(),
    ),
    ...(left > 0 ? [`… ${count(left)} more`] : []),
    "",
    `${trust[0].toUpperCase()}${trust.slice(1)} · ${costText(view)}`,
    ...(indexNote(view) === "" ? [] : [indexNote(view)]),
  ].join("\n");
}

function bar(value: number, largest: number): string {
  const length = largest === 0 ? 0 : Math.round((barCells * Math.abs(value)) / largest);
  return (value < 0 ? "▒" : "█").repeat(length);
}

/** Terminal cells of a text: wide scripts and emoji take two, marks none. */
function cells(text: string): number {
  let sum = 0;
  for (const char of text) {
    if (/\p{Mark}|\p{Cf}/u.test(char)) continue;
    sum +=
      /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60]|\p{Extended_Pictographic}/u.test(
        char,
      )
        ? 2
        : 1;
  }
  return sum;
}

function padded(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - cells(text)));
}

import { readFileSync } from "node:fs";
import { type Terms, TermTable } from "../../src/bits/terms.js";
import { convert } from "../../src/indices/convert.js";
import type { IndexName, Interaction, Players, View } from "../../src/types.js";

const review: { text: string; modelAnswer: number; unit: string; terms: [number[], number][] } = JSON.parse(
  readFileSync(new URL("../../fixtures/widgets/review-a.json", import.meta.url), "utf8"),
);

export function termsFrom(n: number, rows: readonly (readonly [readonly number[], number])[]): Terms {
  const table = new TermTable(n);
  for (const [players, value] of rows) table.add(players, value);
  return table.toTerms();
}

/** The words of a text as players. */
export function wordPlayers(text: string): Players {
  const words = [...text.matchAll(/[^\s.,]+/gu)];
  return {
    names: words.map(([word]) => word),
    layout: { kind: "text", text, spans: words.map((word) => [word.index, word.index + word[0].length]) },
  };
}

/** The surrogate's value with these players present, from the definition. */
export function answerOf(fourier: Terms, present: (player: number) => boolean): number {
  let value = 0;
  for (let k = 0; k < fourier.length; k++) {
    const set = [...fourier.players.subarray(fourier.offsets[k], fourier.offsets[k + 1])];
    value += fourier.values[k] * (-1) ** set.filter(present).length;
  }
  return value;
}

/** A view of a surrogate, as the explanation makes it. */
export function viewOf(
  players: Players,
  fourier: Terms,
  { index = "FBII", order = 3, ...rest }: { index?: IndexName; order?: number } & Partial<View> = {},
): View {
  const terms = convert(fourier, index, order);
  const interactions: Interaction[] = [];
  for (let k = 0; k < terms.length; k++) {
    const set = [...terms.players.subarray(terms.offsets[k], terms.offsets[k + 1])];
    if (set.length === 0) continue;
    interactions.push({
      players: set,
      names: set.map((p) => players.names[p]),
      order: set.length,
      value: terms.values[k],
    });
  }
  interactions.sort((a, b) => Math.abs(b.value) - Math.abs(a.value));
  return {
    title: players.layout.kind === "text" ? players.layout.text : "",
    players,
    index,
    interactions,
    alone: Float64Array.from(
      players.names,
      (_, player) =>
        interactions.find(({ order, players: [first] }) => order === 1 && first === player)?.value ?? 0,
    ),
    fourier,
    moebius: null,
    method: "spex",
    calls: 1_024,
    seed: 7,
    faithfulness: { r2: 0.9015, masks: 4_096, how: "exact" },
    unit: review.unit,
    full: answerOf(fourier, () => true),
    empty: answerOf(fourier, () => false),
    modelFull: null,
    ...rest,
  };
}

/** A real model's answers to a real review, explained. */
export function reviewView(options: Parameters<typeof viewOf>[2] = {}): View {
  const players = wordPlayers(review.text);
  const fourier = termsFrom(players.names.length, review.terms);
  return viewOf(players, fourier, {
    moebius: convert(fourier, "Moebius", fourier.n),
    modelFull: review.modelAnswer,
    calls: 4_096,
    method: "exact",
    ...options,
  });
}

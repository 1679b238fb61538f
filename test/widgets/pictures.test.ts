import { describe, expect, test } from "vitest";
import type { Players } from "../../src/types.js";
import { barWidget, decayWidget, textWidget } from "../../widgets/index.js";
import { textWidth } from "../../widgets/labels.js";
import { keeps } from "./snapshot.js";
import { reviewView, termsFrom, viewOf, wordPlayers } from "./views.js";

const list = (names: string[]): Players => ({ names, layout: { kind: "list" } });
const paragraph =
  "I went in expecting very little, and for the first half hour the film gave me exactly that, but once the two sisters finally meet it turns into something I could not look away from, and I left the cinema wishing that it had been longer.";

function barReview(): string {
  return barWidget(reviewView(), { top: 12 }).svg();
}

function barLongNames(): string {
  const names = ["a region of the picture with a very long description", "背景の左上の部分", "🎬🎬🎬", "x"];
  const fourier = termsFrom(4, [
    [[], 1],
    [[0, 1, 2, 3], 0.9],
    [[0, 2], -0.5],
    [[1], 0.0004],
    [[3], -0.01],
  ]);
  return barWidget(viewOf(list(names), fourier, { order: 4, title: "Names that do not fit" })).svg();
}

function barOnlyNegative(): string {
  const fourier = termsFrom(3, [
    [[0], 150],
    [[1], 30],
    [[2], 4],
  ]);
  return barWidget(
    viewOf(list(["first", "second", "third"]), fourier, { unit: "tokens", index: "SV", order: 1 }),
  ).svg();
}

function decayReview(): string {
  return decayWidget(reviewView()).svg();
}

function decayFewTerms(): string {
  const fourier = termsFrom(8, [
    [[0, 1], 0.5],
    [[2], 0.25],
    [[3, 4, 5], -0.12],
  ]);
  const moebius = termsFrom(
    8,
    Array.from({ length: 40 }, (_, k) => [[k % 8, 8 + k], 2 / (k + 1)] as const),
  );
  return decayWidget(viewOf(list([..."abcdefgh"]), fourier, { moebius, unit: "probability" })).svg();
}

function decayFourierAlone(): string {
  return decayWidget(viewOf(list(["a"]), termsFrom(1, [[[0], 0.5]]))).svg();
}

function bracketsReview(): string {
  return textWidget(reviewView(), { top: 12 }).svg();
}

function bracketsOverSeveralLines(): string {
  const players = wordPlayers(paragraph);
  const fourier = termsFrom(players.names.length, [
    [[3, 4], 0.4],
    [[17, 18, 36], -0.5],
    [[3, 31], 0.3],
    [[30, 31, 32], 0.45],
    [[0, 41], -0.2],
  ]);
  return textWidget(viewOf(players, fourier, { index: "Fourier" })).svg();
}

function bracketsRightToLeft(): string {
  const players = wordPlayers("הסרט לא היה רע בכלל, אבל ארוך מדי");
  return textWidget(
    viewOf(
      players,
      termsFrom(8, [
        [[1, 3], 0.5],
        [[5, 6], -0.3],
      ]),
    ),
  ).svg();
}

describe("pictures stay as they are", () => {
  for (const draw of [
    barReview,
    barLongNames,
    barOnlyNegative,
    decayReview,
    decayFewTerms,
    decayFourierAlone,
    bracketsReview,
    bracketsOverSeveralLines,
    bracketsRightToLeft,
  ]) {
    keeps(draw);
  }
});

describe("pictures say what they must", () => {
  test("a bar chart writes unit, names, signed values, and whole names in titles", () => {
    const svg = barLongNames();
    expect(svg).toContain("FBII (log p(positive) − log p(negative))");
    expect(svg).toContain("<title>a region of the picture with a very long description · 背景の左上の部分");
    expect(svg).toMatch(/>\+\d/);
    expect(svg).toMatch(/>−\d/);
  });

  test("bars lie left of zero for negative values and right for positive ones, with room for the written value", () => {
    const view = reviewView();
    const bars = [...barReview().matchAll(/<rect fill="var\(--sx-(\w+)[^>]* width="([\d.]+)" x="([\d.]+)"/g)];
    const zero = Number(bars.find(([, side]) => side === "positive")![3]);
    expect(bars.length).toBe(12);
    bars.forEach(([, side, width, x], k) => {
      expect(side).toBe(view.interactions[k].value < 0 ? "negative" : "positive");
      const edges = [Number(x), Number(x) + Number(width)];
      expect(side === "negative" ? edges[1] : edges[0]).toBeCloseTo(zero, 1);
      expect(edges[1] + (side === "positive" ? textWidth("+0.000", 12) : 0)).toBeLessThan(600);
    });
  });

  test("both lines of the decay are labelled with their number of terms", () => {
    expect(decayReview()).toContain(">Fourier, 159 terms<");
    expect(decayReview()).toMatch(/>Möbius, \d+ terms</);
  });

  test("what cannot be drawn is refused", () => {
    const view = reviewView();
    const codeOf = (make: () => unknown): string | undefined => {
      try {
        make();
      } catch (error) {
        return (error as { code?: string }).code;
      }
      return undefined;
    };
    expect(codeOf(() => decayWidget({ ...view, fourier: null, method: "lime" }))).toBe("NO_SURROGATE");
    expect(codeOf(() => decayWidget({ ...view, fourier: termsFrom(12, [[[], 1]]), moebius: null }))).toBe(
      "NOTHING_TO_SHOW",
    );
    expect(codeOf(() => barWidget({ ...view, interactions: [] }).svg())).toBe("NOTHING_TO_SHOW");
    expect(codeOf(() => barWidget(view, { top: 0 }))).toBe("BAD_OPTION");
    expect(codeOf(() => textWidget({ ...view, interactions: [] }).svg())).toBe("NOTHING_TO_SHOW");
    expect(codeOf(() => barWidget(view).save("bars.pdf"))).toBe("BAD_PATH");
  });
});

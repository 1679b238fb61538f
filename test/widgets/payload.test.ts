import { parseHTML } from "linkedom";
import { describe, expect, test } from "vitest";
import { Random } from "../../src/bits/random.js";
import type { Terms } from "../../src/bits/terms.js";
import { explanationWidget } from "../../widgets/index.js";
import { packTerms } from "../../widgets/live/payload.js";
import { termsFrom, viewOf } from "./views.js";

/** `count` sets of 1 to 5 of n players with values that fall off. */
function manyTerms(n: number, count: number, seed: number): Terms {
  const random = new Random(seed, "terms");
  return termsFrom(n, [
    [[], 3],
    ...Array.from({ length: count }, (_, k): [number[], number] => {
      const set = new Set(Array.from({ length: 1 + random.below(5) }, () => random.below(n)));
      return [[...set].sort((a, b) => a - b), (random.uniform() - 0.5) / (1 + k / 50)];
    }),
  ]);
}

const names = (n: number): string[] => Array.from({ length: n }, (_, k) => `sentence ${k}`);

describe("what an output carries", () => {
  test("all terms come back as they were where there is room", () => {
    const terms = manyTerms(300, 500, 1);
    const { packed, share } = packTerms(terms, 1e6);
    const read = (text: string): ArrayBuffer => new Uint8Array(Buffer.from(text, "base64")).buffer;
    const orders = new Uint16Array(read(packed.orders));
    const players = new Uint16Array(read(packed.players));
    const values = new Float64Array(read(packed.values));
    expect(share).toBe(1);
    expect(packed.length).toBe(terms.length);
    let at = 0;
    const back = termsFrom(
      300,
      Array.from(values, (value, k) => [[...players.subarray(at, (at += orders[k]))], value] as const),
    );
    const sorted = ({ length, offsets, players: all, values: sizes }: Terms): string[] =>
      Array.from(
        { length },
        (_, k) => `${[...all.subarray(offsets[k], offsets[k + 1])]}: ${sizes[k]}`,
      ).sort();
    expect(sorted(back)).toEqual(sorted(terms));
  });

  test("the strongest stay where there is no room, the average among them, and their share of the energy is told", () => {
    const terms = termsFrom(4, [
      [[0], 3],
      [[], 0.1],
      [[1, 2], 4],
      [[3], 1],
    ]);
    const { packed, share } = packTerms(terms, 75);
    expect(packed.length).toBe(3);
    expect([...new Float64Array(new Uint8Array(Buffer.from(packed.values, "base64")).buffer)]).toEqual([
      0.1, 4, 3,
    ]);
    expect(share).toBeCloseTo(25 / 26, 12);
  });

  test.each([
    [1_000, 4_000, false],
    [1_000, 30_000, true],
    [5_000, 7_000, false],
  ])("n = %i with %i terms stays below 300 kB", (n, count, capped) => {
    const terms = manyTerms(n, count, 2);
    const view = viewOf({ names: names(n), layout: { kind: "list" } }, terms, { order: 2 });
    const html = explanationWidget(view).html();
    expect(Buffer.byteLength(html)).toBeLessThan(300_000);
    const { document } = parseHTML(html);
    const note = document.querySelector(".sx-capped")?.textContent ?? "";
    if (!capped) expect(note).toBe("");
    else expect(note).toMatch(/the [\d,]+ strongest of [\d,]+ Fourier terms \(\d+\.\d+ % of the energy\)/);
    expect(document.querySelectorAll(".sx-w").length).toBe(300);
    expect(html).toContain(`The 300 strongest of ${n.toLocaleString("en-US")} players`);
  });

  test("a text of 1,000 words is shown whole below 300 kB", () => {
    const words = Array.from({ length: 1_000 }, (_, k) => `word${k}`);
    const text = words.join(" ");
    let at = 0;
    const spans = words.map((word): [number, number] => {
      const start = at;
      at += word.length + 1;
      return [start, start + word.length];
    });
    const view = viewOf({ names: words, layout: { kind: "text", text, spans } }, manyTerms(1_000, 3_000, 3));
    const html = explanationWidget(view).html();
    expect(Buffer.byteLength(html)).toBeLessThan(300_000);
    expect(parseHTML(html).document.querySelectorAll(".sx-w").length).toBe(1_000);
  });
});

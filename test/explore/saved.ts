import { mkdirSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import * as sx from "../../src/index.js";

const reviews = fileURLToPath(new URL("../../fixtures/reviews", import.meta.url));

/** The recorded answers to "Not bad at all, and never once boring.": all 256 masks. */
export function notBad(): sx.Game {
  return sx
    .game(sx.text("Not bad at all, and never once boring.").words(), sx.gemma())
    .replay(path.join(reviews, "not-bad.jsonl"));
}

/** Saves real explanations: one example by four methods, one of which makes no surrogate, and another example. */
export async function saveReviews(folder: string): Promise<void> {
  mkdirSync(path.join(folder, "deeper"), { recursive: true });
  const methods = {
    exact: sx.exact(),
    lime: sx.lime(),
    proxySpex: sx.proxySpex(),
    shapleyTaylor: sx.shapleyTaylor({ order: 2 }),
  };
  for (const [name, method] of Object.entries(methods)) {
    const e = await sx.explain(notBad(), { method, budget: 200 + (name === "exact" ? 56 : 0), seed: 1 });
    e.save(path.join(folder, `a-${name}.json`));
  }
  const game = sx
    .game(sx.text("The plot was not bad, though it is hardly a masterpiece.").words(), sx.gemma())
    .replay(path.join(reviews, "hardly-a-masterpiece.jsonl"));
  (await sx.explain(game, { method: sx.exact(), budget: 2048 })).save(path.join(folder, "deeper", "b.json"));
}

/** Names that strangers may give. */
export const strangers: readonly string[] = [
  "</span></script><script>globalThis.hacked=1</script>",
  `"'><img src=x onerror="globalThis.hacked=2">`,
  "]]></svg><!-- </script>",
  "👩‍👩‍👧‍👦🏳️‍🌈",
  "مرحبا\u202eabc",
  "\u0000\u0007\ud800half\u2028line",
  "long ".repeat(400),
  "__proto__",
  "`\\u003cb>",
];

/** An explanation all of whose words come from a stranger, as a list of players and as a text. */
export function ofStrangers(): sx.Explanation[] {
  const terms = (n: number): [number[], number][] => [
    [[], 0.3],
    ...Array.from({ length: Math.min(n, 9) }, (_, k): [number[], number] => [
      [k],
      0.1 * (k + 1) * (k % 2 ? 1 : -1),
    ]),
    [[0, 1, 2], 0.5],
    [[3, 4, 5, 6], -0.7],
  ];
  const words = sx.text(strangers.join(". ")).words();
  return [sx.fromFourier(strangers, terms(9)), sx.fromFourier(words, terms(words.names.length))];
}

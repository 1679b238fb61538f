import { parseHTML } from "linkedom";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { Random } from "../../src/bits/random.js";
import * as sx from "../../src/index.js";
import { accountSvg, progressSvg } from "../../widgets/plot/account.js";
import { comparisonSvg } from "../../widgets/plot/comparison.js";
import { budgetSvg, decodeTimeSvg } from "../../widgets/plot/sweeps.js";
import { launchChromium } from "../support/chromium.js";
import { goldenGames } from "../support/games.js";
import { keeps } from "./snapshot.js";

const quiet = { progress: false } as const;

function recorded(id: string, text: string): sx.Game {
  return sx.game(sx.text(text).words(), sx.gemma()).replay(`fixtures/reviews/${id}.jsonl`);
}

// Every one of its 2^11 answers is recorded, so that experiments can ask whatever they like.
const masterpiece = recorded(
  "hardly-a-masterpiece",
  "The plot was not bad, though it is hardly a masterpiece.",
);
const comedy = recorded(
  "worst-comedy",
  "Friends told me that this was the worst comedy of the year, so I went without any hope, and I have to say they were not entirely wrong: the first jokes are old, the songs are too long, and the villain is a bore. Still, I left the cinema smiling, and I would not have missed the last twenty minutes.",
);
const synthetic = goldenGames().get("synth_n20_s50_snr10")!;
const parities = sx.game(synthetic.n, synthetic.truth);

const whole = await sx.explain(masterpiece, { method: "exact", ...quiet });
const long = await sx.explain(comedy, { budget: 1800, seed: 1, ...quiet });
const budgets = await sx.budgetSweep(masterpiece, ["auto", "proxyShap", "lime", "faithShapley"], {
  budgets: [50, 100, 200, 500],
  masks: 500,
  ...quiet,
});
const noise = await sx.noiseSweep(whole, ["proxyShap", "lime", "faithBanzhaf"], {
  budget: 300,
  repeats: 3,
  masks: 300,
  ...quiet,
});
const settings = await sx.settingsSweep(parities, {
  b: [3, 4, 5, 6],
  t: [3, 5],
  C: [2, 3],
  masks: 300,
  ...quiet,
});
const responses = await sx.responses(masterpiece, quiet);
const kept = await whole.truncation(quiet);
const rough = await sx.explain(masterpiece, { budget: 300, seed: 1, ...quiet });
const removed = await rough.removal({ top: 6, search: "both", ...quiet });
const compared = await sx.compare(
  masterpiece,
  ["auto", "proxyShap", "lime", "kernelShap", "banzhaf", "shapleyTaylor", sx.spex({ b: 9 })],
  { budget: 400, masks: 1000, ...quiet },
);
const decoded = await sx.explain(parities, { method: sx.spex({ b: 4 }), ...quiet });

function noiseAmplification(): string {
  return long.sparsity().chart().svg();
}
function responseDistribution(): string {
  return responses.chart().svg();
}
function faithfulnessAgainstBudget(): string {
  return budgets.chart().svg();
}
function faithfulnessAgainstKept(): string {
  return kept.chart().svg();
}
function removalCurve(): string {
  return removed.chart().svg();
}
function recoveryAtK(): string {
  return whole.as("FBII", { order: 3 }).recovery(["not", "bad", "hardly", "masterpiece"]).chart().svg();
}
function noiseRobustness(): string {
  return noise.chart().svg();
}
function settingsOfSpex(): string {
  return settings.chart().svg();
}
function decodingTime(): string {
  const rows = [3, 4, 5, 6].flatMap((b) => [
    { b, decoding: "hard", seconds: 0.004 * 2 ** b, r2: 0.8 + b / 40 },
    { b, decoding: "soft", seconds: 0.011 * 2.3 ** b, r2: 0.85 + b / 50 },
  ]);
  return decodeTimeSvg(rows, "Decoding time of SPEX, hard against soft, 20 players");
}
function comparisonOfMethods(): string {
  return compared.chart().svg();
}
function comparisonSideBySide(): string {
  return compared.interactions({ top: 6 }).chart().svg();
}
function interactionSigns(): string {
  return long.statistics().chart().svg();
}
function influenceOfTerms(): string {
  return long.influence().chart().svg();
}
function influenceOfPlayers(): string {
  return whole.influence({ by: "player" }).chart().svg();
}
function binsByRound(): string {
  return decoded.bins().chart().svg();
}
function masksOfSpex(): string {
  return sx.spex({ b: 4 }).plan(comedy, { budget: 2500 }).chart().svg();
}
function masksOfFewPlayers(): string {
  return sx.exact().plan(["not", "bad", "<b>film</b>", "a very long name"]).chart().svg();
}
function costOfAnEvaluation(): string {
  const rows = [
    { what: "kept already", amount: 120, unit: "masks" },
    { what: "answered", amount: 870, unit: "masks" },
    { what: "failed", amount: 10, unit: "masks" },
    { what: "sent again", amount: 64, unit: "masks" },
  ];
  return accountSvg(rows, {
    title: "Cost of 1,000 distinct masks",
    words: ["120 kept", "52,300 tokens", "12.4 s"],
  });
}
function progressOfAnEvaluation(): string {
  const moments = Array.from({ length: 40 }, (_, k) => ({
    seconds: k * 0.3,
    done: Math.round(120 + 870 * (k / 39) ** 1.3),
    failed: k > 20 ? 10 : 0,
  }));
  return progressSvg(moments, 1000, {
    title: "Cost of 1,000 distinct masks",
    words: ["120 kept", "52,300 tokens", "12.4 s"],
  });
}

const drawings = [
  noiseAmplification,
  responseDistribution,
  faithfulnessAgainstBudget,
  faithfulnessAgainstKept,
  removalCurve,
  recoveryAtK,
  noiseRobustness,
  settingsOfSpex,
  decodingTime,
  comparisonOfMethods,
  comparisonSideBySide,
  interactionSigns,
  influenceOfTerms,
  influenceOfPlayers,
  binsByRound,
  masksOfSpex,
  masksOfFewPlayers,
  costOfAnEvaluation,
  progressOfAnEvaluation,
];

describe("pictures stay as they are", () => {
  for (const draw of drawings) keeps(draw);
});

const nasty = [
  '<script>alert("1")</script>',
  "\u0000</svg>&amp;'\u202e",
  "مرحبا بالعالم",
  "👩‍👩‍👧‍👦 family",
  "x".repeat(2_000),
  "<img src=x onerror=alert(1)>",
  "plain",
];
const ofStrangers = sx.fromFourier(nasty, [
  [[], 1],
  [[0, 1, 4], 2],
  [[2, 3], -1],
  [[4], 0.5],
  [[5, 6], -0.7],
]);

/** Every picture of tables about these players. */
async function allOf(e: sx.Explanation): Promise<[string, string][]> {
  const tables: [string, { chart(): { svg(): string } }][] = [
    ["sparsity", e.sparsity()],
    ["statistics", e.statistics()],
    ["influence", e.influence()],
    ["influence by player", e.influence({ by: "player" })],
    ["recovery", e.recovery([0])],
    ["recovery of many", e.recovery([0], { k: 200 })],
    ["truncation", await e.truncation()],
    ["removal", await e.removal({ search: "greedy", ...quiet })],
    ["responses", await sx.responses(e, { masks: 100, ...quiet })],
    ["noise", await sx.noiseSweep(e, ["lime"], { budget: 60, masks: 50, ...quiet })],
    ["masks", sx.lime().plan(e.names.length > 8 ? [...e.names] : e.n, { budget: 40 })],
  ];
  return tables.map(([what, table]) => [what, table.chart().svg()]);
}

test("in a browser no text leaves its picture or lies on another", async () => {
  const strangers = await allOf(ofStrangers);
  const two = await allOf(
    sx.fromFourier(2, [
      [[0], 1e9],
      [[1], -1e9],
      [[0, 1], 1e-9],
    ]),
  );
  const all = [...drawings.map((draw): [string, string] => [draw.name, draw()]), ...strangers, ...two];
  const browser = await launchChromium({ width: 1300, height: 800 });
  try {
    const tab = await browser.context.newPage();
    await tab.setContent(
      all.map(([what, svg]) => `<div title="${what}" style="display:inline-block">${svg}</div>`).join(""),
    );
    const trouble = await tab.evaluate(() =>
      [...document.querySelectorAll("body > div")].flatMap((div) => {
        const frame = div.querySelector("svg")!.getBoundingClientRect();
        const texts = [...div.querySelectorAll("text")].map((text) => ({
          says: text.lastChild?.textContent ?? "",
          box: text.getBoundingClientRect(),
        }));
        return texts.flatMap(({ says, box }, k) => [
          ...(box.left < frame.left - 1 || box.right > frame.right + 1
            ? [`${div.getAttribute("title")}: cut ${says}`]
            : []),
          ...texts
            .slice(k + 1)
            .filter(
              (other) =>
                Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left) > 1 &&
                Math.min(box.bottom, other.box.bottom) - Math.max(box.top, other.box.top) > 3,
            )
            .map((other) => `${div.getAttribute("title")}: ${says} on ${other.says}`),
        ]);
      }),
    );
    expect(trouble).toEqual([]);
  } finally {
    await browser.close();
  }
});

describe("awkward data", () => {
  test("names of strangers are text and nothing else, and stay inside", async () => {
    const game = sx.game(nasty, (masks) => ofStrangers.predict(masks));
    const runs = await sx.compare(game, ["exact", "lime"], { budget: 128, masks: 50, ...quiet });
    const drawn = [...(await allOf(ofStrangers)), ["side by side", runs.interactions().chart().svg()]];
    for (const [what, svg] of drawn) {
      const { document } = parseHTML(`<!doctype html><html><body>${svg}</body></html>`);
      expect(document.querySelectorAll("script, img").length, what).toBe(0);
      expect(
        [...document.querySelectorAll("*")].some((at) =>
          [...at.attributes].some(({ name }) => name.startsWith("on")),
        ),
        what,
      ).toBe(false);
      expect(svg, what).not.toMatch(/(?![\t\n\r])[\p{Cc}\p{Cs}\ufffe\uffff]/u);
      expect(svg.length, what).toBeLessThan(60_000);
    }
  });

  test.each([1e-9, 1, 1e9])(
    "values of size %s, of one sign, equal: every number in every picture is finite",
    async (size) => {
      for (const terms of [
        [
          [[0], size],
          [[1], size],
          [[0, 1], size],
        ],
        [[[0], -size]],
        [
          [[], size],
          [[0, 1], -size],
        ],
      ] as const) {
        for (const [what, svg] of await allOf(sx.fromFourier(2, terms)))
          expect(svg, what).not.toMatch(/NaN|Infinity/);
      }
    },
  );

  test("one player", async () => {
    for (const [what, svg] of await allOf(sx.fromFourier(["only"], [[[0], 1]])))
      expect(svg, what).not.toMatch(/NaN|Infinity/);
  });

  test("a thousand players with two thousand interactions, ten thousand masks: small and quick", async () => {
    const random = new Random(3, "sets");
    const sets = new Map<string, readonly [number[], number]>();
    while (sets.size < 2_000) {
      const set = [...new Set(Array.from({ length: 1 + random.below(4) }, () => random.below(1_000)))].sort(
        (a, z) => a - z,
      );
      sets.set(set.join(" "), [set, random.normal()]);
    }
    const e = sx.fromFourier(1_000, [...sets.values()]);
    for (const [what, svg] of await allOf(e)) expect(svg.length, what).toBeLessThan(300_000);
    const plan = sx.lime().plan(1_000, { budget: 10_000 });
    const began = performance.now();
    expect(plan.chart().svg().length).toBeLessThan(300_000);
    expect(performance.now() - began).toBeLessThan(5_000);
  });
});

describe("pictures say what they must", () => {
  test("a method without R² says why, one far below zero is marked at the edge with its number", () => {
    expect(comparisonOfMethods()).toContain("no surrogate: shapleyTaylor measures its inde");
    const svg = comparisonSvg(
      [
        { method: "good", r2: 0.9, low: 0.88, high: 0.92 },
        { method: "bad", r2: -30, low: -40, high: -20 },
      ],
      "Faithfulness",
    );
    expect(svg).toContain("◀");
    expect(svg).toContain(">−30.000<");
    expect(svg).toContain(">0.880 to 0.920<");
  });

  test("in a sweep runs without a value are counted, values far below zero are written", () => {
    const rows = [
      { method: "a", budget: 100, r2: 0.5, low: 0.4, high: 0.6 },
      { method: "a", budget: 1000, r2: -7.25, low: -9, high: -5 },
      { method: "b", budget: 100, r2: null, low: null, high: null },
    ];
    const svg = budgetSvg(rows, "Sweep");
    expect(svg).toContain("1 without a value (the table says why)");
    expect(svg).toContain("▼ −7.3");
    expect(svg).not.toContain(">b<");
  });

  test("more than eight lines: the best are named, the others counted", () => {
    const rows = Array.from({ length: 24 }, (_, k) => ({
      method: `m${k % 12}`,
      budget: 100 + 100 * Math.floor(k / 12),
      r2: (k % 12) / 12,
    }));
    const svg = budgetSvg(rows, "Sweep");
    expect(svg).toContain("4 more lines thin");
    expect(svg.match(/>m\d+<\/text>/g)).toHaveLength(8);
    expect(svg).not.toMatch(/>m3<\/text>/);
  });

  test("names at the ends of lines do not overlap, however close the lines end", () => {
    const rows = Array.from({ length: 16 }, (_, k) => ({
      method: `m${k % 8}`,
      budget: 100 + 100 * (k >> 3),
      r2: 0.9 + (k % 8) / 1e4,
    }));
    const heights = [
      ...budgetSvg(rows, "Sweep").matchAll(/translate\([\d.]+,([\d.]+)\)[^>]*><text[^>]*>m\d</g),
    ].map(([, y]) => Number(y));
    expect(heights).toHaveLength(8);
    heights.sort((a, z) => a - z);
    for (let k = 1; k < 8; k++) expect(heights[k] - heights[k - 1]).toBeGreaterThan(15);
  });

  test("the masks in the picture are the plan's", async () => {
    const plan = sx.exact().plan(["a", "b", "c"]);
    const [, coded] = plan
      .chart()
      .svg()
      .match(/base64,([\w+/=]+)/)!;
    const { data, info } = await sharp(Buffer.from(coded, "base64"))
      .ensureAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect([info.width, info.height, info.channels]).toEqual([3, 8, 4]);
    for (let row = 0; row < 8; row++) {
      for (let i = 0; i < 3; i++) expect(data[4 * (3 * row + i) + 3]).toBe(plan.masks.has(row, i) ? 255 : 0);
    }
  });

  test("what cannot be drawn is refused", () => {
    expect(() => budgets.where(() => false).chart()).toThrow("has no rows to draw");
    expect(() => budgets.where(({ r2 }) => r2 === null).chart()).toThrow("no rows");
    expect(() => budgetSvg([{ method: "a", budget: 5, r2: null }], "Sweep")).toThrow("at least one value");
    expect(() => compared.where(({ method }) => method === "shapleyTaylor").interactions()).toThrow(
      "has a surrogate",
    );
    expect(() => compared.where(() => false).chart()).toThrow("no rows");
    expect(() => compared.interactions({ tops: 3 } as never)).toThrow("tops");
    expect(() => accountSvg([], { title: "Cost", words: [] })).toThrow("count masks");
    expect(() => whole.bins()).toThrow(/`exact` has no decoder's bins/);
  });
});

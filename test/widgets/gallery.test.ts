import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { orderOf } from "../../src/bits/terms.js";
import { first } from "../../src/explanation/first.js";
import type { State } from "../../src/explanation/state.js";
import { as } from "../../src/explanation/verbs/as.js";
import { contributions } from "../../src/explanation/verbs/contributions.js";
import { top } from "../../src/explanation/verbs/top.js";
import type { Explanation } from "../../src/index.js";
import * as sx from "../../src/index.js";
import type { Contributions } from "../../widgets/contributions.js";
import { cut } from "../../widgets/contributions.js";
import { textWidth } from "../../widgets/labels.js";
import { keeps } from "./snapshot.js";

const file: { text: string; unit: string; terms: [number[], number][] } = JSON.parse(
  readFileSync(new URL("../../fixtures/widgets/review-a.json", import.meta.url), "utf8"),
);
const review = sx.fromFourier(sx.text(file.text).words(), file.terms);
const small = sx.fromMoebius(
  ["not", "bad", "film", "plot"],
  [
    [[], 0.5],
    [["bad"], -2],
    [["not", "bad"], 3],
    [["film"], 0.4],
    [["plot", "film", "not"], -0.7],
  ],
);
const awkward = sx.fromMoebius(
  [
    "<b onload=x>&\"']]>",
    "🎬🎬👩‍👩‍👧",
    "הסרט לא היה",
    "x".repeat(2_000),
    "背景の左上の部分背景の左上の部分",
    "\u202eevil",
  ],
  [
    [[0, 1], 3],
    [[2], -1],
    [[3, 4], -2],
    [[0, 1, 2, 3, 4, 5], 1],
    [[5], 0.001],
    [[2, 5], 0.8],
  ],
);

/** Fixed pseudo-random numbers from 0 to 1. */
function stream(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32) / 2 ** 32;
}

function large(nameOf = (k: number): string => `player ${k}`): Explanation {
  const next = stream(3);
  const terms = new Map<string, [number[], number]>();
  while (terms.size < 2_000) {
    const set = [
      ...new Set(Array.from({ length: 1 + Math.floor(next() * 5) }, () => Math.floor(next() * 1_000))),
    ];
    set.sort((a, b) => a - b);
    terms.set(set.join(), [set, (next() - 0.5) * Math.exp(-4 * next())]);
  }
  return sx.fromFourier(
    Array.from({ length: 1_000 }, (_, k) => nameOf(k)),
    [...terms.values()],
  );
}

const next = stream(11);
const houses = Array.from({ length: 40 }, () => {
  const [income, age, latitude] = [next(), next(), next()];
  return {
    income,
    e: sx.fromMoebius(
      ["income", "age", "latitude"],
      [
        [["income"], 3 * (income - 0.5)],
        [["age"], 0.3 * (age - 0.5)],
        [["income", "latitude"], latitude > 0.5 ? income - latitude : 0],
      ],
    ),
  };
});

const pictures = {
  force: (e: Explanation) => e.force(),
  waterfall: (e: Explanation) => e.waterfall(),
  stacked: (e: Explanation) => e.stacked(),
  network: (e: Explanation) => e.network(),
  upset: (e: Explanation) => e.upset(),
  heatmap: (e: Explanation) => e.heatmap(),
  spectrum: (e: Explanation) => e.spectrum(),
};

const fbii = review.as("FBII");

function forceReview(): string {
  return fbii.force().svg();
}

function forceSmall(): string {
  return small.as("FSII", { order: 3 }).force().svg();
}

function waterfallReview(): string {
  return fbii.waterfall().svg();
}

function waterfallFiltered(): string {
  return review.as("Fourier").containing("bad").positive().waterfall({ top: 5 }).svg();
}

function stackedReview(): string {
  return fbii.stacked().svg();
}

function networkReview(): string {
  return fbii.network().svg();
}

function networkSmall(): string {
  return small.network().svg();
}

function upsetReview(): string {
  return fbii.upset().svg();
}

function heatmapReview(): string {
  return fbii.heatmap().svg();
}

function spectrumReview(): string {
  return review.spectrum().svg();
}

function beeswarmHouses(): string {
  return sx.beeswarm(houses.map(({ e }) => e)).svg();
}

function beeswarmTold(): string {
  return sx
    .beeswarm(
      houses.map(({ e }) => e),
      { by: houses.map(({ income }) => income), byName: "income" },
    )
    .svg();
}

describe("pictures stay as they are", () => {
  for (const draw of [
    forceReview,
    forceSmall,
    waterfallReview,
    waterfallFiltered,
    stackedReview,
    networkReview,
    networkSmall,
    upsetReview,
    heatmapReview,
    spectrumReview,
    beeswarmHouses,
    beeswarmTold,
  ]) {
    keeps(draw);
  }
});

/** The state behind an explanation of given coefficients. */
function stateOf(e: Explanation, index: sx.IndexName, order?: number): State {
  return as(
    first(
      {
        players: e.players,
        title: "",
        unit: "",
        made: { method: "given", options: {}, settings: {}, seed: 0, budget: 0, calls: 0 },
        estimate: { fourier: e.fourier, exact: true, faithfulness: null, report: {} },
        modelFull: null,
        game: null,
      },
      "Fourier",
    ),
    index,
    order === undefined ? {} : { order },
  );
}

function total({ start, parts, rest, gap }: Contributions): number {
  return parts.reduce((so, { value }) => so + value, start + rest.raising + rest.lowering + gap);
}

describe("sums add up", () => {
  const answer = review.predict(review.names)[0];
  const nobody = review.predict([])[0];

  test.each(["SV", "k-SII", "STII", "FSII", "Moebius"] as const)(
    "%s: from the answer for nobody to the answer for all, nothing left over",
    (index) => {
      const sum = contributions(stateOf(review, index), "force");
      expect(sum.start).toBeCloseTo(nobody, 9);
      expect(sum.end).toBeCloseTo(answer, 9);
      expect(sum.gap).toBe(0);
      expect(total(sum)).toBeCloseTo(answer, 9);
    },
  );

  test("FBII starts at its own fit and leaves over what it misses", () => {
    const sum = contributions(stateOf(review, "FBII", 2), "force");
    expect(sum.start).toBeCloseTo(review.as("FBII", { order: 2 }).get(), 9);
    expect(Math.abs(sum.gap)).toBeGreaterThan(0.01);
    expect(total(sum)).toBeCloseTo(answer, 9);
    expect(contributions(stateOf(review, "FBII", 12), "force").gap).toBe(0);
  });

  test("a Fourier coefficient adds (−1)^|S|·F(S) to the mean", () => {
    const sum = contributions(stateOf(review, "Fourier"), "force");
    const { fourier } = review;
    const empty = Array.from({ length: fourier!.length }, (_, k) => k).find(
      (k) => orderOf(fourier!, k) === 0,
    )!;
    expect(sum.start).toBe(fourier!.values[empty]);
    expect(sum.parts.find(({ names }) => names.join() === "masterpiece")!.value).toBe(
      -review.as("Fourier").get("masterpiece"),
    );
    expect(sum.gap).toBe(0);
    expect(total(sum)).toBeCloseTo(answer, 9);
  });

  test("what a filter or `top` leaves out is in the rest", () => {
    const all = contributions(stateOf(review, "FSII"), "force");
    const few = cut(contributions(top(stateOf(review, "FSII"), 8), "force"), 3);
    expect(few.parts.length).toBe(3);
    expect(few.rest.count).toBe(all.parts.length - 3);
    expect(total(few)).toBeCloseTo(answer, 9);
  });

  test("indices that are no sum are refused, with what to say instead", () => {
    for (const index of ["SII", "BII", "BV"] as const) {
      for (const picture of ["force", "waterfall"] as const) {
        expect(() => review.as(index)[picture]()).toThrow(
          expect.objectContaining({ code: "NOT_ADDITIVE", message: expect.stringContaining('.as("F') }),
        );
      }
    }
  });

  test("the bars of a force picture lead from the start to the answer", () => {
    const svg = forceSmall();
    // Raising 3 + 0.4 to the right from 0.5, lowering 2 + 0.7 back to 1.2.
    const bars = [
      ...svg.matchAll(
        /<path d="M([\d.]+) [\d.]+h([\d.]+)v[^"]*" fill="var\(--sx-(positive|negative)[^>]*><title>/g,
      ),
    ];
    const reach = (side: string): [number, number] => {
      const of = bars
        .filter(([, , , colour]) => colour === side)
        .map(([, x, w]) => [Number(x), Number(x) + Number(w)]);
      return [Math.min(...of.map(([from]) => from)), Math.max(...of.map(([, to]) => to))];
    };
    const [up, down] = [reach("positive"), reach("negative")];
    expect(up[1]).toBeCloseTo(down[1], 0);
    expect((down[1] - down[0]) / (up[1] - up[0])).toBeCloseTo(2.7 / 3.4, 2);
  });
});

describe("pictures say what they must", () => {
  test.each(Object.entries(pictures))(
    "%s: names do no harm, all stays in the picture's own words",
    (_, draw) => {
      const widget = draw(awkward);
      const svg = widget.svg();
      expect(svg).not.toMatch(/<b |[^\p{L}]onload=x>|\u202e/u);
      expect(svg).not.toContain("x".repeat(500));
      // No bare ampersand or angle bracket: the picture is XML.
      expect(svg.replace(/&(#\d+|lt|gt|amp|quot);/g, "")).not.toContain("&");
      expect(svg.replace(/<[^<>]*>/g, "")).not.toMatch(/[<>]\s*b/);
      expect(widget.toString()).toContain("\n");
    },
  );

  test("1,000 players with 2,000 interactions: fast and small", () => {
    for (const e of [large(), large((k) => `${k} ${"a long name & ".repeat(140)}`)]) {
      for (const [name, draw] of Object.entries(pictures)) {
        const started = performance.now();
        const html = draw(e).html();
        expect(performance.now() - started, name).toBeLessThan(3_000);
        expect(html.length, name).toBeLessThan(300_000);
      }
    }
  });

  test("the network is the same each time, and no two names overlap", () => {
    const e = large();
    const svg = e.network().svg();
    expect(e.network().svg()).toBe(svg);
    const names = [
      ...svg.matchAll(/<text x="([\d.]+)" y="([\d.]+)" text-anchor="middle"[^>]*>player (\d+)</g),
    ].map(([, x, y, digits]) => ({
      x: Number(x),
      y: Number(y),
      half: textWidth(`player ${digits}`, 11) / 2,
    }));
    expect(names.length).toBeGreaterThan(50);
    names.forEach((a, i) => {
      expect(a.x - a.half).toBeGreaterThan(0);
      expect(a.x + a.half).toBeLessThan(600);
      for (const b of names.slice(i + 1)) {
        expect(Math.abs(a.x - b.x) >= a.half + b.half - 0.2 || Math.abs(a.y - b.y) >= 12.8).toBe(true);
      }
    });
    expect(svg).toContain("200 strongest of");
    expect(svg).toMatch(/\d+ of \d+ names have no room/);
  });

  test("shares of the stacked bars are equal and their nets sum to the sum of the values", () => {
    const text = small.stacked().toString();
    // bad: −2 alone, half of 3 with not.
    expect(text).toMatch(/bad\s+0\.00 −2\.00\s+\+1\.50 0\.00\s+−0\.50/);
    expect(text).toMatch(/plot\s+0\.00 −0\.23\s+−0\.23/);
  });

  test("shares of the spectrum are those of the squares", () => {
    const e = sx.fromFourier(3, [
      [[], 9],
      [[0], 3],
      [[0, 1], 1],
    ]);
    expect(e.spectrum().toString()).toMatch(/order 1\s+1\s+90\.0 %\n\s*order 2\s+1\s+10\.0 %/);
  });

  test("an UpSet leaves out sets that need too many rows, and says so", () => {
    const wide = Array.from({ length: 30 }, (_, k) => k);
    const e = sx.fromFourier(30, [
      [wide, 5],
      [[0, 1], 2],
    ]);
    expect(e.upset().svg()).toContain("1 stronger than the last one drawn needs more rows than 24");
  });

  test("a swarm has a dot for each explanation that has the players, where the value is", () => {
    const text = sx.beeswarm(houses.map(({ e }) => e)).toString();
    expect(text).toMatch(/income +40 of 40/);
    const dots = beeswarmHouses().match(/<title>explanation /g) ?? [];
    expect(dots.length).toBeGreaterThan(40);
    const words = ["a bad film", "not a bad bad film", "nothing at all"].map((text) => {
      const players = sx.text(text).words();
      return sx.fromMoebius(players, [[[players.names.includes("film") ? "film" : "all"], 2]]);
    });
    expect(sx.beeswarm(words).toString()).toMatch(/film +2 of 3/);
  });

  test("explanations of different degrees share an axis where each is read whole", () => {
    const players = ["a", "b", "c"];
    const pairs = sx
      .fromMoebius(players, [
        [["a"], 2],
        [["a", "b"], 1],
      ])
      .as("FBII");
    const alone = sx.fromMoebius(players, [[["a"], 4]]).as("FBII");
    expect([pairs.maxOrder, alone.maxOrder]).toEqual([2, 1]);
    const of = (...all: sx.Explanation[]): string => sx.beeswarm(all).toString();
    expect(of(pairs, alone)).toBe(of(pairs, alone.as("FBII", { order: 2 })));
    const cut = pairs.as("FBII", { order: 1 });
    expect(() => of(pairs, cut)).toThrow(/FBII up to order 2 and FBII up to order 1: .*order: 2/);
  });
});

describe("what cannot be drawn is refused", () => {
  const codeOf = (make: () => unknown): string | undefined => {
    try {
      make();
    } catch (error) {
      return (error as { code?: string }).code;
    }
    return undefined;
  };

  test("nothing left, no pairs, no surrogate, bad options", async () => {
    const nothing = small.where(() => false);
    expect(nothing.toString()).toContain("no interaction is left to list");
    for (const name of ["bar", "force", "waterfall", "stacked", "network", "upset", "heatmap"] as const) {
      expect(
        codeOf(() => nothing[name]()),
        name,
      ).toBe("NOTHING_TO_SHOW");
      expect(
        codeOf(() => small[name]({ top: 0 })),
        name,
      ).toBe("BAD_OPTION");
      expect(
        codeOf(() => small[name]({ most: 1 } as object)),
        name,
      ).toBe("UNKNOWN_OPTION");
    }
    for (const name of ["spectrum", "linked"] as const) {
      expect(() => small[name]({ top: 1 } as object)).toThrow(`${name} has no option "top". It takes none.`);
    }
    expect(codeOf(() => small.as("SV").network().svg())).toBe("NOTHING_TO_SHOW");
    expect(codeOf(() => small.as("SV").heatmap().svg())).toBe("NOTHING_TO_SHOW");
    expect(
      codeOf(() =>
        sx
          .fromMoebius(2, [[[], 1]])
          .spectrum()
          .svg(),
      ),
    ).toBe("NOTHING_TO_SHOW");
    const game = sx.game(3, (masks) => masks.map((c) => c.players.length));
    const taylor = await sx.explain(game, { method: sx.shapleyTaylor(), budget: 8 });
    expect(codeOf(() => taylor.spectrum().svg())).toBe("NO_SURROGATE");
    expect(taylor.waterfall().toString()).toContain("all players present");
  });

  test("swarms of what cannot be compared", () => {
    const [a, b] = houses.map(({ e }) => e);
    expect(codeOf(() => sx.beeswarm([]))).toBe("BAD_EXPLANATIONS");
    expect(codeOf(() => sx.beeswarm([a, b.as("SV")]))).toBe("BAD_EXPLANATIONS");
    expect(codeOf(() => sx.beeswarm([a, small.as("Moebius")]))).toBe("NOTHING_TO_SHOW");
    expect(codeOf(() => sx.beeswarm([a, b], { by: [1] }))).toBe("BAD_OPTION");
    expect(codeOf(() => sx.beeswarm([a, b], { by: [1, Number.NaN] }))).toBe("BAD_OPTION");
    expect(codeOf(() => sx.beeswarm([a, b], { top: 0 }))).toBe("BAD_OPTION");
  });
});

import { designCalls } from "../sampling/design.js";
import type { Json } from "../types.js";
import type { GameSpec } from "./game.js";
import { REVIEWS } from "./goldenGames.js";
import { parityGame } from "./parities.js";
import type { Group, Side } from "./report.js";

/** A method that takes part in a case. */
export interface Entrant {
  readonly label: string;
  readonly side: Side;
  readonly method: string;
  readonly options: { readonly [key: string]: Json };
  readonly against?: readonly string[];
  /** Instead of the case's. */
  readonly budget?: number;
  /** Fewer runs than the case has seeds: for the slow ones. */
  readonly seeds?: number;
  /** A run before the first one counts, so that no compiling is measured: smaller for the references, which need minutes. */
  readonly warm?: { readonly options?: { readonly [key: string]: Json }; readonly budget?: number };
  readonly limitSeconds: number;
}

export interface Case {
  readonly id: string;
  readonly group: Group;
  readonly title: string;
  readonly game: string;
  readonly n: number;
  readonly budget?: number;
  readonly seeds: readonly number[];
  readonly spec: (seed: number) => GameSpec;
  readonly entrants: readonly Entrant[];
}

/** Below it spex refuses the players of the masking games. */
const SMALLEST_SPEX = 1000;

/** All cases of a mode, in the order in which they run: what is dear comes last, where the time may run out. */
export function casesOf(
  mode: "quick" | "full",
  golden: ReadonlyMap<string, GameSpec>,
  reviews: ReadonlyMap<string, GameSpec & { readonly kind: "recorded" }>,
): Case[] {
  const parities20 = (seed: number): GameSpec => parityGame(20, 50, seed, 10);
  if (mode === "quick") {
    return [
      spexCase({ n: 20, b: 4, s: 50, snr: 10, decodings: ["hard"], seeds: 2 }),
      spexCase({ n: 20, b: 8, s: 50, snr: 10, decodings: ["hard"], seeds: 2 }),
      spexCase({ n: 20, b: 8, s: 50, snr: 10, decodings: ["soft"], seeds: 1, limitSeconds: 25 }),
      ...gameCases(golden, "cancer_gbt", [500], { seeds: 1, trees: true }),
      ...reviewCases(reviews).slice(-1),
      proxyCase("n = 20, 50 parities, 10 dB", "parities-20", 20, 1344, parities20, { limitSeconds: 25 }),
      ...gameCases(golden, "wide-a", [1000], { seeds: 1, trees: true }),
      ...gameCases(golden, "digits_mlp", [500], { seeds: 1, trees: true }),
    ];
  }
  const both = [undefined, 10] as const;
  const sizes = [20, 64, 128];
  const hard = { decodings: ["hard"] as const };
  const soft = { decodings: ["soft"] as const, seeds: 1, limitSeconds: 120 };
  return [
    ...sizes.flatMap((n) => both.map((snr) => spexCase({ n, b: 4, s: 50, snr, shapiq: n < 128 }))),
    ...sizes.flatMap((n) => both.map((snr) => spexCase({ n, b: 6, s: 50, snr, ...hard }))),
    ...sizes.flatMap((n) => both.map((snr) => spexCase({ n, b: 8, s: 50, snr, ...hard }))),
    ...sizes.flatMap((n) => both.map((snr) => spexCase({ n, b: 8, s: 200, snr, ...hard }))),
    ...["cancer_gbt", "digits_mlp"].flatMap((name) => [
      ...gameCases(golden, name, [200, 500, 1000, 2000], {}),
      ...gameCases(golden, name, [5000, 10_000], { seeds: 1 }),
    ]),
    ...["synth_n20_s50_snr10", "synth_n64_s50_snr10"].flatMap((name) =>
      gameCases(golden, name, [2000, 5000, 10_000], { seeds: 1 }),
    ),
    ...["review-a", "review-b", "review-c"].flatMap((name) =>
      gameCases(golden, name, [200, 500, 1000], { trees: true }),
    ),
    ...gameCases(golden, "wide-a", [500, 1000, 2000, 3000], { seeds: 1, trees: true }),
    ...gameCases(golden, "wide-a, SPEX's masks", [1656], { seeds: 1, trees: true }),
    ...reviewCases(reviews),
    proxyCase("cancer", "cancer_gbt", 30, 1000, () => found(golden, "cancer_gbt"), {}),
    proxyCase("digits", "digits_mlp", 64, 1000, () => found(golden, "digits_mlp"), {}),
    proxyCase(
      "n = 64, 50 parities, 10 dB",
      "parities-64",
      64,
      1728,
      (seed) => parityGame(64, 50, seed, 10),
      {},
    ),
    ...sizes.map((n) => spexCase({ n, b: 8, s: 50, snr: 10, fifth: true, ...soft })),
    spexCase({ n: 20, b: 8, s: 50, ...soft }),
    ...sizes.map((n) => spexCase({ n, b: 6, s: 50, snr: 10, ...soft })),
    proxyCase("n = 20, 50 parities, 10 dB", "parities-20", 20, 1344, parities20, { spectralexplain: true }),
    spexCase({ n: 1000, b: 4, s: 20, seeds: 1 }),
    spexCase({ n: 1000, b: 4, s: 20, snr: 10, seeds: 1 }),
    ...sizes.map((n) => spexCase({ n, b: 8, s: 200, snr: 10, ...soft })),
  ];
}

interface SpexCase {
  n: number;
  b: number;
  s: number;
  snr?: number;
  decodings?: readonly ("hard" | "soft")[];
  seeds?: number;
  /** Also shapiq's SPEX, which is the same decoder with a shallower soft search. */
  shapiq?: boolean;
  /** Also ours with a fifth of the calls against the reference with all of them. */
  fifth?: boolean;
  limitSeconds?: number;
}

/** SPEX against SPEX on `s` random parities, at the same b. */
function spexCase(given: SpexCase): Case {
  const {
    n,
    b,
    s,
    snr,
    decodings = ["hard", "soft"],
    seeds = 3,
    shapiq = false,
    fifth = false,
    limitSeconds = 60,
  } = given;
  const noise = snr === undefined ? "no noise" : `${snr} dB`;
  const calls = (bins: number): number => designCalls(n, bins, 5, 3).raw;
  const few = Math.floor(calls(b) / 5);
  const warm = { options: { b: 3 } };
  return {
    id: `spex n=${n} b=${b} s=${s} ${noise}${decodings.length === 1 ? ` ${decodings[0]}` : ""}`,
    group: "spex",
    title: `n = ${n}, b = ${b}, ${s} parities, ${noise}`,
    game: `parities-${n}-${s}`,
    n,
    budget: calls(b),
    seeds: firstSeeds(seeds),
    spec: (seed) => parityGame(n, s, seed, snr),
    entrants: decodings.flatMap((decoding): Entrant[] => {
      const names = shapiq ? ["spectralexplain SPEX", "shapiq SPEX"] : ["spectralexplain SPEX"];
      const labels = names.map((name) => `${name} ${decoding}`);
      return [
        {
          ...ours("spex", { b, decoding }, ...labels),
          label: `spex ${decoding}`,
          warm: { budget: calls(b) },
        },
        ...(fifth
          ? [
              {
                ...ours("spex", { decoding }, ...labels),
                label: `spex ${decoding}, a fifth of the calls`,
                budget: few,
              },
              { ...ours("auto", {}, ...labels), label: "auto, a fifth of the calls", budget: few },
            ]
          : []),
        ...names.map((name, k): Entrant => {
          const entrant = { ...reference(name, {}, limitSeconds), label: labels[k] };
          return name === "shapiq SPEX"
            ? { ...entrant, options: { decoding }, warm: { budget: calls(3) } }
            : { ...entrant, options: { b, decoding }, warm };
        }),
      ];
    }),
  };
}

/** Tree proxies against tree proxies on equal budgets. */
function proxyCase(
  title: string,
  game: string,
  n: number,
  budget: number,
  spec: (seed: number) => GameSpec,
  { spectralexplain = false, limitSeconds = 120 }: { spectralexplain?: boolean; limitSeconds?: number },
): Case {
  const slow = spectralexplain ? ["spectralexplain ProxySPEX"] : [];
  return {
    id: `proxy ${game} ${budget}`,
    group: "proxy",
    title: `${title}, ${budget} calls`,
    game,
    n,
    budget,
    seeds: [1],
    spec,
    entrants: [
      { ...ours("proxySpex", {}, "shapiq ProxySPEX", ...slow), warm: { budget: 300 } },
      { ...reference("shapiq ProxySPEX", {}, limitSeconds), warm: { budget: 300 } },
      ...slow.map((name) => reference(name, {}, 150)),
      { ...ours("proxyShap", {}, "shapiq ProxySHAP"), warm: { budget: 300 } },
      { ...reference("shapiq ProxySHAP", {}, 60), warm: { budget: 300 } },
    ],
  };
}

/** Every method on one masking game, one case a budget. `trees`: only what reads a few hundred masks of a language model well. */
function gameCases(
  golden: ReadonlyMap<string, GameSpec>,
  name: string,
  budgets: readonly number[],
  { seeds = 3, trees = false }: { seeds?: number; trees?: boolean },
): Case[] {
  const spec = found(golden, name);
  const recorded = spec.kind === "recorded";
  return budgets.map((budget) => {
    const slow = seeds > 1 ? 1 : undefined;
    const warm = recorded ? undefined : { budget: Math.min(300, budget) };
    const own: Entrant[] = [
      ...["auto", "proxySpex", "proxyShap"].map((method) => ours(method, {})),
      ...(recorded || budget < SMALLEST_SPEX
        ? []
        : [{ ...ours("spex", { decoding: "soft" }), label: "spex soft" }]),
    ];
    const theirs = [
      reference("linear ridge", {}),
      ...(budget <= 2000 ? [reference("order-2 ridge", {})] : []),
      reference("XGBoost", {}),
      reference("LightGBM", {}),
      reference("LightGBM averaged", {}, 60, slow),
    ];
    const indices = [
      ours("lime", {}, "LIME"),
      reference("LIME", {}),
      ours("kernelShap", {}, "shapiq KernelSHAP"),
      reference("shapiq KernelSHAP", {}),
      ours("banzhaf", {}),
      ours("faithBanzhaf", { order: 2 }),
      ...(budget <= 2000
        ? [ours("faithShapley", { order: 2 }, "shapiq FSII"), reference("shapiq FSII", {}, 60, slow)]
        : [ours("faithShapley", { order: 2 })]),
      ours("shapleyTaylor", { order: 2 }, "shapiq STII"),
      reference("shapiq STII", {}, 60, slow),
    ].map((entrant) => (entrant.against?.length ? { ...entrant, warm } : entrant));
    return {
      id: `game ${name} ${budget}`,
      group: "games" as const,
      title: `${name}, ${budget} calls`,
      game: name,
      n: spec.n,
      budget,
      seeds: firstSeeds(seeds),
      spec: () => spec,
      entrants: trees ? [...own, ...theirs] : [...own, ...theirs, ...indices],
    };
  });
}

/** Every method that reads a plan's masks, on the recorded sentiment games; the test is on their fresh masks. */
function reviewCases(reviews: ReadonlyMap<string, GameSpec & { readonly kind: "recorded" }>): Case[] {
  return [...reviews].map(([name, spec]) => {
    const budget = spec.masks.length - spec.test;
    return {
      id: `review ${name} ${budget}`,
      group: "games" as const,
      title: `${name}, ${budget} recorded calls`,
      game: name,
      n: spec.n,
      budget,
      seeds: [REVIEWS.planSeed],
      spec: () => spec,
      entrants: [
        ...["auto", "proxySpex", "proxyShap", "lime"].map((method) => ours(method, {})),
        ...(["soft", "hard"] as const).map((decoding) => ({
          ...ours("spex", { decoding }),
          label: `spex ${decoding}`,
        })),
        ours("faithBanzhaf", { order: 2 }),
        ...["linear ridge", "order-2 ridge", "XGBoost", "LightGBM", "LightGBM averaged"].map((name) =>
          reference(name, {}),
        ),
      ],
    };
  });
}

function ours(method: string, options: { readonly [key: string]: Json }, ...against: string[]): Entrant {
  return { label: method, side: "spexlab", method, options, against, limitSeconds: 60 };
}

function reference(
  method: string,
  options: { readonly [key: string]: Json },
  limitSeconds = 60,
  seeds?: number,
): Entrant {
  return { label: method, side: "reference", method, options, limitSeconds, seeds };
}

function firstSeeds(count: number): number[] {
  return Array.from({ length: count }, (_, k) => k + 1);
}

function found(golden: ReadonlyMap<string, GameSpec>, name: string): GameSpec {
  const spec = golden.get(name);
  if (spec === undefined) throw new RangeError(`fixtures/golden has no game ${name}`);
  return spec;
}

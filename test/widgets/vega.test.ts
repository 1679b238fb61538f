import { describe, expect, test } from "vitest";
import * as sx from "../../src/index.js";
import { linkedChart } from "../../widgets/index.js";
import { setLabel } from "../../widgets/labels.js";
import type { Spec } from "../../widgets/vega/spec.js";
import { reviewView } from "./views.js";

const vega = await import("vega");
const { compile } = await import("vega-lite");

type View = InstanceType<typeof vega.View>;

/** The chart as Vega runs it, with no warning from the compiler. */
async function running(spec: Spec): Promise<View> {
  const warnings: string[] = [];
  const noted = (...all: unknown[]): unknown => {
    warnings.push(all.join(" "));
    return logger;
  };
  const logger = {
    level: () => logger,
    error: noted,
    warn: noted,
    info: () => logger,
    debug: () => logger,
  };
  const { spec: compiled } = compile(spec as never, { logger: logger as never });
  expect(warnings).toEqual([]);
  const view = new vega.View(vega.parse(compiled), { renderer: "none", logLevel: vega.Error });
  return view.runAsync();
}

const texts = (svg: string): string[] =>
  [...svg.matchAll(/<text[^>]*>([^<]+)</g)].map(([, text]) =>
    text.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code))),
  );

const view = reviewView();
const hostile = ["<img src=x onerror=alert(1)>", 'it\'s "quoted"', "datum.value + 1", "🎬 שלום"];

describe("linked views", () => {
  test("draw every word, every order and the strongest interactions, and nothing is warned of", async () => {
    const svg = await (await running(linkedChart(view).spec)).toSVG();
    const seen = texts(svg);
    for (const name of view.players.names) expect(seen).toContain(name);
    expect(seen).toContain("1. not · bad · though");
    expect(seen.filter((text) => /^\d+\. /.test(text)).length).toBe(15);
    expect(seen).toContain("FBII (log p(positive) − log p(negative))");
  });

  test("a word and an order leave the interactions that have them", async () => {
    const running_ = await running(linkedChart(view).spec);
    const listed = async (): Promise<string[]> =>
      texts(await running_.toSVG()).filter((text) => /^\d+\. /.test(text));
    const label = (k: number): string => `${k + 1}. ${setLabel(view.interactions[k].names, 170, 12)}`;
    // What a click writes; the signals beside the store are not needed.
    running_.logLevel(vega.None);
    running_.data("word_store", [
      { unit: "", fields: [{ type: "E", field: "player" }], values: [5], _vgsid_: 1 },
    ]);
    await running_.runAsync();
    const containing = view.interactions
      .map((_, k) => k)
      .filter((k) => view.interactions[k].players.includes(5));
    expect(await listed()).toEqual(containing.slice(0, 15).map(label));
    running_.data("order_store", [{ unit: "", fields: [{ type: "E", field: "order" }], values: [2] }]);
    await running_.runAsync();
    const pairs = containing.filter((k) => view.interactions[k].order === 2);
    expect(await listed()).toEqual(pairs.slice(0, 15).map(label));
  });

  test("strangers' names are text and no formula", async () => {
    const e = sx.fromMoebius(hostile, [
      [[0, 1], 1],
      [[2, 3], -2],
      [[0], 0.5],
    ]);
    const svg = await (await running(e.as("Moebius").linked().spec)).toSVG();
    expect(svg).not.toContain("<img");
    expect(texts(svg)).toContain(`1. ${setLabel(hostile.slice(2), 170, 12)}`);
  });

  test("a thousand players and two thousand interactions stay below 300 kB", () => {
    const e = sx.fromFourier(
      1000,
      Array.from({ length: 2000 }, (_, k) => [
        [k % 1000, ((k % 1000) + 1 + 3 * Math.floor(k / 1000)) % 1000],
        1 / (k + 1),
      ]),
    );
    expect(JSON.stringify(e.linked().bundle()).length).toBeLessThan(300_000);
  });

  test("an edited specification is the one shown, and the original stays", () => {
    const chart = linkedChart(view);
    const wide = chart.edit((spec) => ({ ...spec, background: "ivory" }));
    expect(wide.bundle()["application/vnd.vegalite.v5+json"]).toMatchObject({ background: "ivory" });
    expect(chart.spec.background).toBe("#ffffff");
    chart.spec.background = "red";
    expect(chart.spec.background).toBe("#ffffff");
    expect(() => chart.edit((() => {}) as never)).toThrow(/return a specification/);
    expect(() => chart.save("x.png")).toThrow(expect.objectContaining({ code: "BAD_PATH" }));
  });

  test("a notebook gets the chart, a still picture and text, but no HTML that would hide the chart", () => {
    const bundle = linkedChart(view).bundle();
    expect(Object.keys(bundle).sort()).toEqual([
      "application/vnd.vegalite.v5+json",
      "image/svg+xml",
      "text/plain",
    ]);
    expect(bundle["image/svg+xml"]).toMatch(/^<svg/);
  });
});

describe("the other charts", () => {
  const e = sx.fromMoebius(
    ["a", "b", "c", "d"],
    [
      [["a"], 1],
      [["a", "b"], -2],
      [["b", "c", "d"], 0.5],
    ],
  );

  test("decay, bars, beeswarm and sweeps compile and draw", async () => {
    const game = sx.game(6, (masks) => masks.map((c) => (c.has(1) && c.has(2) ? 3 : 0) + (c.has(5) ? 1 : 0)));
    const sweep = await sx.budgetSweep(game, ["lime", "banzhaf"], { budgets: [20, 40], masks: 50 });
    const settings = await sx.settingsSweep(
      sx.game(12, (masks) => masks.map((c) => (c.has(1) ? 1 : 0))),
      {
        b: [3, 4],
        masks: 50,
      },
    );
    const noise = await sx.noiseSweep(e, ["lime"], { snr: [10, Number.POSITIVE_INFINITY], budget: 12 });
    for (const [chart, said] of [
      [e.decay({ against: "Moebius" }).vega(), "Möbius"],
      [e.bar().vega(), "1. a · b"],
      [sx.beeswarm([e, e, e]).vega(), "1. a · b"],
      [sweep.chart().vega(), "lime"],
      [settings.chart().vega(), "C 3, t 5, soft"],
      [noise.chart().vega(), "lime"],
    ] as const) {
      const svg = await (await running(chart.spec)).toSVG();
      expect([chart.title, texts(svg)]).toEqual([chart.title, expect.arrayContaining([said])]);
    }
    // The legend names what is drawn and nothing else.
    expect(texts(await (await running(e.decay().vega().spec)).toSVG())).not.toContain("Möbius");
  });

  test("a widget without such a form says which have one", () => {
    expect(() => e.widget().vega()).toThrow(/has no Vega-Lite form; e\.linked\(\)/);
  });
});

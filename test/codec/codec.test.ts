import { describe, expect, test } from "vitest";
import * as sx from "../../src/index.js";

const names = "The plot was not bad though hardly anyone would call it great".split(" ");
const truth = sx.fromFourier(names, [
  [["bad"], -1],
  [["not", "bad"], 1.5],
  [["great"], 0.8],
  [["hardly", "great"], -0.6],
  [["plot"], 0.3],
  [["call", "great"], 0.4],
]);

function filled(seed: number, options: { b: number; t: number; C: number }): sx.Bins {
  const plan = sx.spex(options).plan(names, { seed });
  return sx.bins(plan, truth.predict(plan.masks));
}

const sorted = (terms: readonly sx.BinTerm[]): string[] =>
  terms.map(([set, value]) => `${[...set].join(" ")} ${value.toFixed(9)}`).sort();
const terms = sorted(truth.interactions.map((one) => [one.names, one.value] as const));

describe("a parity code", () => {
  const code = sx.bch(["not", "bad", "plot", "film", "dull", "acting", "great"], { t: 2 });

  test("a bit is the parity of the players that its check counts", () => {
    expect([code.n, code.t, code.parityBits, code.checks.length]).toEqual([7, 2, 8, 8]);
    for (const set of [[], ["bad"], ["not", "bad"], ["plot", "film", "great"]]) {
      const counted = code.checks.map((check) => set.filter((name) => check.has(name)).length % 2);
      expect(code.parity(set)).toEqual(counted);
    }
  });

  test("every set of s players is found through any t − s wrong bits, and the wrong ones are named", () => {
    for (let i = 0; i < 7; i++) {
      for (let wrong = 0; wrong < 8; wrong++) {
        const bits = code.parity([i]);
        bits[wrong] ^= 1;
        expect(code.decode(bits)).toEqual({ players: [i], names: [code.names[i]], wrong: [wrong + 1] });
      }
      for (let j = i + 1; j < 7; j++) expect(code.decode(code.parity([i, j]))?.players).toEqual([i, j]);
    }
  });

  test("a bin of one set shows its value with the signs of its bits; of two sets, their sum", () => {
    const bits = code.parity(["not", "bad"]);
    const one = code.bin([[["not", "bad"], -1.5]]);
    expect([...one.observations]).toEqual([-1.5, ...bits.map((bit) => (bit === 1 ? 1.5 : -1.5))]);
    expect(one.bits).toEqual(bits);
    expect(one.hard()).toEqual({ players: [0, 1], names: ["not", "bad"], value: -1.5, wrong: [] });
    const other = code.bin([[["film"], 0.5]]);
    const both = code.bin([
      [["not", "bad"], -1.5],
      [["film"], 0.5],
    ]);
    expect([...both.observations]).toEqual([...one.observations].map((v, p) => v + other.observations[p]));
    expect([one, other, both, code.bin([])].map(({ type }) => type)).toEqual([
      "singleton",
      "singleton",
      "multiton",
      "zeroton",
    ]);
    expect([...both.without(["film"], 0.5).observations]).toEqual([...one.observations]);
  });

  test("noise is seeded; where small observations have the wrong sign, soft decoding is right and hard is not", () => {
    const set: sx.BinTerm[] = [[["not", "bad"], 1.5]];
    expect(code.bin(set, { noise: 1, seed: 5 }).observations).toEqual(
      code.bin(set, { noise: 1, seed: 5 }).observations,
    );
    let [hard, soft] = [0, 0];
    for (let seed = 0; seed < 200; seed++) {
      const bin = code.bin(set, { noise: 1, seed });
      if (bin.hard()?.names.join(" ") === "not bad") hard++;
      if (bin.soft()[0]?.names.join(" ") === "not bad") soft++;
    }
    expect(soft).toBeGreaterThan(hard + 40);
    const bin = code.bin(set, { noise: 1, seed: 1 });
    expect(bin.hard()).toBeNull();
    expect(bin.soft()[0]).toMatchObject({ names: ["not", "bad"], wrong: [5] });
    expect(bin.single()?.names).toEqual(["not", "bad"]);
  });

  test("what cannot be read is refused", () => {
    expect(() => code.decode([0, 1])).toThrow("array of 8 bits");
    expect(() => code.decode([0, 1, 0, 1, 0, 1, 0, 2])).toThrow("array of 8 bits");
    expect(() => code.parity(["Bad"])).toThrow('Nearest: "bad"');
    expect(() => code.observed([1, 2])).toThrow("9 finite observations");
    expect(() => code.bin([], { noise: -1 })).toThrow("standard deviation");
    expect(() => code.bin([["not", 1]] as never)).toThrow();
    expect(() => code.bin([[["not"], Number.NaN]])).toThrow("players, value");
    expect(() => sx.bch(7, { t: 9 })).toThrow("from 1 to 8");
  });

  test("prints its checks", () => {
    expect(String(code)).toContain("check 4 counts bad · plot · film · acting · great");
  });
});

describe("bins of a plan", () => {
  test("a bin is the sum of the sets that fall into it, with the signs of the delays", () => {
    const all = filled(2, { b: 2, t: 2, C: 2 });
    for (const bin of all) {
      const held = truth.interactions
        .filter((one) => all.of(one.names).includes(bin))
        .map((one) => [one.names, one.value] as const);
      const expected = all.code.bin(held).observations;
      bin.observations.forEach((value, p) => {
        expect(value).toBeCloseTo(expected[p], 12);
      });
      expect(bin.type).toBe(["zeroton", "singleton", "multiton"][Math.min(2, held.length)]);
      expect(all.at(bin.group!, bin.bin!)).toBe(bin);
    }
  });

  test("peeling finds exactly the sets, each step from a singleton, and spex finds the same", async () => {
    const all = filled(2, { b: 2, t: 2, C: 2 });
    expect(all.count()).toEqual({ zeroton: 1, singleton: 2, multiton: 5 });
    const peeling = all.peel();
    expect(peeling.done).toBe(true);
    expect(sorted(peeling.terms)).toEqual(terms);
    let left = all;
    for (const { group, bin, names: set, value, bins } of peeling.steps) {
      expect(left.at(group, bin).type).toBe("singleton");
      left = left.without(set, value);
      expect(left.of(set).map(({ type }) => type)).toEqual(bins.map(({ after }) => after));
    }
    const plan = sx.spex({ b: 2, t: 2, C: 2 }).plan(names, { seed: 2 });
    const e = sx.spex({ b: 2, t: 2, C: 2 }).estimate(plan, truth.predict(plan.masks)).as("Fourier");
    expect(sorted(e.interactions.map((one) => [one.names, one.value] as const))).toEqual(terms);
  });

  test("it stops where every bin that is left holds several sets, and says so", () => {
    const peeling = filled(0, { b: 2, t: 2, C: 2 }).peel();
    expect([peeling.done, peeling.steps.length, peeling.left.count().singleton]).toEqual([false, 2, 0]);
    expect(peeling.line()).toBe("[Peeling: 2 steps, not finished]");
    expect(filled(0, { b: 2, t: 2, C: 3 }).peel().done).toBe(true);
  });

  test("with noise that is known, bins of noise are zerotons and the strong sets are found", () => {
    const plan = sx.spex({ b: 3, t: 2, C: 2 }).plan(names, { seed: 3 });
    const values = truth.predict(plan.masks).map((value, k) => value + 0.05 * Math.sin(k * k));
    const peeling = sx.bins(plan, values, { noise: 0.05 }).peel();
    expect(peeling.done).toBe(true);
    expect(peeling.terms.map(([set]) => [...set].join(" ")).sort()).toEqual(
      truth.interactions.map((one) => one.names.join(" ")).sort(),
    );
  });

  test("what has no bins is refused", () => {
    const plan = sx.spex({ b: 2, t: 2, C: 2 }).plan(names);
    expect(() => sx.bins(sx.exact().plan(3), [])).toThrow("plan of exact");
    expect(() => sx.bins("plan" as never, [])).toThrow("structured masks");
    expect(() => sx.bins(plan, [1, 2])).toThrow(`${plan.calls} masks`);
    const all = filled(2, { b: 2, t: 2, C: 2 });
    expect(() => all.at(3, 0)).toThrow("from 1 to 2");
    const [elsewhere] = all.of(["great"]);
    const other = [...all].find((bin) => bin.group === 1 && bin !== elsewhere)!;
    expect(() => other.without(["great"], 1)).toThrow("another bin of group 1");
  });
});

describe("the steps as pictures", () => {
  const peeling = filled(2, { b: 2, t: 2, C: 2 }).peel();

  test("without a script every step is there, told in words and drawn", () => {
    const html = peeling.bundle()["text/html"]!;
    const still = html.replace(/<(style|script)[^>]*>.*?<\/\1>/gs, "").replace(/<\/?spexlab-steps-1>/g, "");
    expect(still.match(/<img /g)).toHaveLength(7);
    expect(still).toContain("Step 4 of 6. Bin 0 of group 1 held one set: not · bad +1.50.");
    expect(html.length).toBeLessThan(100_000);
  });

  test("of a bin the observations, of more bins than can be drawn the text", () => {
    expect(peeling.from.at(1, 1).bundle()["text/html"]).toContain("data:image/svg+xml;base64,");
    const plan = sx.spex({ b: 5, t: 2, C: 3 }).plan(names);
    const large = sx.bins(plan, truth.predict(plan.masks)).peel();
    expect(large.bundle()["text/html"]).toBeUndefined();
    expect(() => large.widget()).toThrow("at most 64 bins");
  });
});

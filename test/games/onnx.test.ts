import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { Masks } from "../../src/bits/masks.js";
import { evaluate } from "../../src/evaluate/evaluate.js";
import { explain } from "../../src/explain/explain.js";
import { game } from "../../src/games/game.js";
import { games } from "../../src/games/games.js";
import { onnx } from "../../src/games/onnx/onnx.js";
import { image } from "../../src/maskers/image/image.js";
import { tabular } from "../../src/maskers/tabular.js";
import { text } from "../../src/maskers/text.js";

const GATED = "fixtures/onnx/gated.onnx";
const COLOURS = "fixtures/onnx/colours.onnx";
const W = [
  [1, 0, -1],
  [1, 0.5, 0],
  [0, 1, 0],
  [0, -1, 2],
];
const V = [
  [2, -1],
  [1, 1],
  [-1, 3],
];
/** The network of fixtures/onnx/make.py, by hand. */
const logits = (x: number[], gate: number[]): number[] => {
  const hidden = [0, 1, 2].map(
    (j) =>
      Math.max(
        0,
        x.reduce((sum, v, i) => sum + v * W[i][j], j === 0 ? -1 : 0),
      ) * gate[j],
  );
  return [0, 1].map((k) => hidden.reduce((sum, v, j) => sum + v * V[j][k], 0));
};
const every = (n: number): Masks =>
  Masks.from(
    n,
    Array.from({ length: 2 ** n }, (_, k) => k.toString(2).padStart(n, "0")),
  );

describe("an ONNX model", () => {
  const row = tabular({ a: 1, b: 2, c: 0.5, d: 1 }, { baseline: { a: 0, b: -1, c: 0, d: 0 } });

  it("of table rows gives logits, margins and log-probabilities, several from one call", async () => {
    const model = onnx(GATED, {
      feeds: { gate: [1, 1, 1] },
      readouts: {
        second: { index: 1 },
        margin: { index: 0, against: 1 },
        lp: { index: 0, logProbability: true },
      },
    });
    const { second, margin, lp } = games(row, model);
    const values = await evaluate(second, every(4));
    expect(margin.known(every(4)).some(Number.isNaN)).toBe(false);
    const both = [await evaluate(margin, every(4)), await evaluate(lp, every(4))];
    row.rows(every(4)).forEach((x, k) => {
      const [first, other] = logits(x as number[], [1, 1, 1]);
      expect(values[k]).toBeCloseTo(other, 5);
      expect(both[0][k]).toBeCloseTo(first - other, 5);
      expect(both[1][k]).toBeCloseTo(-Math.log1p(Math.exp(other - first)), 5);
    });
    expect([second.unit, margin.unit, lp.unit]).toEqual(["logit(1)", "logit(0) − logit(1)", "log p(0)"]);
  });

  it("with gates explains its own neurons, ablated to zero or to a mean", async () => {
    const x = [1, 2, 0.5, 1];
    const model = onnx(GATED, { input: "gate", feeds: { x }, readout: { index: 0 } });
    for (const off of [0, 0.5]) {
      const gates = tabular({ n1: 1, n2: 1, n3: 1 }, { baseline: { n1: off, n2: off, n3: off } });
      const e = await explain(game(gates, model), { method: "exact" });
      const at = (present: number[]): number =>
        logits(
          x,
          [0, 1, 2].map((j) => (present.includes(j) ? 1 : off)),
        )[0];
      for (const j of [0, 1, 2]) expect(e.as("Moebius").get(`n${j + 1}`)).toBeCloseTo(at([j]) - at([]), 5);
    }
    await model.close?.();
  });

  it("of images reads pixels, one at a time where its batch is fixed", async () => {
    const red = await sharp({ create: { width: 6, height: 4, channels: 3, background: "#ff0000" } })
      .png()
      .toBuffer();
    const cells = await (await image(red)).grid(1, 2, { fill: [0, 0, 255] });
    const model = onnx(COLOURS, { pixels: {}, readout: { index: 0, against: 2 } });
    expect(
      [...(await evaluate(game(cells, model), every(2), { batch: 3 }))].map((v) => v.toFixed(5)),
    ).toEqual([-4, 0, 0, 4].map((v) => v.toFixed(5)));
    const scaled = onnx(COLOURS, {
      pixels: { mean: [0.5, 0, 0], deviation: [0.25, 1, 1] },
      readout: { index: 0 },
    });
    expect([...(await evaluate(game(cells, scaled), Masks.from(2, ["11"])))][0]).toBeCloseTo(8, 5);
    const wide = await (await image(await sharp(red).resize(8, 4).png().toBuffer())).grid(1, 2);
    await expect(evaluate(game(wide, model), every(2))).rejects.toThrow(
      /input is 1 × 3 × 4 × 6, the players give 3 × 4 × 8/,
    );
  });

  it("says what does not fit", async () => {
    const ask = (options: object, players: Parameters<typeof game>[0] = row) =>
      evaluate(
        game(players, onnx(GATED, { feeds: { gate: [1, 1, 1] }, readout: {}, ...options } as never)),
        every(4),
      );
    await expect(ask({ feeds: {} })).rejects.toThrow(/inputs are x, gate: the players decide one/);
    await expect(ask({ input: "z" })).rejects.toThrow(/there is no "z"/);
    await expect(ask({ readout: { index: 2 } })).rejects.toThrow(/class from 0 to 1/);
    await expect(ask({ readout: { output: "other" } })).rejects.toThrow(/no output "other"; it has logits/);
    await expect(ask({}, tabular([1, 2, 3, "x"], { baseline: [0, 0, 0, "y"] }))).rejects.toThrow(
      /reads numbers, got/,
    );
    expect(() => game(text("a b c d").words(), onnx(GATED, { readout: {} }))).toThrow(
      /reads rows or components, these players offer texts/,
    );
    expect(() => onnx("nowhere.onnx", { readout: {} })).toThrow(/No ONNX file "nowhere.onnx"/);
    const folder = mkdtempSync(join(tmpdir(), "spexlab-onnx-"));
    writeFileSync(join(folder, "bad.onnx"), "not a model");
    const bad = onnx(join(folder, "bad.onnx"), { readout: {} });
    rmSync(folder, { recursive: true });
    await expect(evaluate(game(row, bad), every(4))).rejects.toMatchObject({ code: "MODEL_FAILED" });
  });
});

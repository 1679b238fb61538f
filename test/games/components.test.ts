import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { InferenceSession } from "onnxruntime-node";
import { afterEach, describe, expect, it, vi } from "vitest";
import { Masks } from "../../src/bits/masks.js";
import { evaluate } from "../../src/evaluate/evaluate.js";
import { explain } from "../../src/explain/explain.js";
import { game } from "../../src/games/game.js";
import { games } from "../../src/games/games.js";
import { components } from "../../src/games/onnx/components/components.js";
import { readGraph } from "../../src/games/onnx/graph/read.js";
import { editedFile } from "../../src/games/onnx/graph/write.js";
import { onnx } from "../../src/games/onnx/onnx.js";
import { group } from "../../src/maskers/groups.js";
import { text } from "../../src/maskers/text.js";
import type { Players } from "../../src/types.js";

const at = (name: string): string => `fixtures/onnx/${name}.onnx`;
const X = [0, 2, 1, 1, 2, 0, 1, 1];
const every = (n: number): Masks =>
  Masks.from(
    n,
    Array.from({ length: 2 ** n }, (_, k) => k.toString(2).padStart(n, "0")),
  );

interface Absent {
  heads?: number[];
  head?: number;
  attention?: number[];
  mlp?: number[];
  neurons?: number[];
  neuron?: readonly number[];
}
/** The model of attention() in fixtures/onnx/make.py by hand, with parts left out; `head` and `neuron` stand for what is absent. */
function byHand(x: readonly number[], absent: Absent): number[] {
  const { heads = [], head = 0, neurons = [], neuron = [0, 0, 0] } = absent;
  const places = [x.slice(0, 4), x.slice(4)];
  const y = places.map((place) => {
    const attended =
      absent.attention ??
      [0, 1, 2, 3].map((h) => (heads.includes(h) ? head : (places[0][h] + places[1][h]) / 2));
    const r = place.map((v, i) => v + attended[i]);
    const hidden = [Math.max(0, r[0] + r[3] - 4), Math.max(0, r[1]), Math.max(0, -r[2])].map((v, j) =>
      neurons.includes(j) ? neuron[j] : v,
    );
    const mlp = absent.mlp ?? [8 * hidden[0], hidden[1], 2 * hidden[2], 0];
    return r.map((v, i) => v + mlp[i]);
  });
  const mean = [0, 1, 2, 3].map((i) => (y[0][i] + y[1][i]) / 2);
  return [mean[0] + mean[2], mean[1] + mean[2]];
}
const missing = (masks: Masks, row: number): number[] =>
  Array.from({ length: masks.n }, (_, i) => i).filter((i) => !masks.has(row, i));
const oneReadout = { feeds: { x: X }, readout: { index: 0 } };
const model = (name: string) => onnx(at(name), oneReadout);

/** How often a model was run. */
function runs(): { readonly count: number } {
  const spy = vi.spyOn((InferenceSession as unknown as { prototype: InferenceSession }).prototype, "run");
  return {
    get count() {
      return spy.mock.calls.length;
    },
  };
}
afterEach(() => void vi.restoreAllMocks());

describe("components of an ONNX model", () => {
  it("are listed with tensor, axis and count", async () => {
    const found = await components(at("attention"));
    expect(found.rows()).toEqual([
      {
        part: "heads",
        layer: 0,
        name: "layer 0",
        count: 4,
        tensor: "context",
        axes: "· × 4 × 2 × 1",
        axis: 1,
      },
      {
        part: "layers",
        layer: 0,
        name: "layer 0 attention",
        count: 1,
        tensor: "attended",
        axes: "· × 2 × 4",
        axis: null,
      },
      {
        part: "layers",
        layer: 0,
        name: "layer 0 MLP",
        count: 1,
        tensor: "mlp",
        axes: "· × 2 × 4",
        axis: null,
      },
      { part: "neurons", layer: 0, name: "layer 0", count: 3, tensor: "hidden", axes: "· × 2 × 3", axis: 2 },
    ]);
    expect(found.heads().names).toEqual([0, 1, 2, 3].map((k) => `layer 0 head ${k}`));
    expect(String(found)).toContain("Components of attention.onnx");
    expect((await components(at("gated"))).neurons().names).toEqual(
      [0, 1, 2].map((k) => `layer 0 neuron ${k}`),
    );
    expect((await components(at("channels"))).neurons().names).toEqual([
      "layer 0 channel 0",
      "layer 0 channel 1",
    ]);
  });

  // Heads and batch on one axis: three runs find out that masks in one run stay apart.
  it.each([
    ["attention", 1],
    ["attention-one", 16],
    ["attention-three", 6],
    ["attention-alone", 16],
    ["attention-merged", 4],
    ["attention-whole", 1],
    ["attention-half", 1],
    ["attention-external", 1],
  ])("heads of %s at zero are what the model is without them, in %i runs", async (name, expected) => {
    const heads = (await components(at(name))).heads();
    const masks = every(4);
    const asked = model(name);
    const counted = runs();
    const values = await evaluate(game(heads, asked), masks, { batch: 16 });
    expect(counted.count).toBe(expected);
    for (let k = 0; k < masks.length; k++) {
      expect(values[k]).toBeCloseTo(byHand(X, { heads: missing(masks, k) })[0], 5);
    }
    await asked.close?.();
  });

  it.each([
    ["flat", 4],
    ["flat-turned", 11],
  ])("neurons of %s, where places and batch lie on one axis, in %i runs", async (name, expected) => {
    const w = [
      [1, 0, -1],
      [1, 0.5, 0],
      [0, 1, 0],
      [0, -1, 2],
    ];
    const counted = runs();
    const values = await evaluate(game((await components(at(name))).neurons(), model(name)), every(3), {
      batch: 8,
    });
    expect(counted.count).toBe(expected);
    for (let k = 0; k < 8; k++) {
      const hidden = [0, 1, 2].map((j) =>
        every(3).has(k, j)
          ? [0, 4]
              .map((from) => w.reduce((sum, row, i) => sum + X[from + i] * row[j], j === 0 ? -1 : 0))
              .reduce((sum, v) => sum + Math.max(0, v) / 2, 0)
          : 0,
      );
      expect(values[k]).toBeCloseTo(2 * hidden[0] + hidden[1] - hidden[2], 5);
    }
  });

  it("layers and neurons too, and what is present stays the very number that it was", async () => {
    const found = await components(at("attention"));
    const layers = found.layers();
    const several = onnx(at("attention"), {
      feeds: { x: X },
      readouts: { first: { index: 0 }, second: { index: 1 } },
    });
    const { first, second } = games(layers, several);
    const values = [await evaluate(first, every(2)), await evaluate(second, every(2))];
    every(2).map((_, row) => {
      const gone = missing(every(2), row);
      const hand = byHand(X, {
        attention: gone.includes(0) ? [0, 0, 0, 0] : undefined,
        mlp: gone.includes(1) ? [0, 0, 0, 0] : undefined,
      });
      expect(values[0][row]).toBeCloseTo(hand[0], 5);
      expect(values[1][row]).toBeCloseTo(hand[1], 5);
      return 0;
    });
    const neurons = await evaluate(game(found.neurons(), model("attention")), every(3));
    every(3).map((_, row) => {
      expect(neurons[row]).toBeCloseTo(byHand(X, { neurons: missing(every(3), row) })[0], 5);
      return 0;
    });
    const session = await InferenceSession.create(at("attention"));
    const { Tensor } = await import("onnxruntime-node");
    const { logits } = await session.run({ x: new Tensor("float32", Float32Array.from(X), [1, 2, 4]) });
    expect(values[0][3]).toBe(Number(logits.data[0]));
    await session.release();
  });

  it("at their mean over given inputs", async () => {
    const other = [4, 0, 3, 1, 2, 2, 1, 5];
    const over = [{ x: X }, { x: other }];
    const found = await components(at("attention"));
    // Heads lie on an axis before the places: the mean keeps those, as their number is fixed. All places of a head are alike.
    const means = [0, 1, 2, 3].map((h) => (X[h] + X[h + 4] + other[h] + other[h + 4]) / 4);
    for (const h of [0, 1, 2, 3]) {
      const [value] = await evaluate(
        game(found.heads({ to: "mean", over }), model("attention")),
        Masks.from(4, [[0, 1, 2, 3].filter((k) => k !== h)]),
      );
      expect(value).toBeCloseTo(byHand(X, { heads: [h], head: means[h] })[0], 5);
    }
    const zero = game(found.heads(), model("attention"));
    const mean = game(found.heads({ to: "mean", over }), model("attention"));
    const another = game(found.heads({ to: "mean", over: [{ x: X }] }), model("attention"));
    expect(new Set([zero.id, mean.id, another.id]).size).toBe(3);
    expect(game((await components(at("attention"))).heads(), model("attention")).id).toBe(zero.id);
  });

  it("of a convolution are its channels", async () => {
    const image = Array.from({ length: 20 }, (_, k) => (k * 7) % 5);
    const kernels = [
      [1, 1, 1, 1],
      [1, -1, 0, 0],
    ];
    const channels = kernels.map(([a, b, c, d]) => {
      let sum = 0;
      for (let r = 0; r < 4; r++) {
        for (let q = 0; q < 3; q++) {
          const v = (i: number, j: number): number => image[(r + i) * 4 + q + j];
          sum += Math.max(0, a * v(0, 0) + b * v(0, 1) + c * v(1, 0) + d * v(1, 1));
        }
      }
      return sum / 12;
    });
    const asked = onnx(at("channels"), { feeds: { image }, readout: { index: 0 } });
    const players = (await components(at("channels"))).neurons();
    const values = await evaluate(game(players, asked), every(2));
    // every(2) is 00, 01, 10, 11: neither, the second, the first, both
    [0, 10 * channels[1], channels[0], channels[0] + 10 * channels[1]].forEach((value, k) => {
      expect(values[k]).toBeCloseTo(value, 4);
    });
  });

  it("a planted pair of heads is found through the front door", async () => {
    const heads = (await components(at("attention"))).heads();
    const e = await explain(game(heads, model("attention")), { method: "exact" });
    const [strongest] = e.as("Moebius").order(2).top(1).interactions;
    expect(strongest.names).toEqual(["layer 0 head 0", "layer 0 head 3"]);
    expect(strongest.value).toBeCloseTo(
      byHand(X, {})[0] -
        byHand(X, { heads: [0] })[0] -
        byHand(X, { heads: [3] })[0] +
        byHand(X, { heads: [0, 3] })[0],
      5,
    );
    const merged = group(heads, { both: ["layer 0 head 0", "layer 0 head 3"] });
    const [off] = await evaluate(
      game(merged, model("attention")),
      Masks.from(3, [["layer 0 head 1", "layer 0 head 2"]], merged.names),
    );
    expect(off).toBeCloseTo(byHand(X, { heads: [0, 3] })[0], 5);
  });

  it("any tensor can be named, whole, by place or in blocks", async () => {
    const found = await components(at("attention"));
    const blocks = found.tensor("merged", { axis: -1, names: ["low", "high"] });
    const values = await evaluate(game(blocks, model("attention")), every(2));
    expect(values[1]).toBeCloseTo(byHand(X, { heads: [0, 1] })[0], 5);
    expect(values[2]).toBeCloseTo(byHand(X, { heads: [2, 3] })[0], 5);
    const whole = await evaluate(game(found.tensor("mlp"), model("attention")), every(1));
    expect(whole[0]).toBeCloseTo(byHand(X, { mlp: [0, 0, 0, 0] })[0], 5);
    expect(found.tensor("hidden", { axis: 2 }).names).toEqual(["hidden[0]", "hidden[1]", "hidden[2]"]);
  });
});

describe("what cannot be left out says so", () => {
  it("names, axes, layers and options", async () => {
    const found = await components(at("attention"));
    expect(() => found.tensor("contxt")).toThrow(/"contxt" is not in the model. Nearest: "context"/);
    expect(() => found.tensor("x")).toThrow(/"x" is an input or a weight/);
    expect(() => found.tensor("hidden", { axis: 3 })).toThrow(/· × 2 × 3: it has no axis 3.*axis 1 or 2/);
    expect(() => found.tensor("hidden", { axis: 0 })).toThrow(/varies from input to input/);
    expect(() => found.tensor("hidden", { axis: 2, names: ["a", "b"] })).toThrow(/as many `names`.*\(3/);
    expect(() => found.heads({ layer: 1 })).toThrow(/No heads in layer 1 .*Known: "0"|No heads in layer 1/);
    expect(() => found.heads({ to: "mean" })).toThrow(/`to: "mean"` with `over`/);
    expect(() => found.heads({ too: "mean" } as never)).toThrow(/no option "too". Nearest: "to"/);
    const gated = await components(at("gated"));
    expect(() => gated.heads()).toThrow(/No heads were found in gated.onnx; it has neurons/);
    const colours = await components(at("colours"));
    expect(() => colours.neurons()).toThrow(/No neurons were found in colours.onnx; nothing else either/);
  });

  it("another file, a missing feed, a text", async () => {
    const heads = (await components(at("attention"))).heads();
    const ask = (players: Players, name: string, options: object = {}): Promise<Float64Array> =>
      evaluate(
        game(players, onnx(at(name), { feeds: { x: X }, readout: {}, ...options } as never)),
        every(players.names.length),
      );
    await expect(ask(heads, "attention-one")).rejects.toMatchObject({ code: "OTHER_MODEL" });
    await expect(ask(heads, "attention", { feeds: {} })).rejects.toThrow(/gives every input.*missing: x/);
    await expect(ask(heads, "attention", { feeds: { x: X, z: [1] } })).rejects.toThrow(/there is no "z"/);
    await expect(ask(heads, "attention", { feeds: { x: [1, 2] } })).rejects.toThrow(
      /"x" is batch × 2 × 4; 2 numbers/,
    );
    await expect(ask(heads, "attention", { readout: { output: "o" } })).rejects.toThrow(/no output "o"/);
    await expect(
      ask((await components(at("attention"))).heads({ to: "mean", over: ["text"] }), "attention"),
    ).rejects.toThrow(/as `feeds` does, got "text"/);
    await expect(
      ask((await components(at("attention-merged-three"))).heads(), "attention-merged-three"),
    ).rejects.toThrow(/heads and the batch of 3 on one axis/);
    expect(() => game(text("a b").words(), onnx(at("attention"), { feeds: { x: X }, readout: {} }))).toThrow(
      /reads rows or components/,
    );
  });

  it("a file that is none, is cut short, or lacks its weights", async () => {
    const folder = mkdtempSync(join(tmpdir(), "spexlab-components-"));
    const bytes = readFileSync(at("attention"));
    const given = async (content: Uint8Array): Promise<unknown> => {
      writeFileSync(join(folder, "m.onnx"), content);
      return components(join(folder, "m.onnx"));
    };
    await expect(given(Buffer.from("not a model"))).rejects.toThrow(/is no ONNX file, or it is cut short/);
    await expect(given(new Uint8Array(0))).rejects.toThrow(/no ONNX file.*0 bytes/);
    for (let end = 1; end < bytes.length; end += 97) {
      await expect(given(bytes.subarray(0, end))).rejects.toMatchObject({ code: "MODEL_FAILED" });
    }
    await expect(components(join(folder, "nowhere.onnx"))).rejects.toMatchObject({ code: "MODEL_MISSING" });
    copyFileSync(at("attention-external"), join(folder, "alone.onnx"));
    const heads = (await components(join(folder, "alone.onnx"))).heads();
    const lone = onnx(join(folder, "alone.onnx"), { feeds: { x: X }, readout: {} });
    await expect(evaluate(game(heads, lone), every(4))).rejects.toThrow(/attention-external.data/);
    rmSync(folder, { recursive: true });
  });
});

it("an edit leaves the rest of the file byte for byte", () => {
  for (const name of ["attention", "attention-external", "channels"]) {
    const bytes = readFileSync(at(name));
    expect(Buffer.compare(editedFile(bytes, readGraph(bytes, name), {}), bytes)).toBe(0);
  }
});

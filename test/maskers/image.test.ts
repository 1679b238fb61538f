import sharp from "sharp";
import { beforeAll, describe, expect, it } from "vitest";
import { Masks } from "../../src/bits/masks.js";
import { evaluate } from "../../src/evaluate/evaluate.js";
import { explain } from "../../src/explain/explain.js";
import { game } from "../../src/games/game.js";
import { type ImageSource, image, type Pixels } from "../../src/maskers/image/image.js";
import { join } from "../../src/maskers/join.js";
import { text } from "../../src/maskers/text.js";

/** Four quarters: red, green, blue, white. */
const quarters = Buffer.alloc(60 * 40 * 3);
for (let p = 0; p < 60 * 40; p++) {
  const right = p % 60 >= 30;
  const low = p >= 60 * 20;
  quarters.set(right ? (low ? [255, 255, 255] : [0, 200, 0]) : low ? [0, 0, 255] : [255, 0, 0], p * 3);
}
const at = ({ width, data }: Pixels, x: number, y: number): number[] => [
  ...data.subarray(3 * (y * width + x), 3 * (y * width + x) + 3),
];

describe("an image", () => {
  let file: Buffer;
  let picture: ImageSource;
  beforeAll(async () => {
    file = await sharp(quarters, { raw: { width: 60, height: 40, channels: 3 } })
      .png()
      .toBuffer();
    picture = await image(file);
  });

  it("is cut into cells; all present is the very image, absent cells are filled", async () => {
    const cells = await picture.grid(2, 2, { fill: [1, 2, 3] });
    expect(cells.names).toEqual(["r1c1", "r1c2", "r2c1", "r2c2"]);
    expect([...cells.render([0, 1, 2, 3]).data]).toEqual([...quarters]);
    const some = cells.render(["r1c2"]);
    expect([at(some, 40, 5), at(some, 5, 5), at(some, 40, 30)]).toEqual([
      [0, 200, 0],
      [1, 2, 3],
      [1, 2, 3],
    ]);
    const mean = (await picture.grid(1, 2, { fill: "mean" })).render([]);
    expect(at(mean, 5, 5)).toEqual([128, 0, 128]);
    const blur = (await picture.grid(1, 1, { fill: "blur" })).render([]);
    expect(at(blur, 30, 5)[0]).toBeGreaterThan(20);
    const inpainted = (await picture.grid(2, 2, { fill: "inpaint" })).render(["r1c1", "r1c2", "r2c1"]);
    // Nothing of the white quarter is left, and its left edge is as blue as its neighbour.
    const [red, , blue] = at(inpainted, 31, 35);
    expect(blue - red).toBeGreaterThan(60);
    expect(at((await picture.grid(2, 2, { fill: "inpaint" })).render([]), 3, 3)).toEqual([128, 128, 128]);
  });

  it("is cut into segments of like colour", async () => {
    const segments = await picture.segments(4);
    expect(segments.names).toEqual(["segment 1", "segment 2", "segment 3", "segment 4"]);
    const labelOf = (x: number, y: number): number => segments.labels[y * 60 + x];
    for (const [x, y] of [
      [5, 5],
      [55, 5],
      [5, 35],
      [55, 35],
    ]) {
      expect(labelOf(x, y)).toBe(labelOf(x < 30 ? 20 : 40, y < 20 ? 15 : 25));
    }
    expect(new Set([labelOf(5, 5), labelOf(55, 5), labelOf(5, 35), labelOf(55, 35)]).size).toBe(4);
    expect((await picture.segments(40)).labels).toEqual((await picture.segments(40)).labels);
  });

  it("is explained by its pixels", async () => {
    const cells = await picture.grid(2, 2, { fill: [0, 0, 0] });
    const e = await explain(
      game(cells, {
        id: "reddest and bluest",
        unit: "light",
        takes: ["pixels"],
        ask: async (inputs: readonly Pixels[]) =>
          Float64Array.from(inputs, (p) => (at(p, 5, 5)[0] / 255) * (at(p, 5, 35)[2] / 255)),
      }),
      { method: "exact" },
    );
    expect(
      e.as("Moebius").interactions.map(({ names, value }) => [names.join(), value.toFixed(6)])[0],
    ).toEqual(["r1c1,r2c1", "1.000000"]);
  });

  it("is sent as a data URL beside a question", async () => {
    const asked = join(
      { picture: await picture.grid(1, 2, { fill: [0, 0, 0] }), question: text("Is it red?").words() },
      { template: "{picture}{question}" },
    );
    let seen: readonly unknown[] = [];
    await evaluate(
      game(asked, {
        id: "seen",
        unit: "",
        takes: ["parts"],
        ask: async (inputs: readonly (readonly unknown[])[]) => {
          seen = inputs[0];
          return Float64Array.of(1);
        },
      }),
      Masks.from(5, ["10111"]),
    );
    const { image: url } = seen[0] as { image: string };
    const sent = await image(url);
    expect([sent.width, sent.height, at(sent, 5, 5), at(sent, 50, 5)]).toEqual([
      60,
      40,
      [255, 0, 0],
      [0, 0, 0],
    ]);
    expect(seen[1]).toBe("Is it red?");
  });

  it("decides the identity of the game by its pixels and parts", async () => {
    const id = async (source: Uint8Array, rows: number): Promise<string | undefined> =>
      game(await (await image(source)).grid(rows, 2), (m) => m.map(() => 0), { id: "x" }).id;
    const jpeg = await sharp(file).jpeg().toBuffer();
    expect(await id(file, 2)).toBe(await id(file, 2));
    expect(new Set([await id(file, 2), await id(file, 1), await id(jpeg, 2)]).size).toBe(3);
  });

  it("that is none is refused", async () => {
    await expect(image(Buffer.from("hello"))).rejects.toMatchObject({ code: "BAD_IMAGE" });
    await expect(image("nowhere.png")).rejects.toThrow(/Expected an image .*"nowhere.png"/);
    await expect(image("data:text/plain,hello")).rejects.toThrow(/data URL such as/);
    await expect(picture.parts([0, 1], ["a", "b"])).rejects.toThrow(
      /label from 0 to 1 for each of 2400 pixels/,
    );
    await expect(picture.grid(2, 2, { fill: "pink" as never })).rejects.toThrow(/Expected `fill`/);
  });
});

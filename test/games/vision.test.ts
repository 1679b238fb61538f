import sharp from "sharp";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import * as sx from "../../src/index.js";
import {
  closeScripted,
  type Piece,
  type Request,
  type ScriptedServer,
  scripted,
} from "../support/scripted.js";

afterEach(closeScripted);

const SIZE = 48;
/** A grey picture with red in two cells of a grid of 4 × 4 (r1c2 and r3c4) and blue in one (r4c1). */
const drawn = Buffer.alloc(SIZE * SIZE * 3, 128);
const paint = (row: number, column: number, colour: number[]): void => {
  for (let y = (row - 1) * 12 + 2; y < row * 12 - 2; y++) {
    for (let x = (column - 1) * 12 + 2; x < column * 12 - 2; x++) drawn.set(colour, 3 * (y * SIZE + x));
  }
};
paint(1, 2, [255, 0, 0]);
paint(3, 4, [255, 0, 0]);
paint(4, 1, [0, 0, 255]);

/** A vision model: decodes the PNG that it was sent, counts pixels of each colour, and says Yes the more surely the more it sees of what was asked. */
const sees = (): Promise<ScriptedServer> =>
  scripted(async (request: Request) => {
    const pieces = request.body.messages.at(-1)!.content as readonly Piece[];
    const words = pieces.map((piece) => (piece.type === "text" ? piece.text : "")).join("");
    const { url } = (pieces.find((piece) => piece.type === "image_url") as Piece & { type: "image_url" })
      .image_url;
    const [, base64] = /^data:image\/png;base64,(.+)$/.exec(url)!;
    const { data, info } = await sharp(Buffer.from(base64, "base64"))
      .raw()
      .toBuffer({ resolveWithObject: true });
    if (info.width !== SIZE || info.height !== SIZE || info.channels !== 3)
      throw new Error("not the picture");
    let red = 0;
    let blue = 0;
    for (let p = 0; p < data.length; p += 3) {
      if (data[p] > 250 && data[p + 1] < 5) red++;
      if (data[p + 2] > 250 && data[p + 1] < 5) blue++;
    }
    const asked = words.includes("red") ? red / 64 : words.includes("blue") ? 2 * (blue / 64) : 0;
    const margin = asked - 1.5;
    const yes = -Math.log1p(Math.exp(-margin));
    const top_logprobs = [
      { token: "Yes", logprob: yes },
      { token: "No", logprob: yes - margin },
    ].sort((a, b) => b.logprob - a.logprob);
    return {
      choices: [
        {
          message: { role: "assistant", content: top_logprobs[0].token },
          logprobs: { content: [{ ...top_logprobs[0], top_logprobs }] },
          finish_reason: "stop",
        },
      ],
    };
  });

describe("a vision model behind a chat", () => {
  let picture: Awaited<ReturnType<typeof sx.image>>;
  beforeAll(async () => {
    picture = await sx.image(
      await sharp(drawn, { raw: { width: SIZE, height: SIZE, channels: 3 } })
        .png()
        .toBuffer(),
    );
  });
  const moebius = (e: sx.Explanation): [string, number][] =>
    e
      .as("Moebius")
      .interactions.filter(({ order, value }) => order > 0 && Math.abs(value) > 1e-6)
      .map(({ names, value }) => [names.join(" · "), Math.round(value * 1e6) / 1e6]);

  it.each(["blur", "mean", "inpaint", [128, 128, 128]] as const)(
    "says which cells it looked at, absent ones by %s",
    async (fill) => {
      const server = await sees();
      const cells = await picture.grid(4, 4, { fill });
      const task = sx.tasks.visualQuestion(cells, "Do you see red?", ["Yes", "No"]);
      const model = sx.openai({ baseURL: server.url, model: "eye", ...task.chat });
      const e = await sx.explain(sx.game(task.players, model), { method: sx.spex({ b: 2, t: 3, seed: 1 }) });
      expect(
        e
          .as("FBII")
          .top(2)
          .interactions.map(({ names }) => names.join())
          .sort(),
      ).toEqual(["r1c2", "r3c4"]);
      expect(e.as("Moebius").get("r1c2")).toBeCloseTo(1, 6);
      expect(e.predict([cells.names, []]).map((v) => Number(v.toFixed(6)))).toEqual(
        Float64Array.of(0.5, -1.5),
      );
      expect(server.requests[0].body).toMatchObject({
        model: "eye",
        max_tokens: 1,
        logprobs: true,
        top_logprobs: 20,
        messages: [
          { role: "system", content: "Answer with one word only." },
          {
            role: "user",
            content: [
              { type: "text", text: "Do you see red?\n" },
              { type: "image_url", image_url: {} },
            ],
          },
        ],
      });
    },
  );

  it("acts on words and cells together", async () => {
    const server = await sees();
    const cells = await picture.grid(2, 2, { fill: [128, 128, 128] });
    const words = sx.text("Is anything red or blue?").words();
    const task = sx.tasks.visualQuestion(cells, words, ["Yes", "No"]);
    expect(task.players.names).toEqual([
      "Is",
      "anything",
      "red",
      "or",
      "blue",
      "r1c1",
      "r1c2",
      "r2c1",
      "r2c2",
    ]);
    const model = sx.openai({ baseURL: server.url, model: "eye", ...task.chat });
    const e = await sx.explain(sx.game(task.players, model), { method: "exact" });
    // It looks for red where "red" is asked, else for blue.
    expect(new Map(moebius(e))).toEqual(
      new Map([
        ["red · r1c1", 1],
        ["red · r2c2", 1],
        ["blue · r2c1", 2],
        ["red · blue · r2c1", -2],
      ]),
    );
    const whole = server.requests.find(({ body }) => {
      const [first] = body.messages.at(-1)!.content as readonly Piece[];
      return first.type === "text" && first.text === "Is anything red or blue?\n";
    });
    expect(whole).toBeDefined();
  });

  it("reads one answer by its first token", async () => {
    const server = await sees();
    const task = sx.tasks.visualQuestion(await picture.grid(1, 2, { fill: "mean" }), "Is it red?", "Yes");
    const model = sx.openai({ baseURL: server.url, model: "eye", ...task.chat });
    const e = await sx.explain(sx.game(task.players, model), { method: "exact" });
    const yes = (margin: number): number => -Math.log1p(Math.exp(-margin));
    expect(e.predict([["r1c1"], []]).map((v) => Number(v.toFixed(6)))).toEqual(
      Float64Array.from([-0.5, -1.5], (margin) => Number(yes(margin).toFixed(6))),
    );
  });

  it("is not asked by completions, and what is no image never gets that far", async () => {
    const cells = await picture.grid(2, 2);
    const options = { baseURL: "http://localhost:1/v1", model: "eye", readout: sx.choice("Yes", "No") };
    expect(() => sx.game(cells, sx.openai({ ...options, api: "completions" }))).toThrow(
      /reads texts, these players offer .*parts/,
    );
    await expect(sx.image(Buffer.from("GIF89a, or not"))).rejects.toThrow(/Expected an image .*got 14 bytes/);
    await expect(sx.image("data:image/png;base64,aGVsbG8=")).rejects.toMatchObject({ code: "BAD_IMAGE" });
    const refuses = await scripted(() => ({
      status: 400,
      text: JSON.stringify({
        error: { message: "You uploaded an unsupported image.", code: "invalid_image" },
      }),
    }));
    const run = sx.evaluate(
      sx.game(cells, sx.openai({ ...options, baseURL: refuses.url })),
      sx.Masks.from(4, ["1111"]),
    );
    await expect(run).rejects.toThrow(/refused the request with status 400.*unsupported image/);
    expect(refuses.requests.length).toBe(1);
  });
});

import { describe, expect, it } from "vitest";
import * as sx from "../../src/index.js";
import { fakeServer } from "../support/fakeServer.js";

const quiet = { progress: false } as const;
const words = sx.text("not bad at all").words();
const one = sx.Masks.from(4, ["1111"]);
const letters = (t: string): number => t.length;
const model = (more: object) =>
  sx.openai({
    baseURL: "http://127.0.0.1:9/v1",
    model: "m",
    api: "completions",
    tokenizer: letters,
    prices: { input: 1e6, output: 1e6 },
    ...more,
  } as never) as unknown as sx.Model<never>;
const cost = (more: object, players: sx.Players = words) => sx.game(players, model(more)).cost(one);
const prompt = "not bad at all".length;

describe("the cost of a readout before anything is sent", () => {
  it.each([
    ["a choice", { readout: sx.choice(" yes", " no") }, prompt, 1, true],
    ["several readouts of one reply", { readout: sx.topLogprob(" yes") }, prompt, 1, true],
    [
      "a reply of up to 8 tokens",
      { readout: sx.fromReply((r) => r.text.length, { id: "x", tokens: 8 }) },
      prompt,
      8,
      false,
    ],
    ["the perplexity of a reply", { readout: sx.perplexity({ tokens: 5 }) }, prompt, 5, false],
    // Four tokens " yes": four calls, each after those before it.
    ["an answer in steps", { readout: sx.logProbability(" yes") }, 4 * prompt + 6, 4, false],
    ["an echoed answer", { readout: sx.logProbability(" yes", { via: "echo" }) }, prompt + 4, 0, false],
    ["a forced answer", { readout: sx.logProbability(" yes", { via: "grammar" }) }, prompt, 5, false],
    // Reference and reply are embedded: 9 + 3 tokens.
    [
      "a similarity",
      { readout: sx.similarity("reference", { model: "e", tokens: 3 }) },
      prompt + 12,
      3,
      false,
    ],
  ] as const)("%s", (_, more, input, output, exact) => {
    expect(cost(more)).toMatchObject({ calls: 1, exact, usage: { input, output, money: input + output } });
  });

  it("has the system message in it, and a price of its own for embeddings", () => {
    const system = "Be brief.";
    const chat = cost({ api: "chat", system, readout: sx.choice("yes", "no") });
    expect(chat).toMatchObject({ exact: false, usage: { input: prompt + system.length + 8, output: 1 } });
    const similar = cost({
      prices: { input: 1e6, output: 0, embedding: 2e6 },
      readout: sx.similarity("reference", { model: "e", tokens: 3 }),
    });
    expect(similar.usage?.money).toBe(prompt + 24);
  });
});

describe("images", () => {
  const pixels = (width: number, height: number) =>
    sx.image(
      `data:image/svg+xml;utf8,<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="100%" height="100%" fill="red"/></svg>`.replace(
        /utf8,(.*)$/s,
        (_, svg) => `base64,${Buffer.from(svg).toString("base64")}`,
      ),
    );
  const chat = { api: "chat", readout: sx.choice("yes", "no"), prompt: "{text}?" };
  const ofImage = async (width: number, height: number, more: object) => {
    const cells = await (await pixels(width, height)).grid(2, 2);
    return cost({ ...chat, ...more }, cells);
  };

  it("are unknown until a rule or a reply tells, and the plan says so", async () => {
    const cells = await (await pixels(64, 48)).grid(2, 2);
    const game = sx.game(cells, model({ ...chat }));
    const plan = sx.exact().plan(game);
    expect(plan.cost()).toMatchObject({
      calls: 16,
      usage: undefined,
      unknown: expect.stringMatching(/imageTokens/),
    });
    expect(String(plan)).toContain("tokens of an image are unknown");
    const server = await fakeServer({ answer: () => -0.1 });
    const live = sx.game(
      cells,
      sx.openai({
        baseURL: server.url,
        model: "m",
        ...chat,
        readout: sx.topLogprob(" yes"),
      } as never) as sx.Model<never>,
    );
    await sx.evaluate(live, sx.Masks.from(4, ["1111"]), quiet);
    const learnt = sx.exact().plan(live).cost()!;
    expect(learnt.unknown).toBeUndefined();
    expect(learnt.usage!.input).toBeGreaterThan(0);
    await server.close();
  });

  it("are counted by a number, a function of their size, or OpenAI's tiles, and nothing is painted", async () => {
    const usage = async (imageTokens: unknown, width: number = 64, height: number = 48) =>
      (await ofImage(width, height, { imageTokens })).usage!.input - "?".length - 8;
    expect(await usage(256)).toBe(256);
    expect(await usage(({ width, height }: { width: number; height: number }) => width + height)).toBe(112);
    expect(await usage("tiles")).toBe(85 + 170);
    // 1024 × 512 fits as it is: two tiles. 1024 × 1024 goes to 768 × 768: four.
    expect(await usage("tiles", 1024, 512)).toBe(85 + 2 * 170);
    expect(await usage("tiles", 1024, 1024)).toBe(85 + 4 * 170);
  });

  it("beside a question are counted with it", async () => {
    const cells = await (await pixels(64, 48)).grid(1, 2);
    const joined = sx.join(
      { image: cells, question: sx.text("is it red").words() },
      { template: "{image}{question}" },
    );
    const found = sx
      .game(joined, model({ ...chat, imageTokens: 100 }))
      .cost(sx.Masks.from(5, ["11111", "00000"]));
    expect(found.unknown).toBeUndefined();
    expect(found.usage!.input).toBeGreaterThanOrEqual(2 * 100 + "is it red".length);
  });
});

describe("what calls used", () => {
  it("has the embeddings in it, and replies that were of no use", async () => {
    const server = await fakeServer({
      answer: () => -0.1,
      plan: (call) => (call === 0 ? "noLogprobs" : undefined),
    });
    const options = {
      baseURL: server.url,
      model: "m",
      api: "completions",
      calls: { backoff: [1, 2] },
    } as const;
    const game = sx.game(words, sx.openai({ ...options, readout: sx.topLogprob(" yes") }));
    const { spent } = await sx.evaluation(game, one, quiet);
    expect(spent).toMatchObject({ calls: 2, tokens: 2 * (prompt + 1) });
    const similar = sx.game(
      words,
      sx.openai({ ...options, tokenizer: letters, readout: sx.similarity("reference", { model: "e" }) }),
    );
    // The fake server tells no usage of embeddings: 9 letters and the reply's 4.
    expect((await sx.evaluation(similar, one, quiet)).spent.tokens).toBe(prompt + 1 + 13);
    await server.close();
  });

  it("of answers in several calls keep to a budget in tokens", async () => {
    const server = await fakeServer({ answer: () => -0.1 });
    const game = sx.game(
      sx.text("a b c d e f").words(),
      sx.openai({
        baseURL: server.url,
        model: "m",
        api: "completions",
        prompt: `${"x".repeat(200)} {text}`,
        calls: { concurrent: 1 },
        readout: sx.logProbability(" yes yes yes yes"),
      }),
    );
    const tokens = 12_000;
    const run = sx.evaluation(game, sx.exact().plan(6).masks, { ...quiet, spend: { tokens } });
    await expect(run).rejects.toMatchObject({ code: "BUDGET_SPENT" });
    let used = 0;
    for (const [words, times] of server.delivered) used += times * (words.length + 1);
    expect(used).toBeGreaterThan(tokens / 2);
    expect(used).toBeLessThanOrEqual(tokens * 1.02);
    await server.close();
  });
});

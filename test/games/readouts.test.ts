import { afterEach, describe, expect, it } from "vitest";
import * as sx from "../../src/index.js";
import { closeScripted, scripted } from "../support/scripted.js";
import { chain, completion, nextAfter, tokensOf, written } from "../support/tinyModel.js";

afterEach(closeScripted);

const PROMPT = "Say {text} now:";
const words = sx.text("one two three").words();
const all = sx.Masks.from(
  3,
  Array.from({ length: 8 }, (_, k) => k.toString(2).padStart(3, "0")),
);
const prompts = words.renderAll(all).map((text) => PROMPT.replace("{text}", text));
const calls = { backoff: [1, 5] as const, attempts: 3 };

/** The values of a readout, and of its explanation, against the truth for each prompt. */
async function check(
  readout: sx.Readout,
  truth: (prompt: string) => number,
  serve: Parameters<typeof scripted>[0] = (request) => completion(request),
): Promise<number> {
  const server = await scripted(serve);
  const model = sx.openai({
    baseURL: server.url,
    model: "tiny",
    api: "completions",
    prompt: PROMPT,
    readout,
    calls,
  });
  const game = sx.game(words, model);
  const values = await sx.evaluate(game, all);
  prompts.forEach((prompt, row) => {
    expect(values[row]).toBeCloseTo(truth(prompt), 9);
  });
  const e = await sx.explain(game.fresh(), { method: "exact" });
  const predicted = e.predict(all);
  prompts.forEach((prompt, row) => {
    expect(predicted[row]).toBeCloseTo(truth(prompt), 6);
  });
  return server.requests.length / 16;
}
const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
const CITY = " New York City";

describe("the log-probability of a fixed answer", () => {
  it("is the sum over its tokens, a call for each of them", async () => {
    expect(tokensOf(CITY).length).toBe(3);
    const cost = await check(sx.logProbability(CITY), (prompt) => sum(chain(prompt, CITY)));
    expect(cost).toBe(3);
  });
  it("is their mean where asked for", async () => {
    const mean = sx.logProbability(CITY, { over: "mean" });
    await check(mean, (prompt) => sum(chain(prompt, CITY)) / 3);
    expect(mean.unit).toBe("mean log p(New York City)");
  });
  it("takes one call from a server that echoes", async () => {
    const cost = await check(sx.logProbability(CITY, { via: "echo" }), (prompt) => sum(chain(prompt, CITY)));
    expect(cost).toBe(1);
  });
  it("is that of its first token alone where asked for", async () => {
    const first = sx.logProbability("New York", { via: "first" });
    // The tiny model writes words with their space: none of them begins the answer.
    await check(first, () => -100);
    await check(sx.logProbability(CITY, { via: "first" }), (prompt) => nextAfter(prompt).get(" New")!);
    expect(first.unit).toBe("log p(first token of New York)");
  });
  it("is the stated floor for a token that is not among the likeliest", async () => {
    const readout = sx.logProbability(CITY, { top: 2, floor: -20 });
    await check(readout, (prompt) => {
      const parts: number[] = [];
      let before = prompt;
      for (const token of tokensOf(CITY)) {
        const next = nextAfter(before);
        const better = [...next.values()].filter((lp) => lp > next.get(token)!).length;
        if (better >= 2) return sum(parts) - 20;
        parts.push(next.get(token)!);
        before += token;
      }
      return sum(parts);
    });
  });
});

describe("an echo", () => {
  const readout = sx.logProbability(" yes", { via: "echo" });
  it("may be followed by tokens that nobody asked for", async () => {
    await check(
      readout,
      (prompt) => chain(prompt, " yes")[0],
      (request) => completion({ ...request, body: { ...request.body, max_tokens: 2 } }),
    );
  });
  it("that does not come is said, also where what is written reads like the answer", async () => {
    const ask = async (serve: Parameters<typeof scripted>[0]) => {
      const server = await scripted(serve);
      const model = sx.openai({
        baseURL: server.url,
        model: "tiny",
        api: "completions",
        prompt: PROMPT,
        readout,
        calls,
      });
      return { run: sx.evaluate(sx.game(words, model), all.slice(7, 8)), server };
    };
    const { run, server } = await ask((request) => completion(request, { echoes: false }));
    await expect(run).rejects.toMatchObject({ code: "NO_ECHO" });
    await expect(run).rejects.toThrow(/did not echo .* Use `via: "steps"`/);
    expect(server.requests.length).toBe(1);
    const parrot = {
      choices: [
        {
          text: " yes",
          logprobs: { tokens: [" yes"], token_logprobs: [-0.1], top_logprobs: [{ " yes": -0.1 }] },
        },
      ],
    };
    await expect((await ask(() => parrot)).run).rejects.toMatchObject({ code: "NO_ECHO" });
    // The first token of a prompt has no log-probability: an answer cannot be read without a prompt before it.
    const bare = await scripted((request) => completion(request));
    const alone = sx.openai({ baseURL: bare.url, model: "tiny", api: "completions", readout, calls });
    const none = sx.evaluate(sx.game(words, alone), all.slice(0, 1));
    await expect(none).rejects.toMatchObject({ code: "NO_ECHO" });
  });
  it("in which the prompt and the answer share a token is refused, not misread", async () => {
    const glued = await scripted(({ body }) => ({
      choices: [
        {
          text: body.prompt,
          logprobs: { tokens: [body.prompt.slice(0, -6), body.prompt.slice(-6)], token_logprobs: [null, -1] },
        },
      ],
    }));
    const model = sx.openai({
      baseURL: glued.url,
      model: "tiny",
      api: "completions",
      prompt: PROMPT,
      readout,
      calls,
    });
    await expect(sx.evaluate(sx.game(words, model), all)).rejects.toMatchObject({ code: "NO_ECHO" });
  });
});

describe("tokens at the beginning of a reply", () => {
  it("are compared", async () => {
    await check(
      sx.choice(" yes", " no"),
      (prompt) => nextAfter(prompt).get(" yes")! - nextAfter(prompt).get(" no")!,
    );
  });
  it("of several spellings add up", async () => {
    const spelt = sx.topLogprob([" yes", "yes"]);
    await check(spelt, (prompt) => {
      const next = nextAfter(prompt);
      return Math.log(Math.exp(next.get(" yes")!) + Math.exp(next.get("yes")!));
    });
  });
  it("that are not among the likeliest have the stated floor, −100 unless said", async () => {
    const among = (prompt: string, token: string, top: number): number | undefined => {
      const next = nextAfter(prompt);
      const better = [...next.values()].filter((lp) => lp > next.get(token)!).length;
      return better < top ? next.get(token)! : undefined;
    };
    await check(sx.topLogprob(" Rome", { top: 4, floor: -9 }), (p) => among(p, " Rome", 4) ?? -9);
    await check(sx.topLogprob(" Rome", { top: 4 }), (p) => among(p, " Rome", 4) ?? -100);
    const choice = sx.choice(" Rome", " City", { top: 5, floor: -30 });
    await check(choice, (p) => (among(p, " Rome", 5) ?? -30) - (among(p, " City", 5) ?? -30));
  });
});

describe("perplexity", () => {
  const perplexityOf = (lps: readonly number[]): number => Math.exp(-sum(lps) / lps.length);
  it("of a given text is read in steps and by an echo", async () => {
    for (const via of ["steps", "echo"] as const) {
      await check(sx.perplexity({ of: CITY, via }), (prompt) => perplexityOf(chain(prompt, CITY)));
    }
  });
  it("of the reply is that of what is written", async () => {
    await check(sx.perplexity({ tokens: 5 }), (prompt) =>
      perplexityOf(chain(prompt, written(prompt, 5).join(""))),
    );
  });
});

describe("any function of the reply", () => {
  it("reads its text, tokens, why it ended and usage", async () => {
    const letters = sx.fromReply(
      ({ text, tokens, finish, usage }) =>
        text.length + 100 * tokens!.length + (finish === "length" ? 1000 : 0) + 10_000 * usage!.input,
      { id: "letters and more", tokens: 3, top: 1 },
    );
    await check(
      letters,
      (prompt) => written(prompt, 3).join("").length + 300 + 1000 + 10_000 * tokensOf(prompt).length,
    );
  });
  it("that makes no number is said with the reply", async () => {
    const server = await scripted((request) => completion(request));
    const model = sx.openai({
      baseURL: server.url,
      model: "tiny",
      api: "completions",
      readout: sx.fromReply(({ text }) => Number(`${text}?`), { id: "a number", tokens: 1 }),
    });
    const [token] = written("one two three", 1);
    await expect(sx.evaluate(sx.game(words, model), all.slice(7, 8))).rejects.toThrow(
      `"a number" made NaN (number) of the reply ${JSON.stringify(token)}`,
    );
  });
});

describe("semantic similarity", () => {
  it("is the cosine of two embeddings", async () => {
    // Counts of letters: an embedding that can be checked by hand.
    const embedded = (text: string): number[] =>
      [..."aeno"].map((letter) => text.split(letter).length - 1 + 0.5);
    const cosine = (a: number[], b: number[]): number =>
      sum(a.map((v, k) => v * b[k])) / Math.sqrt(sum(a.map((v) => v * v)) * sum(b.map((v) => v * v)));
    const reference = "no and yes";
    await check(
      sx.similarity(reference, { model: "letters", tokens: 2 }),
      (prompt) => cosine(embedded(reference), embedded(written(prompt, 2).join(""))),
      (request) =>
        request.path === "/v1/embeddings"
          ? {
              data: request.body.input.map((text: string, index: number) => ({
                index,
                embedding: embedded(text),
              })),
            }
          : completion(request),
    );
  });
});

describe("several readouts", () => {
  it("of one call are all right, and explain every class for the price of one", async () => {
    const server = await scripted((request) => completion(request));
    const model = sx.openai({
      baseURL: server.url,
      model: "tiny",
      api: "completions",
      prompt: PROMPT,
      readouts: {
        yes: sx.topLogprob(" yes"),
        no: sx.topLogprob(" no"),
        margin: sx.choice(" yes", " no"),
        first: sx.logProbability(CITY, { via: "first" }),
        length: sx.fromReply(({ text }) => text.length, { id: "length", tokens: 1 }),
      },
    });
    const games = sx.games(words, model);
    const found: { [name: string]: sx.Explanation } = {};
    for (const [name, game] of Object.entries(games))
      found[name] = await sx.explain(game, { method: "exact" });
    expect(server.requests.length).toBe(8);
    prompts.forEach((prompt, row) => {
      const next = nextAfter(prompt);
      const value = (name: string): number => found[name].predict(all.slice(row, row + 1))[0];
      expect(value("yes")).toBeCloseTo(next.get(" yes")!, 6);
      expect(value("no")).toBeCloseTo(next.get(" no")!, 6);
      expect(value("margin")).toBeCloseTo(next.get(" yes")! - next.get(" no")!, 6);
      expect(value("first")).toBeCloseTo(next.get(" New")!, 6);
      expect(value("length")).toBeCloseTo(written(prompt, 1)[0].length, 6);
    });
  });
});

describe("readouts that make no sense", () => {
  const bad: [string, () => unknown, RegExp][] = [
    [
      "an unknown way",
      () => sx.logProbability("a", { via: "guess" as never }),
      /"steps", "echo" or "grammar".*got "guess"/,
    ],
    [
      "a perplexity of a first token",
      () => sx.perplexity({ of: "a", via: "first" }),
      /for a log-probability also "first"/,
    ],
    ["nothing to read", () => sx.logProbability(" "), /text whose probability is read, got " "/],
    ["an empty answer", () => sx.choice(" yes", ""), /Expected an answer such as " yes".*got ""/],
    ["a floor that is none", () => sx.topLogprob("a", { floor: 1 }), /`floor` to be a number below 0, got 1/],
    [
      "no likeliest",
      () => sx.topLogprob("a", { top: 0 }),
      /`top` to be a whole number from 1 to 100000, got 0/,
    ],
  ];
  it.each(bad)("%s: are refused", (_, make, message) => {
    expect(make).toThrow(message);
  });
});

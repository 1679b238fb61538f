import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, describe, expect, it, vi } from "vitest";
import { Masks } from "../../src/bits/masks.js";
import { evaluate, evaluation } from "../../src/evaluate/evaluate.js";
import { explain } from "../../src/explain/explain.js";
import { game } from "../../src/games/game.js";
import { games } from "../../src/games/games.js";
import { type OpenAIOptions, openai } from "../../src/games/openai/openai.js";
import {
  choice,
  fromReply,
  logProbability,
  perplexity,
  similarity,
  topLogprob,
} from "../../src/games/openai/readouts.js";
import { closeEnvironment } from "../../src/games/store/environment.js";
import { text } from "../../src/maskers/text.js";
import { type FakeOptions, type FakeServer, fakeServer } from "../support/fakeServer.js";

const open: FakeServer[] = [];
const serve = async (options: Partial<FakeOptions> = {}): Promise<FakeServer> => {
  const server = await fakeServer({ answer, ...options });
  open.push(server);
  return server;
};
afterEach(async () => {
  vi.unstubAllEnvs();
  await Promise.all(open.splice(0).map((server) => server.close()));
});
const folder = mkdtempSync(join(tmpdir(), "spexlab-openai-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** ln p(yes): falls with the length of the prompt. */
const answer = (prompt: string): number => -0.1 - prompt.length / 50;
const words = text("not bad at all").words();
const all = Masks.from(
  4,
  Array.from({ length: 16 }, (_, k) => k.toString(2).padStart(4, "0")),
);
const quick = { backoff: [1, 20], timeout: 2_000 } as const;
const yes = topLogprob(" yes");
const model = (server: FakeServer, more: Partial<OpenAIOptions> = {}) =>
  openai({ baseURL: server.url, model: "fake", api: "completions", calls: quick, readout: yes, ...more });

describe("an OpenAI-compatible server", () => {
  it.each(["content", "legacy"] as const)("answers in the %s shape of logprobs", async (shape) => {
    const server = await serve({ shape });
    const values = await evaluate(game(words, model(server, { prompt: "Is it? {text}\nA:" })), all);
    words.renderAll(all).forEach((words, row) => {
      expect(values[row]).toBeCloseTo(answer(`Is it? ${words}\nA:`), 12);
    });
    expect(server.bodies[0]).toMatchObject({ model: "fake", max_tokens: 1, logprobs: 20, temperature: 0 });
  });

  it("answers chats, with a system message and images", async () => {
    const server = await serve();
    const chat = openai({
      baseURL: server.url,
      model: "fake",
      prompt: "Look: {text} Well?",
      system: "Be brief.",
      extra: { reasoning_effort: "low" },
      readout: choice(" yes", " no"),
    });
    const image = "data:image/png;base64,AAAA";
    const { signal } = new AbortController();
    const [value] = await chat.ask([["see", { image }]], { signal });
    const lp = answer(JSON.stringify((server.bodies[0].messages as { content: unknown }[])[1].content));
    expect(value).toBeCloseTo(lp - Math.log1p(-Math.exp(lp)), 9);
    expect(server.bodies[0]).toMatchObject({
      reasoning_effort: "low",
      top_logprobs: 20,
      messages: [
        { role: "system", content: "Be brief." },
        {
          role: "user",
          content: [
            { type: "text", text: "Look: see" },
            { type: "image_url", image_url: { url: image } },
            { type: "text", text: " Well?" },
          ],
        },
      ],
    });
  });

  it("gives several readouts for the price of one call, also from a store", async () => {
    const server = await serve();
    const readouts = {
      yes,
      no: topLogprob([" no", " No"]),
      margin: choice(" yes", " no"),
      maybe: topLogprob(" maybe", { floor: -50 }),
      letters: fromReply((reply) => reply.text.length, { id: "letters" }),
      perplexity: perplexity({ tokens: 1 }),
    };
    const { readout: _, ...many } = {
      ...{ baseURL: server.url, model: "fake", api: "completions" as const, readouts },
      readout: 0,
    };
    const cache = join(folder, "many");
    const first = games(words, openai(many), { cache });
    const got = Object.fromEntries(
      await Promise.all(
        Object.entries(first)
          .slice(0, 1)
          .map(async ([name, one]) => [name, await evaluate(one, all)] as const),
      ),
    );
    expect(server.calls).toBe(16);
    await server.close();
    const again = games(words, openai(many), { cache });
    for (const [name, one] of Object.entries(again)) got[name] = await evaluate(one, all);
    expect(server.calls).toBe(16);
    const lp = answer(words.render(all.at(9)));
    const no = Math.log1p(-Math.exp(lp));
    expect([got.yes[9], got.no[9], got.margin[9]].map((v) => v.toFixed(9))).toEqual(
      [lp, no, lp - no].map((v) => v.toFixed(9)),
    );
    expect([got.maybe[9], got.letters[9]]).toEqual([-50, lp > no ? 4 : 3]);
    expect(got.perplexity[9]).toBeCloseTo(Math.exp(-Math.max(lp, no)), 9);
    expect(again.margin.unit).toBe("log p(yes) − log p(no)");
    await closeEnvironment(cache);
  });

  it("steps through an answer of several tokens, and floors what the model never says", async () => {
    const server = await serve({ answer: (prompt) => (prompt.endsWith(" yes") ? -2 : -1) });
    const ask = async (readout: Parameters<typeof model>[1]): Promise<number> => {
      const [value] = await evaluate(game(words, model(server, readout)), Masks.from(4, ["1111"]));
      return value;
    };
    expect(await ask({ readout: logProbability(" yes yes") } as never)).toBeCloseTo(-3, 9);
    expect(await ask({ readout: logProbability(" yes yes", { over: "mean" }) } as never)).toBeCloseTo(
      -1.5,
      9,
    );
    expect(await ask({ readout: perplexity({ of: " yes yes" }) } as never)).toBeCloseTo(Math.exp(1.5), 9);
    expect(await ask({ readout: logProbability(" yes maybe", { floor: -30 }) } as never)).toBeCloseTo(-31, 9);
  });

  it("compares replies by embeddings", async () => {
    const server = await serve({ answer: () => -0.1 });
    const readout = similarity("reference", { model: "embedder" });
    const [value] = await evaluate(game(words, model(server, { readout } as never)), Masks.from(4, ["1111"]));
    expect(value).toBeCloseTo((1 + 9 * 4) / Math.sqrt((1 + 81) * (1 + 16)), 9);
  });

  it("tells its cost before anything is sent, and keeps a budget in tokens or money", async () => {
    const server = await serve();
    const priced = game(
      words,
      model(server, { prices: { input: 10, output: 1000 }, tokenizer: (t) => t.length }),
    );
    const cost = priced.cost(all);
    const letters = all.map((c) => words.render(c).length).reduce((a, b) => a + b);
    expect(cost).toMatchObject({ calls: 16, kept: 0, exact: true, usage: { input: letters, output: 16 } });
    expect(cost.usage?.money).toBeCloseTo((letters * 10 + 16 * 1000) / 1e6, 12);
    expect(server.calls).toBe(0);
    const { spent } = await evaluation(priced, all);
    expect(spent).toMatchObject({ calls: 16, tokens: letters + 16 });
    expect(spent.money).toBeCloseTo(cost.usage!.money!, 12);

    const half = evaluation(priced, all, { spend: { money: cost.usage!.money! / 2 } });
    await expect(half).rejects.toMatchObject({ code: "BUDGET_SPENT" });
    await expect(half).rejects.toThrow(/The budget of .* money is spent .*\d+ of 16 answers are in hand/);
    await expect(evaluate(priced, all, { spend: { tokens: 60 } })).rejects.toThrow(/tokens is spent/);
    await expect(evaluate(priced, all, { spend: { calls: 5 } })).rejects.toThrow(/5 of 16 answers/);
    const unpriced = game(words, (m) => m.map(() => 0));
    await expect(evaluate(unpriced, all, { spend: { money: 1 } })).rejects.toThrow(/with prices/);
  });
});

describe("what goes wrong", () => {
  const fails: [
    FakeOptions["plan"] extends unknown ? string : never,
    Partial<FakeOptions>,
    string,
    RegExp,
  ][] = [
    ["a wrong key", { plan: () => "badKey" }, "BAD_KEY", /refused the key with status 401 \(request req_1\)/],
    ["an unknown model", { plan: () => "noModel" }, "UNKNOWN_MODEL", /no model "fake"/],
    [
      "a prompt beyond the limit",
      { plan: () => "tooLong" },
      "TEXT_TOO_LONG",
      /mask 0.*longer than the model takes/,
    ],
    ["a content filter", { plan: () => "filter" }, "CONTENT_FILTER", /allowFailed/],
    ["no logprobs", { plan: () => "noLogprobs" }, "NO_LOGPROBS", /no logprobs/],
    ["replies that are no JSON", { plan: () => "malformed" }, "MALFORMED_REPLY", /malformed/],
    ["replies without choices", { plan: () => "empty" }, "MALFORMED_REPLY", /no choices/],
    ["a server that always breaks", { plan: () => "error" }, "STATUS_500", /status 500/],
    ["a server that cuts the line", { plan: () => "cut" }, "CONNECTION", /connection failed/],
    ["a server that never answers", { plan: () => "timeout" }, "CALL_TIMEOUT", /No answer within 60 ms/],
  ];
  it.each(fails)("%s ends the run with a clear error", async (_, options, code, message) => {
    const server = await serve(options);
    const calls = { backoff: [1, 5], attempts: 3, timeout: 60 } as const;
    const run = evaluate(game(words, model(server, { calls })), Masks.from(4, ["1111"]));
    await expect(run).rejects.toMatchObject({ code });
    await expect(run).rejects.toThrow(message);
    const once = ["BAD_KEY", "UNKNOWN_MODEL", "TEXT_TOO_LONG", "CONTENT_FILTER"].includes(code);
    expect(server.calls).toBe(once ? 1 : 3);
  });

  it("nobody there is said", async () => {
    const server = await serve();
    await server.close();
    const calls = { backoff: [1, 2], attempts: 2 } as const;
    await expect(evaluate(game(words, model(server, { calls })), all)).rejects.toThrow(/ECONNREFUSED/);
  });

  it("a batch is refused, where every mask is a request: a filtered one would be asked again with its neighbours", async () => {
    const server = await serve({ plan: (call) => (call === 0 ? "filter" : undefined) });
    const { readout: _, ...options } = { baseURL: server.url, model: "fake", readout: yes };
    const several = games(words, openai({ ...options, readouts: { yes } }));
    for (const run of [
      evaluate(game(words, model(server, { calls: { batch: 4 } })), all, { allowFailed: 0.5 }),
      evaluate(game(words, model(server), { calls: { batch: 4 } }), all),
      evaluate(game(words, model(server)), all, { batch: 4 }),
      evaluate(several.yes, all, { batch: 4 }),
    ]) {
      await expect(run).rejects.toThrow(
        /Expected `batch` to be 1 .* got 4: this model sends a request for each mask/,
      );
    }
    expect(server.calls).toBe(0);
  });

  it("retry-after is obeyed, by everybody", async () => {
    const times: number[] = [];
    const server = await serve({
      plan: (call) => {
        times.push(performance.now());
        return call < 2 ? "retryAfter" : undefined;
      },
    });
    const waits: (number | undefined)[] = [];
    await evaluate(game(words, model(server)), all, { progress: ({ waiting }) => waits.push(waiting) });
    const pause = times.findIndex((t, k) => k > 0 && t - times[k - 1] > 700);
    expect(pause).toBeGreaterThan(0);
    expect(pause).toBeLessThanOrEqual(4);
    expect(Math.max(...waits.map((w) => w ?? 0))).toBeGreaterThan(0.8);
  });

  it("masks that fail are named, and the explanation goes on without them when told to", async () => {
    const server = await serve({ plan: (_, prompt) => (prompt === "bad all" ? "filter" : undefined) });
    const filtered = game(words, model(server));
    const { values, failed } = await evaluation(filtered, all, { allowFailed: 0.1 });
    expect(failed).toEqual([
      { row: 5, players: [1, 3], code: "CONTENT_FILTER", reason: expect.stringContaining("filtered") },
    ]);
    expect([...values.keys()].filter((row) => Number.isNaN(values[row]))).toEqual([5]);
    await expect(evaluate(filtered, all)).rejects.toThrow(/coalition \{bad, all\} \(mask 5\) has no answer/);

    const e = await explain(filtered, { budget: 16, allowFailed: 0.1, method: "proxySpex" });
    expect(e.calls).toBe(15);
    expect(JSON.stringify(e.toJSON())).toContain("1 of 16 masks have no answer");
    await expect(explain(filtered, { method: "exact", allowFailed: 0.1 })).rejects.toThrow(
      /needs every mask/,
    );
    const many = await serve({ plan: (call) => (call % 3 === 0 ? "filter" : undefined) });
    await expect(evaluate(game(words, model(many)), all, { allowFailed: 0.1 })).rejects.toThrow(
      /2 masks have no answer, more than the 1 of 16/,
    );
  });

  it("10,000 calls through a server with every fault end with all values right, none delivered twice", async () => {
    const faults = {
      busy: 0.005,
      retryAfter: 0.0005,
      error: 0.03,
      timeout: 0.0005,
      cut: 0.02,
      cutMidway: 0.01,
      slow: 0.01,
      malformed: 0.01,
      empty: 0.005,
      noLogprobs: 0.005,
    };
    const many = text("a b c d e f g h i j k l m n o p q r s t").words({ absent: "_" });
    const masks = new Masks(
      20,
      10_000,
      Uint32Array.from({ length: 10_000 }, (_, k) => Math.imul(k, 2654435761) >>> 12),
    );
    const calls = { backoff: [1, 50], timeout: 2_000, concurrent: 64, attempts: 20 } as const;
    const value = (prompt: string): number => answer(prompt) - (prompt.split("_").length % 7) / 10;
    const noisy = await serve({ faults, retryAfter: "0.05", latency: 1, answer: value });
    const distinct = new Set(masks.map((_, row) => masks.key(row))).size;
    const { values, spent, answered } = await evaluation(game(many, model(noisy, { calls })), masks);
    many.renderAll(masks).forEach((prompt, row) => {
      expect(values[row]).toBeCloseTo(value(prompt), 9);
    });
    expect(answered).toBe(distinct);
    expect(noisy.delivered.size).toBe(distinct);
    const twice = [...noisy.delivered.values()].reduce((sum, times) => sum + times - 1, 0);
    // Slow replies may pass the timeout on a loaded machine; nothing else is delivered and asked again.
    expect(twice).toBeLessThanOrEqual(64);
    expect(spent.calls).toBe(noisy.calls);
    expect(noisy.calls).toBeGreaterThan(distinct * 1.05);
  }, 120_000);

  it("an abort settles at once, also while everybody waits for the server", async () => {
    const server = await serve({ plan: () => "retryAfter", retryAfter: "3600" });
    const controller = new AbortController();
    const run = evaluate(game(words, model(server)), all, { signal: controller.signal });
    setTimeout(() => controller.abort(), 100);
    await expect(run).rejects.toMatchObject({ code: "INTERRUPTED" });
  });
});

describe("the key", () => {
  const canary = "sk-canary-7f3a9d2e51b84c60";
  it("of OpenAI is not sent to others, and its lack is said", async () => {
    vi.stubEnv("OPENAI_API_KEY", canary);
    const server = await serve();
    await evaluate(game(words, model(server)), all);
    expect([...server.keys]).toEqual(["Bearer none"]);
    vi.stubEnv("OPENAI_API_KEY", "");
    expect(() => openai({ model: "gpt", readout: yes })).toThrow(/needs a key/);
  });

  it("does not decide the identity; what is asked does", async () => {
    const server = await serve();
    const id = (more: Partial<OpenAIOptions>): string => model(server, more).id;
    expect(id({ apiKey: canary })).toBe(id({ apiKey: "another" }));
    expect(
      new Set([
        id({}),
        id({ model: "other" }),
        id({ prompt: "x {text}" }),
        id({ temperature: 1 }),
        id({ seed: 1 }),
        id({ server: "elsewhere" }),
        id({ extra: { a: 1 } }),
        id({ readout: topLogprob(" no") } as never),
      ]).size,
    ).toBe(8);
  });
});

describe("options that make no sense", () => {
  const bad: [string, object, RegExp][] = [
    ["no model", { model: "" }, /Expected `model`/],
    ["an address that is none", { baseURL: "here" }, /Expected `baseURL`/],
    ["an address with a password", { baseURL: "http://me:hush@localhost/v1" }, /`baseURL` without a user/],
    ["an address with a query", { baseURL: "http://localhost/v1?key=hush" }, /^(?!.*hush).*without a user/],
    ["two kinds of readouts", { readouts: { yes } }, /either `readout`.*or `readouts`/],
    ["a mistyped one", { temprature: 1 }, /no option "temprature".*Nearest: "temperature"/],
    ["an answer in a chat", { api: "chat", readout: logProbability(" a b") }, /needs `api: "completions"`/],
    ["a prompt without a place", { prompt: "hello" }, /\{text\} exactly once/],
    ["limits", { calls: { concurrent: 0 } }, /Expected `concurrent`/],
  ];
  it.each(bad)("%s: are refused", (_, more, message) => {
    const base = { baseURL: "http://localhost:1/v1", model: "m", api: "completions", readout: yes };
    expect(() => openai({ ...base, ...more } as never)).toThrow(message);
  });
});

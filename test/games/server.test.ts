import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Masks } from "../../src/bits/masks.js";
import { evaluate, evaluation } from "../../src/evaluate/evaluate.js";
import { explain } from "../../src/explain/explain.js";
import { game } from "../../src/games/game.js";
import { gemma } from "../../src/games/gemma.js";
import { type OpenAIOptions, openai } from "../../src/games/openai/openai.js";
import { choice, logProbability, perplexity } from "../../src/games/openai/readouts.js";
import { readReply } from "../../src/games/openai/reply.js";
import { SENTIMENT } from "../../src/games/prompts.js";
import { closeEnvironment } from "../../src/games/store/environment.js";
import {
  hotpotQA,
  questionAnswering,
  sentiment,
  type TextTask,
  trueOrFalse,
} from "../../src/games/tasks/tasks.js";
import { text } from "../../src/maskers/text.js";
import { fakeServer } from "../support/fakeServer.js";
import { type LlamaServer, llamaServer } from "../support/llamaServer.js";

/** A real OpenAI-compatible server (llama.cpp) with a real model; left out with the model. */
describe.skipIf(process.env.SPEXLAB_MODEL === "none")("Gemma behind an OpenAI-compatible server", () => {
  const folder = mkdtempSync(join(tmpdir(), "spexlab-server-"));
  const inProcess = gemma();
  let server: LlamaServer;
  beforeAll(async () => {
    server = await llamaServer();
  }, 300_000);
  afterAll(async () => {
    server?.close();
    await inProcess.close?.();
    rmSync(folder, { recursive: true });
  });
  const review = text("The movie is not bad.").words();
  const all = Masks.from(
    5,
    Array.from({ length: 32 }, (_, k) => k.toString(2).padStart(5, "0")),
  );
  const reviewed = (more: Partial<OpenAIOptions> = {}) =>
    openai({
      baseURL: server.url,
      model: "gemma",
      server: "the tests'",
      api: "completions",
      prompt: SENTIMENT,
      readout: choice(" positive", " negative", { top: 200 }),
      calls: { concurrent: 1 },
      ...more,
    });

  it("explains as the model in process does, and as the store does afterwards", async () => {
    const place = join(folder, "store");
    const options = { method: "exact", budget: 32 } as const;
    const remote = await explain(game(review, reviewed()).cache(place), options);
    const local = await explain(game(review, inProcess), options);
    const again = await evaluation(
      game(review, reviewed({ baseURL: "http://localhost:9/v1" })).cache(place),
      all,
    );
    expect(again.answered).toBe(0);
    const here = await evaluate(game(review, inProcess), all);
    const apart = Math.max(...again.values.map((value, row) => Math.abs(value - here[row])));
    // Another build of llama.cpp and other kernels: the same weights, not the same last digits.
    expect(apart).toBeLessThan(0.25);
    for (const players of [["not"], ["bad"], ["not", "bad"]]) {
      const difference = remote.as("Moebius").get(...players) - local.as("Moebius").get(...players);
      expect(Math.abs(difference)).toBeLessThan(0.5);
    }
    expect(remote.as("Moebius").get("not", "bad")).toBeGreaterThan(1);
    await closeEnvironment(place);
  }, 120_000);

  it("has the same probability of an answer step by step, by grammar and in process", async () => {
    const prompt = "Text: {text}\nQuestion: Where does Anna live?\nAnswer:";
    const place = " New York City";
    const one = text("Anna lives in New York City").spans([[0, 27]]);
    const full = Masks.from(1, ["1"]);
    const value = async (readout: ReturnType<typeof choice>): Promise<number> => {
      const [v] = await evaluate(game(one, reviewed({ prompt, readout } as never)), full);
      return v;
    };
    const steps = await value(logProbability(place, { top: 200 }));
    const grammar = await value(logProbability(place, { via: "grammar" }));
    expect(Math.abs(steps - grammar)).toBeLessThan(0.05);
    expect(await value(perplexity({ of: place, via: "grammar" }))).toBeCloseTo(Math.exp(-grammar / 3), 1);
    const both = gemma({ prompt, answers: [place, " Rome"] });
    const [difference] = await both.ask(["Anna lives in New York City"], {
      signal: new AbortController().signal,
    });
    const rome = await value(logProbability(" Rome", { top: 5000, floor: -50 }));
    expect(Math.abs(steps - rome - difference)).toBeLessThan(0.5);
    await both.close?.();
    await expect(value(logProbability(place, { via: "echo" }))).rejects.toMatchObject({ code: "NO_ECHO" });
  }, 60_000);

  it("answers the tasks of the paper alike in completions and in process, and in chats", async () => {
    const context = text("Anna lives in Rome. She paints.").sentences();
    const wide = { top: 5000 };
    const sets: TextTask[] = [
      sentiment("The movie is not bad."),
      questionAnswering(context, { question: "Where does Anna live?", answer: "Rome" }, wide),
      trueOrFalse("Rome lies in Italy.", "True or False: Rome lies in Spain."),
      hotpotQA(
        {
          paragraphs: [{ title: "Anna", sentences: ["Anna lives in Rome.", " She paints."] }],
          question: "Where does Anna live?",
          answer: ["Rome", "Paris"],
        },
        wide,
      ),
    ];
    const asked = { baseURL: server.url, model: "gemma", calls: { concurrent: 1 } };
    for (const task of sets) {
      const n = task.players.names.length;
      const masks = Masks.from(n, ["1".repeat(n), `0${"1".repeat(n - 1)}`]);
      const local = gemma(task.local);
      const here = await evaluate(game(task.players, local), masks);
      const there = game(task.players, openai({ ...asked, ...task.completions }));
      const values = await evaluate(there, masks);
      // An answer that is not among the likeliest counts as −100.
      values.forEach((value, row) => {
        if (row === 0 || Math.abs(value) < 50) expect(Math.abs(value - here[row])).toBeLessThan(0.75);
      });
      expect(values[0]).not.toBe(0);
      expect(local.unit).toBe(there.unit);
      const chat = await evaluate(game(task.players, openai({ ...asked, ...task.chat })), masks);
      expect(chat.every(Number.isFinite)).toBe(true);
      await local.close?.();
    }
    // The first token of an answer in a chat, looked up by hand.
    const town = sets[1];
    const readout = logProbability("Rome", { via: "first", top: 5000, floor: -50 });
    const [value] = await evaluate(
      game(town.players, openai({ ...asked, ...town.chat, readout })),
      Masks.from(2, ["11"]),
    );
    const content = town.chat.prompt.replace("{text}", context.layout.text);
    const body = { model: "gemma", max_tokens: 1, temperature: 0, logprobs: true, top_logprobs: 5000 };
    const raw = await fetch(`${server.url}/chat/completions`, {
      method: "POST",
      body: JSON.stringify({ ...body, messages: [{ role: "user", content }] }),
    });
    const likeliest = (await raw.json()).choices[0].logprobs.content[0].top_logprobs as {
      token: string;
      logprob: number;
    }[];
    expect(Math.abs(value - likeliest.find(({ token }) => token === "Rome")!.logprob)).toBeLessThan(0.25);
  }, 120_000);

  it("says what is wrong with a prompt beyond its context", async () => {
    const long = text("word ".repeat(3000)).spans([[0, 15_000]]);
    await expect(evaluate(game(long, reviewed()), Masks.from(1, ["1"]))).rejects.toMatchObject({
      code: "TEXT_TOO_LONG",
    });
  });

  it("comes through a faulty proxy with the very answers that it gave", async () => {
    const proxy = await fakeServer({
      answer: () => -1,
      upstream: server.url,
      faults: { busy: 0.1, error: 0.1, cut: 0.1, malformed: 0.1, cutMidway: 0.1 },
    });
    const some = all.slice(20, 32);
    const calls = { concurrent: 2, backoff: [1, 20] as const };
    const through = await evaluate(game(review, reviewed({ baseURL: proxy.url, calls })), some);
    const readout = choice(" positive", " negative", { top: 200 });
    review.renderAll(some).forEach((words, row) => {
      const given = readReply(proxy.replies.get(SENTIMENT.replace("{text}", words)));
      expect(through[row]).toBe(readout.read(given));
    });
    // Asked again, llama.cpp differs in small digits: by what its cache holds, and by what runs beside.
    const direct = await evaluate(game(review, reviewed()), some);
    expect(Math.max(...through.map((v, k) => Math.abs(v - direct[k])))).toBeLessThan(0.25);
    expect(proxy.calls).toBeGreaterThan(12);
    await proxy.close();
  }, 60_000);
});

import { afterEach, describe, expect, it } from "vitest";
import * as sx from "../../src/index.js";
import { closeScripted, type Request, type ScriptedServer, scripted } from "../support/scripted.js";

afterEach(closeScripted);

const SIX_REVIEWS = `Review: An absolute joy from start to finish.
Sentiment: positive
Review: A boring, predictable waste of time.
Sentiment: negative
Review: I did not like it, and neither did my friends.
Sentiment: negative
Review: Nothing to complain about: I would see it again.
Sentiment: positive
Review: The acting is superb and the story moved me.
Sentiment: positive
Review: The script is weak and the ending is terrible.
Sentiment: negative
`;

/** What the model reads: the last message of a chat, or the prompt. */
const read = ({ body }: Request): string => body.prompt ?? body.messages.at(-1)!.content;
/** A server whose likeliest tokens a function of the prompt decides, in the shape that was asked for. */
const speaks = (
  likeliest: (prompt: string) => { [token: string]: number | undefined },
): Promise<ScriptedServer> =>
  scripted((request) => {
    const top = (Object.entries(likeliest(read(request))) as [string, number][]).sort((a, b) => b[1] - a[1]);
    const [[token, logprob]] = top;
    if (request.path === "/v1/completions") {
      const logprobs = {
        tokens: [token],
        token_logprobs: [logprob],
        top_logprobs: [Object.fromEntries(top)],
      };
      return { choices: [{ text: token, logprobs, finish_reason: "length" }] };
    }
    const content = [{ token, logprob, top_logprobs: top.map(([one, lp]) => ({ token: one, logprob: lp })) }];
    return {
      choices: [
        { message: { role: "assistant", content: token }, logprobs: { content }, finish_reason: "length" },
      ],
    };
  });
const explained = async (
  task: sx.tasks.TextTask,
  api: "chat" | "completions",
  server: ScriptedServer,
): Promise<sx.Explanation> =>
  sx.explain(sx.game(task.players, sx.openai({ baseURL: server.url, model: "m", ...task[api] })), {
    method: "exact",
  });

describe("sentiment", () => {
  const task = sx.tasks.sentiment("Not bad.");
  it("asks chats and completions, absent words as [UNK]", async () => {
    const lean = (prompt: string): { [token: string]: number } => {
      const good = prompt.endsWith("Not bad.") || prompt.endsWith("Not bad.\nSentiment:") ? -0.25 : -2;
      return { positive: good, negative: -1, " positive": good - 1, " negative": -2 };
    };
    const server = await speaks(lean);
    for (const api of ["chat", "completions"] as const) {
      const e = await explained(task, api, server);
      expect(e.predict([["Not", "bad"], ["bad"], []]).map((v) => Number(v.toFixed(6)))).toEqual(
        Float64Array.of(0.75, -1, -1),
      );
      expect(e.as("Moebius").get("Not", "bad")).toBeCloseTo(1.75, 9);
    }
    const [chats, completions] = [server.requests.slice(0, 4), server.requests.slice(4)];
    expect(new Set(completions.map(read))).toEqual(
      new Set(
        ["[UNK] [UNK]", "Not [UNK]", "[UNK] bad.", "Not bad."].map(
          (review) => `${SIX_REVIEWS}Review: ${review}\nSentiment:`,
        ),
      ),
    );
    expect(chats.map(({ body }) => body.messages)).toContainEqual([
      { role: "system", content: "Answer with the one word positive or negative only." },
      { role: "user", content: "Is this review positive or negative?\n\nNot bad." },
    ]);
    expect(sx.tasks.sentiment("a b", { absent: "delete" }).players.render(["b"])).toBe("b");
    expect(task.local.answers).toEqual([" positive", " negative"]);
  });
  it("goes to a classifier as well, as in the paper", async () => {
    const model = sx.classifier("fixtures/classifier", { label: "POSITIVE", against: "NEGATIVE" });
    const e = await sx.explain(sx.game(sx.tasks.sentiment("not bad").players, model), { method: "exact" });
    // The small model of the fixtures: 2 · (−2 bad) · (1 − 2 not).
    expect(e.as("Moebius").get("not", "bad")).toBeCloseTo(8, 4);
    await model.close?.();
  });
});

describe("puzzles", () => {
  const puzzle = "A trolley runs towards five dead people.";
  const question = "True or False: The lever should be pulled.";
  const task = sx.tasks.trueOrFalse(puzzle, question);
  it("are asked as in the paper", async () => {
    const server = await speaks((prompt) =>
      prompt.includes("dead")
        ? { False: -0.1, Perhaps: -3, " False": -0.1, " True": -2 }
        : { True: -0.5, " True": -0.5 },
    );
    const e = await explained(task, "chat", server);
    expect(server.requests.find((r) => !read(r).includes("[UNK]"))!.body).toEqual({
      model: "m",
      temperature: 0,
      messages: [
        {
          role: "system",
          content: "Answer with the one word True or False only. Any other answer will be marked incorrect.",
        },
        { role: "user", content: `${puzzle}\n${question}` },
      ],
      max_tokens: 1,
      logprobs: true,
      top_logprobs: 20,
    });
    expect(task.players.names).toEqual(["A", "trolley", "runs", "towards", "five", "dead", "people"]);
    // An answer that is not among the likeliest stands at −100, as in the paper.
    expect(e.as("Moebius").get("dead")).toBeCloseTo(-100 + 0.1 - (-0.5 + 100), 6);
    expect([e.as("Moebius").get("five"), e.as("Moebius").get("five", "dead")].map(Math.round)).toEqual([
      0, 0,
    ]);
    const continued = await explained(task, "completions", server);
    expect(continued.as("Moebius").get("dead")).toBeCloseTo(-2 + 0.1 - (-0.5 + 100), 6);
    expect(read(server.requests.at(-1)!).startsWith("Answer with the one word True or False only.")).toBe(
      true,
    );
    expect(server.requests.map(read)).toContain(
      `Answer with the one word True or False only. Any other answer will be marked incorrect.\n\n${puzzle}\n${question}\nAnswer:`,
    );
  });
  it("of which both answers are missing give 0", async () => {
    const e = await explained(task, "chat", await speaks(() => ({ Perhaps: -0.1 })));
    expect([...e.predict([[], task.players.names])]).toEqual([0, 0]);
  });
});

describe("questions over a context", () => {
  const hotpot = sx.tasks.hotpotQA({
    paragraphs: [
      { title: "Anna", sentences: ["Anna lives in Rome.", " She paints."] },
      { title: "Rome", sentences: ["Rome lies in Italy."] },
    ],
    question: "In which country does Anna live?",
    answer: "Italy",
  });
  it("of HotpotQA are asked as in the paper, and need both hops", async () => {
    const server = await speaks((prompt) => {
      const knows = prompt.includes("Anna lives in Rome.") && prompt.includes("Rome lies in Italy.");
      return knows ? { Italy: -0.5, " Italy": -0.5 } : { It: -4, " It": -3, Spain: -1, aly: -1 };
    });
    expect(hotpot.players.names).toEqual(["Anna lives in Rome", "She paints", "Rome lies in Italy"]);
    const chat = await explained(hotpot, "chat", server);
    expect(server.requests.map(read)).toContain(
      "Answer the following question based on the context provided below: In which country does Anna live?. Answer in a single word or phrase. Long answers are penalized heavily.\nTitle: Anna \n Context:Anna lives in Rome. She paints.\nTitle: Rome \n Context:Rome lies in Italy.\nAnswer:",
    );
    expect(server.requests.map(read).filter((p) => p.includes("Context:<unk> She paints.\n"))).toHaveLength(
      2,
    );
    expect(chat.as("Moebius").get("Anna lives in Rome", "Rome lies in Italy")).toBeCloseTo(3.5, 9);
    expect(chat.as("Moebius").get("She paints")).toBeCloseTo(0, 9);
    const whole = await explained(hotpot, "completions", server);
    // " It" −3, then "aly" −1.
    expect(whole.as("Moebius").get("Anna lives in Rome", "Rome lies in Italy")).toBeCloseTo(3.5, 9);
    expect([chat.unit, whole.unit]).toEqual(["log p(first token of Italy)", "log p(Italy)"]);
    expect(hotpot.local).toEqual({ prompt: hotpot.completions.prompt, answers: [" Italy"] });
  });
  it("of DROP and TriviaQA, and in one's own cut", () => {
    const passage = "Ann ran 3 miles, Bo 5.";
    const drop = sx.tasks.drop(
      { passage, question: "How many more did Bo run?", answer: "2" },
      { over: "mean" },
    );
    expect(drop.completions.prompt.replace("{text}", drop.players.render(["Ann", "miles", "Bo", "5"]))).toBe(
      "Answer the following question: How many more did Bo run? based on the context provided below. Provide the shortest answer possible, long answers are not allowed.\nContext: Ann <unk> <unk> miles, Bo 5.\nAnswer:",
    );
    expect(drop.completions.readout.unit).toBe("mean log p(2)");
    const evidence = "Rome lies on the Tiber. It is old.";
    const trivia = sx.tasks.triviaQA({
      evidence,
      question: "Which river runs through Rome?",
      answer: "Tiber",
    });
    expect(trivia.chat.prompt.replace("{text}", trivia.players.render([0]))).toBe(
      "Answer the following question based on the context provided below: Which river runs through Rome? Answer in a single word or phrase.\nContext: Rome lies on the Tiber. <unk>\nAnswer:",
    );
    const own = sx.tasks.questionAnswering(sx.text("A b. C d.").sentences(), {
      question: "Which?",
      answer: ["b", "d"],
    });
    expect(own.completions.prompt).toBe(
      "Read the text and answer the question in a few words.\n\nText: {text}\nQuestion: Which?\nAnswer:",
    );
    expect([own.completions.readout.unit, own.local.answers]).toEqual(["log p(b) − log p(d)", [" b", " d"]]);
  });
  it("that make no sense are refused", () => {
    const given = { passage: "a b", question: "q?", answer: "b" };
    const bad: [() => unknown, RegExp][] = [
      [() => sx.tasks.drop({ ...given, question: "{text}?" }), /`question` to be a text without \{text\}/],
      [() => sx.tasks.drop({ ...given, answer: " " }), /`answer` to be a text/],
      [() => sx.tasks.drop({ ...given, answer: ["a"] as never }), /a text, or two texts that are compared/],
      [() => sx.tasks.drop({ ...given, pasage: "a" } as never), /no option "pasage". Nearest: "passage"/],
      [() => sx.tasks.drop(given, { vai: "first" } as never), /no option "vai". Nearest: "via"/],
      [
        () => sx.tasks.hotpotQA({ paragraphs: ["a"] as never, question: "q", answer: "a" }),
        /\{ title, sentences \}/,
      ],
      [() => sx.tasks.hotpotQA({ paragraphs: [], question: "q", answer: "a" }), /No spans in the text ""/],
      [() => sx.tasks.sentiment(""), /No words in the text ""/],
      [() => sx.tasks.visualQuestion({} as never, "q", "a"), /parts of an image.*await it/],
    ];
    for (const [make, message] of bad) expect(make).toThrow(message);
  });
});

import { afterEach, describe, expect, it } from "vitest";
import * as sx from "../../src/index.js";
import { closeScripted, type Request, scripted } from "../support/scripted.js";

afterEach(closeScripted);

const words = sx.text("not bad").words();
const all = sx.Masks.from(2, ["00", "10", "01", "11"]);
const calls = { backoff: [1, 5] as const, attempts: 4 };
const text = ({ body }: Request): string => body.prompt ?? (body.messages.at(-1)!.content as string);
/** ln p(yes) after a prompt; " no" has the rest. */
const yes = (prompt: string): number => -0.2 - prompt.length / 10;
const no = (prompt: string): number => Math.log1p(-Math.exp(yes(prompt)));
const truth = words.renderAll(all).map((prompt) => yes(prompt) - no(prompt));

/** The values of a game of a server, against ln p(yes) − ln p(no). */
async function answers(
  serve: Parameters<typeof scripted>[0],
  api: "chat" | "completions",
  [one, two]: [string, string],
): Promise<void> {
  const server = await scripted(serve);
  const model = sx.openai({ baseURL: server.url, model: "m", api, readout: sx.choice(one, two), calls });
  const e = await sx.explain(sx.game(words, model), { method: "exact" });
  e.predict(all).forEach((value, row) => {
    expect(value).toBeCloseTo(truth[row], 9);
  });
  expect(server.requests.length).toBe(4);
}

describe("Ollama", () => {
  // As its sources (openai/openai.go) and issues 16117, 13638 and 16867 show.
  const chat = (request: Request, logprobs?: object | null): object => ({
    id: "chatcmpl-1",
    object: "chat.completion",
    created: 1,
    model: "m",
    system_fingerprint: "fp_ollama",
    choices: [
      {
        index: 0,
        message: { role: "assistant", content: "yes" },
        ...(logprobs === undefined ? {} : { logprobs }),
        finish_reason: "length",
      },
    ],
    usage: { prompt_tokens: text(request).length, completion_tokens: 1, total_tokens: 9 },
  });
  const error = (status: number, message: string, type: string): object => ({
    status,
    text: JSON.stringify({ error: { message, type, param: null, code: null } }),
  });
  const ask = async (serve: Parameters<typeof scripted>[0], more: object = {}) => {
    const server = await scripted(serve);
    const model = sx.openai({
      baseURL: server.url,
      model: "llama3",
      readout: sx.choice("yes", "no"),
      calls,
      ...more,
    });
    return { server, run: sx.evaluate(sx.game(words, model), all) };
  };

  it("of today answers with logprobs", async () => {
    await answers(
      (request) => {
        const top_logprobs = [
          { token: "yes", logprob: yes(text(request)), bytes: [121, 101, 115] },
          { token: "no", logprob: no(text(request)), bytes: [110, 111] },
        ];
        return chat(request, { content: [{ ...top_logprobs[0], top_logprobs }] });
      },
      "chat",
      ["yes", "no"],
    );
  });
  it.each([undefined, null])(
    "of old, or in its cloud, leaves them out (%s): that is found out after few calls",
    async (logprobs) => {
      const { server, run } = await ask((request) => chat(request, logprobs));
      await expect(run).rejects.toMatchObject({ code: "NO_LOGPROBS", kind: "fatal" });
      await expect(run).rejects.toThrow(/no logprobs.*sx\.fromReply, or another model/);
      expect(server.requests.length).toBeLessThanOrEqual(6);
      const reply = await ask((request) => chat(request, logprobs), {
        readout: sx.fromReply(({ text }) => (text === "yes" ? 1 : 0), { id: "says yes" }),
      });
      expect([...(await reply.run)]).toEqual([1, 1, 1, 1]);
    },
  );
  it("without the model says so", async () => {
    const { server, run } = await ask(() =>
      error(404, 'model "llama3" not found, try pulling it first', "not_found_error"),
    );
    await expect(run).rejects.toMatchObject({ code: "UNKNOWN_MODEL", status: 404 });
    await expect(run).rejects.toThrow(
      /knows no model "llama3".*try pulling it first\. Check `model` and `baseURL`/,
    );
    expect(server.requests.length).toBeLessThanOrEqual(4);
  });
  it("asked for too many likeliest says so", async () => {
    const { run } = await ask(
      () => error(400, "top_logprobs must be between 0 and 20", "invalid_request_error"),
      {
        readout: sx.choice("yes", "no", { top: 50 }),
      },
    );
    await expect(run).rejects.toThrow(
      /gives no such logprobs \(400\).*between 0 and 20\. Ask for fewer \(`top`\)/,
    );
  });
});

describe("vLLM", () => {
  // As its issues 4795, 5299 and 20409, pull request 31870 and documentation show.
  const completion = ({ body }: Request): object => {
    const tokens = [" yes"];
    return {
      id: "cmpl-1",
      object: "text_completion",
      created: 1,
      model: "m",
      choices: [
        {
          index: 0,
          text: " yes",
          logprobs: {
            text_offset: [0],
            token_logprobs: [yes(body.prompt)],
            tokens,
            top_logprobs: [{ " yes": yes(body.prompt), " no": no(body.prompt) }],
          },
          finish_reason: "length",
          stop_reason: null,
          prompt_logprobs: null,
        },
      ],
      usage: { prompt_tokens: 7, total_tokens: 8, completion_tokens: 1, prompt_tokens_details: null },
      kv_transfer_params: null,
    };
  };
  it("answers completions in the legacy shape, with counts from 0", () =>
    answers(completion, "completions", [" yes", " no"]));
  it("answers chats, with fields of its own", () =>
    answers(
      (request) => ({
        object: "chat.completion",
        choices: [
          {
            index: 0,
            message: { role: "assistant", reasoning_content: null, content: "yes", tool_calls: [] },
            logprobs: {
              content: [
                {
                  token: "yes",
                  logprob: yes(text(request)),
                  bytes: [121, 101, 115],
                  top_logprobs: [
                    { token: "yes", logprob: yes(text(request)), bytes: [121, 101, 115] },
                    { token: "no", logprob: no(text(request)), bytes: [110, 111] },
                    { token: "<|eot_id|>", logprob: -9999, bytes: [] },
                  ],
                },
              ],
            },
            finish_reason: "length",
            stop_reason: null,
          },
        ],
        usage: { prompt_tokens: 7, total_tokens: 8, completion_tokens: 1 },
        prompt_logprobs: null,
      }),
      "chat",
      ["yes", "no"],
    ));
  const refusals: [string, number, object, string, RegExp][] = [
    [
      "more logprobs than it gives",
      400,
      {
        object: "error",
        message: "Cannot request more than 5 logprobs.",
        type: "BadRequestError",
        param: null,
        code: 400,
      },
      "NO_LOGPROBS",
      /more than 5 logprobs\. Ask for fewer \(`top`\)/,
    ],
    [
      "more logprobs than it gives, today's form",
      400,
      {
        error: {
          message:
            "Requested sample logprobs of 25, which is greater than max allowed: 20 (parameter=logprobs, value=25)",
          type: "BadRequestError",
          param: "logprobs",
          code: 400,
        },
      },
      "NO_LOGPROBS",
      /greater than max allowed: 20/,
    ],
    [
      "an answer longer than the context leaves room for",
      400,
      {
        object: "error",
        message:
          "This model's maximum context length is 4096 tokens. However, you requested 4112 tokens (4096 in the messages, 16 in the completion). Please reduce the length of the messages or completion.",
        type: "BadRequestError",
        param: null,
        code: 400,
      },
      "TEXT_TOO_LONG",
      /coalition .*\(mask \d\).*prompt with its answer is longer than the model takes.*16 in the completion/,
    ],
    [
      "an unknown model",
      404,
      {
        object: "error",
        message: "The model `m` does not exist.",
        type: "NotFoundError",
        param: null,
        code: 404,
      },
      "UNKNOWN_MODEL",
      /knows no model "m".*does not exist\. Check/,
    ],
    [
      "a wrong key",
      401,
      { error: "Unauthorized" },
      "BAD_KEY",
      /status 401.*Give the key of this server as `apiKey`/,
    ],
  ];
  it.each(refusals)("refuses %s, and that is said", async (_, status, body, code, message) => {
    const server = await scripted(() => ({ status, text: JSON.stringify(body) }));
    const model = sx.openai({
      baseURL: server.url,
      model: "m",
      readout: sx.choice("a", "b"),
      calls: { ...calls, concurrent: 1 },
    });
    const run = sx.explain(sx.game(words, model), { method: "exact" });
    await expect(run).rejects.toMatchObject({ code });
    await expect(run).rejects.toThrow(message);
    expect(server.requests.length).toBe(1);
  });
});

describe("what is no answer", () => {
  const reply = (choice: object, more: object = {}): object => ({
    choices: [{ index: 0, finish_reason: "stop", ...choice }],
    ...more,
  });
  const page = {
    status: 200,
    type: "text/html; charset=utf-8",
    text: "<!DOCTYPE html><html><body>Welcome</body></html>",
  };
  const kinds: [string, object, string, number, RegExp][] = [
    [
      "a web page",
      page,
      "MALFORMED_REPLY",
      4,
      /expected JSON, got a web page\. If that lasts, `baseURL`.*ends in \/v1/,
    ],
    ["a text", { ...page, type: "text/plain", text: "OK" }, "MALFORMED_REPLY", 4, /expected JSON, got "OK"/],
    [
      "a web page that calls itself JSON",
      { ...page, type: "application/json" },
      "MALFORMED_REPLY",
      4,
      /not JSON/,
    ],
    ["an empty list of choices", { choices: [] }, "MALFORMED_REPLY", 4, /no choices/],
    [
      "an error with status 200",
      { error: { message: "upstream gone" } },
      "MALFORMED_REPLY",
      4,
      /an error in place of choices: upstream gone/,
    ],
    ["null", { status: 200, text: "null" }, "MALFORMED_REPLY", 4, /no choices/],
    [
      "null content without logprobs",
      reply({ message: { role: "assistant", content: null }, logprobs: null }),
      "NO_LOGPROBS",
      3,
      /no logprobs/,
    ],
    [
      "logprobs of nothing",
      reply({ message: { content: "" }, logprobs: { content: [] } }),
      "NO_LOGPROBS",
      3,
      /no logprobs/,
    ],
    [
      "a logprob that is no number",
      reply({
        message: { content: "a" },
        logprobs: { content: [{ token: "a", logprob: null, top_logprobs: [] }] },
      }),
      "MALFORMED_REPLY",
      4,
      /a logprob that is no number/,
    ],
    [
      "a refusal",
      reply({ message: { role: "assistant", content: null, refusal: "I can't help." } }),
      "CONTENT_FILTER",
      1,
      /The model refused to answer.*allowFailed/,
    ],
    [
      "a content filter",
      reply({ message: { content: "" }, finish_reason: "content_filter" }),
      "CONTENT_FILTER",
      1,
      /content filter refused to answer.*allowFailed/,
    ],
    [
      "nothing but reasoning",
      reply(
        { message: { content: "" }, finish_reason: "length" },
        {
          usage: {
            prompt_tokens: 9,
            completion_tokens: 1,
            completion_tokens_details: { reasoning_tokens: 1 },
          },
        },
      ),
      "NO_ANSWER",
      1,
      /used all its tokens for reasoning.*`tokens`/,
    ],
  ];
  it.each(kinds)("%s is said, and tried again where it may pass", async (_, said, code, asked, message) => {
    const server = await scripted(() => said);
    const model = sx.openai({ baseURL: server.url, model: "m", readout: sx.choice("a", "b"), calls });
    const run = sx.evaluate(sx.game(words, model), all.slice(3, 4));
    await expect(run).rejects.toMatchObject({ code });
    await expect(run).rejects.toThrow(message);
    expect(server.requests.length).toBe(asked);
  });

  it("null content is an empty reply to a function of it, and one filtered mask does not end the run", async () => {
    const server = await scripted((request) =>
      text(request) === "bad"
        ? reply({ message: { content: "" }, finish_reason: "content_filter" })
        : reply({ message: { role: "assistant", content: null } }),
    );
    const readout = sx.fromReply(({ text }) => text.length, { id: "length" });
    const game = sx.game(words, sx.openai({ baseURL: server.url, model: "m", readout, calls }));
    const { values, failed } = await sx.evaluation(game, all, { allowFailed: 0.5 });
    expect([...values]).toEqual([0, 0, Number.NaN, 0]);
    expect(failed).toMatchObject([{ row: 2, players: [1], code: "CONTENT_FILTER" }]);
  });
});

import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { closeEnvironment, openEnvironment } from "../../src/games/store/environment.js";
import * as sx from "../../src/index.js";
import { closeScripted, scripted } from "../support/scripted.js";

afterEach(closeScripted);
const folder = mkdtempSync(join(tmpdir(), "spexlab-bad-"));
afterAll(() => rmSync(folder, { recursive: true }));

const words = sx.text("The film is not bad").words();

/** What a run against a server that refuses says; the calls that it cost. */
async function refused(status: number, error: object | string, more: object = {}) {
  const server = await scripted(() => ({ status, text: JSON.stringify({ error }) }));
  const model = sx.openai({
    baseURL: server.url,
    apiKey: "sk-wrong",
    model: "gpt-0",
    api: "completions",
    readout: sx.choice(" yes", " no"),
    calls: { concurrent: 1, backoff: [1, 2], attempts: 3 },
    ...more,
  } as sx.OpenAIOptions & { readout: sx.Readout });
  const error_ = await sx.explain(sx.game(words, model), { method: "exact" }).catch((e: unknown) => e);
  return { error: error_ as sx.CallFault, calls: server.requests.length };
}

/** An error must say what was expected, what came and what to do. */
function says(
  { error, calls }: { error: sx.CallFault; calls: number },
  code: string,
  ...parts: RegExp[]
): void {
  expect(error).toBeInstanceOf(sx.SpexlabError);
  expect(error.code).toBe(code);
  for (const part of parts) expect(error.message).toMatch(part);
  expect(error.message).not.toContain("sk-wrong");
  expect(calls).toBe(1);
}

describe("a server that refuses", () => {
  it("a wrong key", async () => {
    const openai = {
      message: "Incorrect API key provided: sk-wrong. You can find your API key at …",
      code: "invalid_api_key",
    };
    says(
      await refused(401, openai),
      "BAD_KEY",
      /refused the key with status 401/,
      /provided: \[secret\]/,
      /Give the key of this server as `apiKey`/,
    );
    says(
      await refused(403, { message: "Country not supported" }),
      "BAD_KEY",
      /status 403/,
      /Country not supported/,
    );
  });
  it("an unknown model", async () => {
    const openai = {
      message: "The model `gpt-0` does not exist or you do not have access to it.",
      code: "model_not_found",
    };
    says(
      await refused(404, openai),
      "UNKNOWN_MODEL",
      /knows no model "gpt-0"/,
      /Check `model` and `baseURL`/,
    );
    const bad = { message: "invalid model ID", code: null };
    says(await refused(400, bad), "BAD_REQUEST", /refused the request with status 400: 400 invalid model ID/);
  });
  it("logprobs", async () => {
    const openai = { message: "You are not allowed to request logprobs from this model.", code: null };
    says(
      await refused(403, openai),
      "NO_LOGPROBS",
      /gives no such logprobs/,
      /sx\.fromReply, or another model/,
    );
    const reasoning = {
      message: "'logprobs' is not supported with this model.",
      code: "unsupported_parameter",
    };
    says(
      await refused(400, reasoning),
      "NO_LOGPROBS",
      /not supported with this model/,
      /Ask for fewer \(`top`\)/,
    );
  });
  it("an answer that the context has no room for", async () => {
    const openai = {
      message:
        "This model's maximum context length is 4097 tokens, however you requested 4100 tokens (4 in your prompt; 4096 for the completion).",
      code: null,
    };
    const readout = sx.fromReply(({ text }) => text.length, { id: "length", tokens: 4096 });
    says(
      await refused(400, openai, { readout }),
      "TEXT_TOO_LONG",
      /prompt with its answer is longer/,
      /4096 for the completion/,
    );
  });
  it("a prompt over its limit, naming the coalition", async () => {
    const openai = { message: "Your messages resulted in 6988 tokens.", code: "context_length_exceeded" };
    says(
      await refused(400, openai),
      "TEXT_TOO_LONG",
      /coalition .* \(mask \d+\)/,
      /longer than the model takes/,
      /6988 tokens/,
      /allowFailed/,
    );
    says(
      await refused(413, { message: "Request entity too large" }),
      "TEXT_TOO_LONG",
      /longer than the model takes/,
    );
  });
});

describe("what is wrong before anything is sent", () => {
  const bad: [string, () => unknown, string, RegExp][] = [
    [
      "two players with the same name",
      () => sx.game(["a", "b", "a"], () => []),
      "DUPLICATE_PLAYERS",
      /Players 0 and 2 are both named "a": names must differ/,
    ],
    [
      "two columns with the same name",
      () => sx.game(sx.tabular([1, 2], { baseline: [0, 0], names: ["x", "x"] }), () => []),
      "DUPLICATE_PLAYERS",
      /Players 0 and 1 are both named "x"/,
    ],
    [
      "two groups with the same name",
      () => sx.group(words, { is: ["The", "film"] }),
      "DUPLICATE_PLAYERS",
      /Two groups are named "is"/,
    ],
    [
      "a player that is in no mask",
      () => sx.fromValues(["a", "b", "c"], ["100", "010", "110"], [1, 2, 3], { method: "lime" }),
      "BAD_MASKS",
      /"c" is present in none of the 3 masks.*Leave it out .*, or add masks in which it is present/,
    ],
    [
      "a source that the template leaves out",
      () => sx.join({ a: words, b: words }, { template: "{a}" }),
      "BAD_OPTION",
      /`template` to hold \{b\} exactly once, got "\{a\}"/,
    ],
    [
      "a pattern that never matches",
      () => words && sx.text("abc").spans(/x/),
      "NO_PLAYERS",
      /No spans in the text "abc"/,
    ],
    [
      "a player that is asked for and not there",
      () => sx.fromMoebius(2, [[[0], 1]]).get("film"),
      "UNKNOWN_PLAYER",
      /No player is named "film"\. Known: "0", "1"/,
    ],
    [
      "a present player of a row that is none",
      () => sx.fromValues(["a"], [["b"]], [1]),
      "UNKNOWN_PLAYER",
      /no player is named "b"/,
    ],
    [
      "a prompt without a place for the text",
      () =>
        sx.openai({
          model: "m",
          baseURL: "http://localhost:1/v1",
          prompt: "Hi",
          readout: sx.choice("a", "b"),
        }),
      "BAD_OPTION",
      /hold \{text\} exactly once.*got "Hi"/,
    ],
    [
      "a key that is no text",
      () => sx.openai({ model: "m", apiKey: 7 as never, readout: sx.choice("a", "b") }),
      "BAD_OPTION",
      /`apiKey` to be a string/,
    ],
  ];
  it.each(bad)("%s", (_, make, code, message) => {
    expect(make).toThrow(expect.objectContaining({ code }));
    expect(make).toThrow(message);
  });
  it("a part of an image that no pixel belongs to, and an image that is none", async () => {
    const dot =
      "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==";
    await expect((await sx.image(dot)).parts([0], ["seen", "never seen"])).rejects.toThrow(
      /a label from 0 to 1 for each of 1 pixels, every one used, got 1 labels, 1 different/,
    );
    const file = join(folder, "picture.png");
    writeFileSync(file, "this is a text");
    await expect(sx.image(file)).rejects.toMatchObject({ code: "BAD_IMAGE" });
    await expect(sx.image(file)).rejects.toThrow(
      /Expected an image \(a file, its bytes or a data URL\), got ".*picture\.png"/,
    );
    await expect(sx.image(Buffer.from(dot.slice(22, 60), "base64"))).rejects.toMatchObject({
      code: "BAD_IMAGE",
    });
  });
});

describe("a store", () => {
  const toy = sx.game(["a", "b"], (masks) => masks.map((c) => c.players.length), { id: "toy" });
  const written = async (name: string): Promise<string> => {
    const place = join(folder, name);
    await sx.explain(toy.cache(place), { method: "exact" });
    return place;
  };
  it("of a newer version is refused, and its answers are not touched", async () => {
    const place = await written("newer");
    openEnvironment(place).database.putSync(
      Buffer.from("spexlab"),
      Buffer.from('{"format":"spexlab store","version":7}'),
    );
    await closeEnvironment(place);
    const before = readFileSync(join(place, "data.mdb"));
    const open = (): unknown => toy.cache(place);
    expect(open).toThrow(expect.objectContaining({ code: "NEWER_STORE" }));
    expect(open).toThrow(
      /newer: written by a newer spexlab \(format version 7; this one reads \d+\)\. Update spexlab or use another folder/,
    );
    expect(readFileSync(join(place, "data.mdb")).equals(before)).toBe(true);
  });
  it("cut short is refused with both lengths", async () => {
    const place = await written("short");
    await closeEnvironment(place);
    const data = join(place, "data.mdb");
    const whole = readFileSync(data).length;
    truncateSync(data, whole - 4096);
    const open = (): unknown => toy.cache(place);
    expect(open).toThrow(expect.objectContaining({ code: "TRUNCATED_STORE" }));
    expect(open).toThrow(
      /data\.mdb is cut short \(\d+ bytes of \d+\).*Restore it, or delete the folder and ask again/,
    );
  });
  it("that is something else is refused", async () => {
    const file = join(folder, "file");
    writeFileSync(file, "a file");
    expect(() => toy.cache(file)).toThrow(/is a file; a store is a folder\. game\.record\(path\)/);
  });
});

describe("what is of the wrong kind is said before anything is asked", () => {
  const openai = (more: object) => () =>
    sx.openai({
      baseURL: "http://localhost:1/v1",
      model: "m",
      readout: sx.choice("yes", "no"),
      ...more,
    } as never);
  const rows = sx.tabular({ a: 1 }, { baseline: { a: 0 } });
  const cases: [string, () => unknown, RegExp][] = [
    ["a system message", openai({ system: 3 }), /Expected `system` to be a text, got 3/],
    [
      "headers",
      openai({ headers: "Authorization: sk-hush" }),
      /^(?!.*hush)Expected `headers`.*something else/,
    ],
    ["extra fields", openai({ extra: "sk-hush" }), /^(?!.*hush)Expected `extra`/],
    ["a temperature", openai({ temperature: "hot" }), /`temperature` to be a number from 0 up, got "hot"/],
    ["a tokeniser", openai({ tokenizer: "gpt" }), /`tokenizer` to be a function/],
    ["a fetch", openai({ fetch: 3 }), /`fetch` to be a function/],
    ["a price", openai({ prices: { input: "1", output: 2 } }), /money per million tokens.*got "1"/],
    ["a mistyped price", openai({ prices: { inputs: 1, output: 2 } }), /prices has no option "inputs"/],
    ["two equal answers", () => sx.choice("yes", ["no", "yes"]), /two answers that differ, got "yes"/],
    ["a mistyped absent", () => sx.text("a b").words({ abset: "_" } as never), /words has no option "abset"/],
    ["a mistyped baseline", () => sx.tabular({ a: 1 }, { basline: {} } as never), /no option "basline"/],
    ["no groups", () => sx.group(words, undefined as never), /Expected groups by name/],
    ["groups of a text", () => sx.group("a b" as never, {}), /Expected players to group/],
    ["no cut", () => sx.split(words, ["film"], undefined as never), /how they are cut/],
    ["sources without names", () => sx.join([words] as never), /Expected sources by name/],
    [
      "several readouts for one game",
      () => {
        const readouts = { a: sx.choice("a", "b") };
        sx.game(words, sx.openai({ baseURL: "http://localhost:1/v1", model: "m", readouts }) as never);
      },
      /for sx.games\(players, model\)/,
    ],
    [
      "a model that is not awaited",
      () => sx.game(words, sx.components("fixtures/onnx/gated.onnx") as never),
      /`await`/,
    ],
    [
      "joined sources of which one is no text",
      () => sx.game(sx.join({ words, rows }), openai({})() as never),
      /reads texts or parts, these players offer texts and parts \(words\), rows \(rows\)/,
    ],
  ];
  it.each(cases)("%s", (_, make, message) => {
    expect(make).toThrow(message);
    expect(make).toThrow(sx.SpexlabError);
  });
});

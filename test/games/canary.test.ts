import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { closeEnvironment } from "../../src/games/store/environment.js";
import * as sx from "../../src/index.js";
import { fakeBatch } from "../support/fakeBatch.js";
import { replyTo } from "../support/fakeServer.js";
import { type Answer, closeScripted, type Request, scripted } from "../support/scripted.js";

/** A key that must be nowhere; with signs that URLs and JSON write in another way. */
const CANARY = `sk-canary/7f3a"9d2e+51b8=4c60${"aB3-".repeat(30)}`;
const FORMS = [
  CANARY,
  encodeURIComponent(CANARY),
  JSON.stringify(CANARY).slice(1, -1),
  Buffer.from(CANARY).toString("base64"),
  CANARY.slice(0, 20),
  JSON.stringify(CANARY).slice(1, 24),
];
const folder = mkdtempSync(join(tmpdir(), "spexlab-canary-"));
const words = sx.text("not bad").words();
const readout = sx.choice(" yes", " no");
const calls = { attempts: 2, backoff: [1, 2], concurrent: 2 } as const;

/** Everything that a user could see. */
const seen: string[] = [];
const see = (...things: unknown[]): void => {
  for (const thing of things) {
    seen.push(inspect(thing, { depth: 20, showHidden: true, getters: true }), String(thing));
    try {
      seen.push(JSON.stringify(thing) ?? "");
    } catch {
      // Not for JSON.
    }
    for (let e = thing; e instanceof Error; e = e.cause) seen.push(e.message, e.stack ?? "", inspect(e));
  }
};

beforeEach(() => {
  seen.length = 0;
  vi.stubEnv("OPENAI_LOG", "debug");
  const listen = (chunk: unknown): boolean => {
    seen.push(String(chunk));
    return true;
  };
  vi.spyOn(process.stdout, "write").mockImplementation(listen as never);
  vi.spyOn(process.stderr, "write").mockImplementation(listen as never);
  for (const name of ["log", "info", "warn", "error", "debug"] as const) {
    vi.spyOn(console, name).mockImplementation((...said: unknown[]) =>
      seen.push(...said.map((one) => inspect(one, { depth: 20 }))),
    );
  }
});
afterEach(async () => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  await closeScripted();
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Nothing that was seen or written has the key in any form. */
function clean(): void {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  for (const file of files) {
    const bytes = readFileSync(join(file.parentPath, file.name));
    for (const form of FORMS) expect(bytes.includes(form), `${file.name} has the key`).toBe(false);
  }
  const all = seen.join("\n");
  for (const form of FORMS) {
    const at = all.indexOf(form);
    expect(at < 0 ? "" : all.slice(Math.max(0, at - 200), at + 60)).toBe("");
  }
}

/** What a server may do with the key that it got. */
const echoes: { readonly [how: string]: (key: string) => Answer } = {
  "in the words of a refusal": (key) => ({
    status: 401,
    text: JSON.stringify({ error: { message: `Incorrect key: ${key}` } }),
  }),
  "in every place of a refusal": (key) => ({
    status: 500,
    text: JSON.stringify({
      error: { message: key, type: key, param: key, code: key },
      request: { headers: { authorization: key } },
    }),
  }),
  "in a refusal of another shape": (key) => ({
    status: 400,
    text: JSON.stringify({ detail: { got: key, url: `https://me:${encodeURIComponent(key)}@host` } }),
  }),
  "in a page": (key) => ({
    status: 502,
    type: "text/html",
    text: `<html>${key} ${Buffer.from(key).toString("base64")}</html>`,
  }),
  "in a text with status 200": (key) => ({ status: 200, type: "text/plain", text: key }),
  "in an error with status 200": (key) => ({ error: { message: `upstream refused ${key}` } }),
  "in a filtered mask": (key) => ({
    status: 400,
    text: JSON.stringify({ error: { message: `filtered ${key}`, code: "content_filter" } }),
  }),
  "in the reply": (key) => ({
    choices: [
      { text: key, message: { content: key }, logprobs: { content: [{ token: key, logprob: null }] } },
    ],
  }),
};

/** Does with a model all that one can do, and looks at everything. */
async function exercise(make: () => sx.Model<never>, name: string): Promise<void> {
  try {
    const model = make();
    const place = join(folder, `${name}-store`);
    const game = sx.game(words, model);
    const stored = game.cache(place);
    const recorded = game.record(join(folder, `${name}.jsonl`));
    see(model, game, stored, recorded, game.cost(sx.Masks.from(2, ["11"])), sx.exact().plan(game));
    for (const each of [stored, recorded, game]) {
      const options = { progress: (p: sx.Progress) => see(p) };
      await sx.evaluation(each, sx.exact().plan(each).masks, { ...options, allowFailed: 0.9 }).then(see, see);
      try {
        const e = await sx.explain(each, { method: "exact" });
        e.save(join(folder, `${name}.json`));
        e.save(join(folder, `${name}.html`));
        see(e, e.toJSON(), e.rows(), sx.load(join(folder, `${name}.json`)));
      } catch (error) {
        see(error);
      }
    }
    await closeEnvironment(place);
  } catch (error) {
    see(error);
  }
}

const answers = ({ body }: Request): object =>
  replyTo(body as never, -0.3 - body.prompt.length / 50, "legacy");
const keyOf = ({ headers }: Request): string => String(headers.authorization ?? "").replace(/^Bearer /, "");

describe("a key", () => {
  it("given as an option is in no file and no output of a run that goes well", async () => {
    const server = await scripted(answers);
    await exercise(
      () =>
        sx.openai({
          baseURL: server.url,
          apiKey: CANARY,
          model: "m",
          api: "completions",
          readout,
          calls,
        }) as sx.Model<never>,
      "option",
    );
    expect(server.requests.map(keyOf)).toContain(CANARY);
    expect(readdirSync(folder)).toEqual(
      expect.arrayContaining(["option-store", "option.jsonl", "option.json", "option.html"]),
    );
    clean();
  });

  it.each(Object.keys(echoes))("that the server sends back %s is taken out", async (how) => {
    let number = 0;
    const server = await scripted((request) =>
      number++ % 3 === 0 && how === "in a filtered mask" ? answers(request) : echoes[how](keyOf(request)),
    );
    const common = { baseURL: server.url, apiKey: CANARY, model: "m", calls };
    await exercise(() => sx.openai({ ...common, api: "completions", readout }) as sx.Model<never>, "echo");
    const reads = sx.fromReply(() => Number.NaN, { id: "nothing" });
    await exercise(() => sx.openai({ ...common, readout: reads }) as sx.Model<never>, "echo");
    expect(server.requests.map(keyOf)).toContain(CANARY);
    clean();
  });

  it("from OPENAI_API_KEY goes to OpenAI alone", async () => {
    vi.stubEnv("OPENAI_API_KEY", CANARY);
    const official: string[] = [];
    for (const answer of [
      answers,
      (request: Request) => echoes["in every place of a refusal"](keyOf(request)),
    ]) {
      const server = await scripted(answer);
      const reroute: typeof fetch = async (input, init) => {
        official.push(String(input));
        return fetch(String(input).replace("https://api.openai.com/v1", server.url), init);
      };
      await exercise(
        () =>
          sx.openai({ model: "gpt", api: "completions", readout, calls, fetch: reroute }) as sx.Model<never>,
        `variable${official.length}`,
      );
      expect(new Set(server.requests.map(keyOf))).toEqual(new Set([CANARY]));
    }
    const other = await scripted(answers);
    await exercise(
      () =>
        sx.openai({ baseURL: other.url, model: "m", api: "completions", readout, calls }) as sx.Model<never>,
      "elsewhere",
    );
    expect(new Set(other.requests.map(keyOf))).toEqual(new Set(["none"]));
    expect(official[0]).toBe("https://api.openai.com/v1/completions");
    clean();
  });

  it("in the address is refused without being said", async () => {
    for (const baseURL of [
      `https://user:${encodeURIComponent(CANARY)}@localhost/v1`,
      `https://user:${CANARY}@localhost/v1`,
      `https://${encodeURIComponent(CANARY)}@localhost/v1`,
      `https://localhost/v1?api_key=${encodeURIComponent(CANARY)}`,
      `localhost:1?key=${CANARY}`,
      CANARY,
    ]) {
      const make = (): unknown => sx.openai({ baseURL, model: "m", readout });
      expect(make).toThrow(/Expected `baseURL`/);
      await exercise(make as never, "address");
    }
    clean();
  });

  it.each(["Bearer ", "Token token=", ""])(
    "in a header of one's own (%j) is taken out, with or without its scheme",
    async (scheme) => {
      const key = CANARY.replace('"', "_");
      const bare = key.replace(/=/g, "_");
      const server = await scripted((request) =>
        echoes["in every place of a refusal"](`${request.headers["x-key"]} ${bare}`),
      );
      const make = (): sx.Model<never> =>
        sx.openai({
          baseURL: server.url,
          headers: { "x-key": scheme + bare },
          model: "m",
          api: "completions",
          readout,
          calls,
        }) as sx.Model<never>;
      await exercise(make, "header");
      expect(server.requests.map(({ headers }) => headers["x-key"])).toContain(scheme + bare);
      expect(seen.join("\n")).not.toContain(bare);
      clean();
    },
  );

  it("of Basic authorisation is taken out, plain and encoded", async () => {
    const basic = Buffer.from(`me:${CANARY}`).toString("base64");
    const server = await scripted(() => echoes["in every place of a refusal"](`me:${CANARY} ${basic}`));
    await exercise(
      () =>
        sx.openai({
          baseURL: server.url,
          headers: { authorization: `Basic ${basic}` },
          model: "m",
          api: "completions",
          readout,
          calls,
        }) as sx.Model<never>,
      "basic",
    );
    expect(seen.join("\n")).not.toContain(basic);
    expect(server.requests.length).toBeGreaterThan(0);
    clean();
  });

  it("is in no file of a batch job, and in none of its errors", async () => {
    let failing = false;
    const server = await fakeBatch((prompt) =>
      failing && prompt === "not"
        ? { status: 400, code: "content_filter", message: `filtered ${CANARY}` }
        : -0.3 - prompt.length / 50,
    );
    const make = (prompt: string): sx.Game =>
      sx.game(
        words,
        sx.openai({ baseURL: server.url, apiKey: CANARY, model: "m", api: "completions", prompt, readout }),
      );
    const e = await sx.explainByBatch(make("{text}"), {
      folder: join(folder, "job"),
      poll: 5,
      method: "exact",
      progress: see as never,
    });
    e.save(join(folder, "job.json"));
    see(e);
    failing = true;
    await sx
      .explainByBatch(make("Again: {text}"), { folder: join(folder, "job"), poll: 5, method: "exact" })
      .then(see, see);
    await sx
      .explainByBatch(make("{text}"), { folder: join(folder, "job2"), poll: 5, method: "exact" })
      .then(see, see);
    await server.close();
    // A job waits patiently for a server that is gone.
    const signal = AbortSignal.timeout(1_000);
    await sx
      .explainByBatch(make("{text}?"), { folder: join(folder, "job3"), poll: 5, method: "exact", signal })
      .then(see, see);
    expect(readdirSync(join(folder, "job")).length).toBeGreaterThan(0);
    clean();
  });

  it("would be found if it were there", () => {
    see({ nested: { key: CANARY } });
    expect(clean).toThrow();
  });
});

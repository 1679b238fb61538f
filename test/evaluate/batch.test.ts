import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { explainByBatch } from "../../src/explain/batch.js";
import { explain } from "../../src/explain/explain.js";
import { exact } from "../../src/explain/methods.js";
import { type Game, game } from "../../src/games/game.js";
import { games } from "../../src/games/games.js";
import { openai } from "../../src/games/openai/openai.js";
import { choice, topLogprob } from "../../src/games/openai/readouts.js";
import { text } from "../../src/maskers/text.js";
import { type FakeBatch, fakeBatch } from "../support/fakeBatch.js";
import { fakeServer } from "../support/fakeServer.js";

const root = mkdtempSync(join(tmpdir(), "spexlab-batch-"));
afterAll(() => rmSync(root, { recursive: true }));
const open: { close(): Promise<void> }[] = [];
afterEach(() => Promise.all(open.splice(0).map((server) => server.close())));

const answer = (prompt: string): number => -0.2 - prompt.length / 40;
const words = text("this is not bad at all").words();
/** A new model and a new game each time, as after a restart. */
const fresh = (url: string, prompt = "Q: {text}"): Game =>
  game(
    words,
    openai({
      baseURL: url,
      server: "fake",
      model: "fake",
      api: "completions",
      prompt,
      readout: choice(" yes", " no"),
    }),
  );
const started = async (answers: Parameters<typeof fakeBatch>[0] = answer): Promise<FakeBatch> => {
  const server = await fakeBatch(answers);
  open.push(server);
  return server;
};
const options = { method: "exact", poll: 5 } as const;

describe("a batch job", () => {
  it("becomes the same explanation as live calls", async () => {
    const server = await started();
    const live = await fakeServer({ answer });
    open.push(live);
    const e = await explainByBatch(fresh(server.url), { ...options, folder: join(root, "same") });
    const f = await explain(fresh(live.url), { method: "exact" });
    expect(e.interactions).toEqual(f.interactions);
    expect([e.calls, server.jobs.length, server.jobs[0].lines]).toEqual([64, 1, 64]);
    await explainByBatch(fresh(server.url), { ...options, folder: join(root, "same") });
    expect(server.jobs.length).toBe(1);
  });

  it("survives the end of the process while it runs, and a crash right after it was handed in", async () => {
    const server = await started();
    server.finish = false;
    const folder = join(root, "survives");
    const controller = new AbortController();
    const first = explainByBatch(fresh(server.url), {
      ...options,
      folder,
      signal: controller.signal,
      progress: ({ status }) => status === "in_progress" && controller.abort(),
    });
    await expect(first).rejects.toMatchObject({ code: "INTERRUPTED" });
    await expect(first).rejects.toThrow(/the batch goes on at the server/);
    await expect(
      explainByBatch(fresh(server.url, "Other: {text}"), { ...options, folder }),
    ).rejects.toMatchObject({ code: "FOREIGN_BATCH" });

    // The process ended before it heard the server's name of the job.
    const { batch: _, ...noted } = JSON.parse(readFileSync(join(folder, "batch.json"), "utf8"));
    writeFileSync(join(folder, "batch.json"), JSON.stringify(noted));
    server.finish = true;
    const e = await explainByBatch(fresh(server.url), { ...options, folder });
    expect([e.calls, server.jobs.length]).toEqual([64, 1]);
  });

  it("hands in again what failed in passing or expired, and names what failed for good", async () => {
    const failing = (prompt: string, job: number) => {
      if (prompt === "Q: bad") return { status: 400, code: "content_filter", message: "filtered" };
      if (job === 0 && prompt.includes("not")) return { status: 500, code: "server_error", message: "oops" };
      if (job === 0 && prompt.includes("bad")) return undefined;
      return answer(prompt);
    };
    const server = await started(failing);
    const run = explainByBatch(fresh(server.url), { ...options, folder: join(root, "again") });
    await expect(run).rejects.toThrow(/\{bad\} \(mask \d+\) has no answer: .*content_filter.*filtered/);
    expect(server.jobs.map(({ lines }) => lines)).toEqual([64, 47]);
    const e = await explainByBatch(fresh(server.url), {
      ...options,
      method: "auto",
      budget: 64,
      allowFailed: 0.05,
      folder: join(root, "again"),
    });
    expect(e.calls).toBe(63);
  });

  it("explains every readout, keeps what all of them said, and tells what it used", async () => {
    const server = await started();
    const classes = () =>
      games(
        words,
        openai({
          baseURL: server.url,
          server: "fake",
          model: "fake",
          api: "completions",
          prompt: "Q: {text}",
          prices: { input: 10, output: 1000 },
          readouts: { yes: topLogprob(" yes"), no: topLogprob(" no"), both: choice(" yes", " no") },
        }),
      );
    const folder = join(root, "classes");
    const statuses: string[] = [];
    const e = await explainByBatch(classes(), {
      ...options,
      folder,
      progress: ({ status }) => statuses.push(status),
    });
    expect(Object.keys(e)).toEqual(["yes", "no", "both"]);
    expect(server.jobs.map(({ lines }) => lines)).toEqual([64]);
    expect(statuses.slice(-2)).toEqual(["computing the explanation", "done"]);
    const all = exact().plan(6).masks;
    const yes = e.yes.predict(all);
    const no = e.no.predict(all);
    e.both.predict(all).forEach((value, row) => {
      expect(value).toBeCloseTo(yes[row] - no[row], 9);
    });
    const tokens = words.renderAll(all).reduce((sum, words) => sum + `Q: ${words}`.length, 0);
    const { spent } = e.yes.toJSON().report as { spent: { calls: number; tokens: number; money: number } };
    expect(spent).toMatchObject({ calls: 64, tokens: tokens + 64 });
    expect(spent.money).toBeCloseTo((tokens * 10 + 64 * 1000) / 1e6, 12);

    // Another process, one class alone, and live calls after it: all is there.
    const again = classes();
    const f = await explainByBatch(again.no, { ...options, folder });
    expect(f.interactions).toEqual(e.no.interactions);
    expect(f.toJSON().report.spent).toEqual({ calls: 0, tokens: 0 });
    expect(server.jobs.length).toBe(1);
    await expect(
      explainByBatch({ a: again.no, b: fresh(server.url) }, { ...options, folder }),
    ).rejects.toThrow(/come from one sx\.games/);
  });

  it("beyond its budget is not handed in; what earlier jobs used counts", async () => {
    const server = await started((prompt, job) =>
      job === 0 && prompt.length > 20
        ? { status: 500, code: "server_error", message: "oops" }
        : answer(prompt),
    );
    const folder = join(root, "budget");
    const priced = () =>
      game(
        words,
        openai({
          baseURL: server.url,
          server: "fake",
          model: "fake",
          api: "completions",
          prompt: "Q: {text}",
          tokenizer: (t) => t.length,
          prices: { input: 1e6, output: 0 },
          readout: choice(" yes", " no"),
        }),
      );
    const all = exact().plan(6).masks;
    const cost = priced().cost(all).usage!.money!;
    const run = (spend: object) => explainByBatch(priced(), { ...options, folder, spend });
    await expect(run({ money: cost - 1 })).rejects.toThrow(
      /would use about \d+ money \(an estimate.*was not handed in/,
    );
    await expect(run({ calls: 63 })).rejects.toMatchObject({ code: "BUDGET_SPENT" });
    expect(server.jobs.length).toBe(0);
    // The first job fits; the one for what failed in it would not.
    await expect(run({ calls: 64 })).rejects.toThrow(/64 were used before/);
    expect(server.jobs.length).toBe(1);
    await expect(run({ money: cost })).resolves.toMatchObject({ calls: 64 });
    expect(server.jobs.length).toBe(2);
    await expect(
      explainByBatch(fresh(server.url), { ...options, folder: join(root, "b2"), spend: { money: 1 } }),
    ).rejects.toThrow(/with prices/);
  });

  it("names the masks that failed, as live calls do, and asks anew the next time", async () => {
    const failing = { now: true };
    const server = await started((prompt) =>
      failing.now && prompt === "Q: bad"
        ? { status: 400, code: "context_length_exceeded", message: "too long" }
        : answer(prompt),
    );
    const folder = join(root, "named");
    const run = () =>
      explainByBatch(fresh(server.url), { ...options, method: "proxySpex", allowFailed: 0.05, folder });
    const e = await run();
    expect(e.toJSON().report.failed).toEqual([
      expect.objectContaining({
        players: [3],
        code: "TEXT_TOO_LONG",
        reason: expect.stringMatching(/too long/),
      }),
    ]);
    expect(JSON.stringify(e.toJSON())).toMatch(/1 of \d+ masks have no answer/);
    failing.now = false;
    expect((await run()).toJSON().report).not.toHaveProperty("failed");
    expect(server.jobs.map(({ lines }) => lines).at(-1)).toBe(1);
  });

  it("that answers nothing is not handed in again, and an abort does not wait for the next question", async () => {
    const server = await started(() => ({ status: 500, code: "server_error", message: "oops" }));
    await expect(
      explainByBatch(fresh(server.url), { ...options, folder: join(root, "hopeless") }),
    ).rejects.toMatchObject({ code: "BATCH_FAILED" });
    expect(server.jobs.length).toBe(1);
    server.finish = false;
    const controller = new AbortController();
    const began = performance.now();
    const run = explainByBatch(fresh(server.url), {
      ...options,
      poll: 60_000,
      folder: join(root, "waits"),
      signal: controller.signal,
      progress: () => controller.abort(),
    });
    await expect(run).rejects.toMatchObject({ code: "INTERRUPTED" });
    expect(performance.now() - began).toBeLessThan(5_000);
  });

  it("that cannot be is refused", async () => {
    const server = await started();
    const other = game(2, (m) => m.map(() => 0));
    await expect(explainByBatch(other, { folder: root })).rejects.toMatchObject({
      code: "BAD_VALUE_FUNCTION",
    });
    const broken = mkdtempSync(join(root, "broken-"));
    writeFileSync(join(broken, "batch.json"), '{"format":');
    await expect(explainByBatch(fresh(server.url), { ...options, folder: broken })).rejects.toMatchObject({
      code: "CORRUPT_BATCH",
    });
    await expect(explainByBatch(fresh(server.url), { folder: "" })).rejects.toThrow(/Expected `folder`/);
  });
});

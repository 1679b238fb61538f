import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { explainByBatch } from "../../src/explain/batch.js";
import { explain } from "../../src/explain/explain.js";
import { type Game, game } from "../../src/games/game.js";
import { openai } from "../../src/games/openai/openai.js";
import { choice } from "../../src/games/openai/readouts.js";
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

    rmSync(join(folder, "batch.json"));
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

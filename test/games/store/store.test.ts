import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { MaskSet } from "../../../src/bits/maskSet.js";
import { Masks } from "../../../src/bits/masks.js";
import { Random } from "../../../src/bits/random.js";
import { evaluate, evaluation } from "../../../src/evaluate/evaluate.js";
import { game } from "../../../src/games/game.js";
import { closeEnvironment, openEnvironment } from "../../../src/games/store/environment.js";
import { openStore } from "../../../src/games/store/store.js";
import { text } from "../../../src/maskers/text.js";
import { addUniform } from "../../../src/sampling/uniform.js";
import { bundle } from "../../support/bundle.js";
import { expected, masksOf, N } from "./masks.js";

const folder = mkdtempSync(join(tmpdir(), "spexlab-store-"));
afterAll(() => rmSync(folder, { recursive: true }));

describe("a store", () => {
  it("gives back every bit, to the same game alone", async () => {
    const place = join(folder, "own.with.dots");
    let calls = 0;
    const value = (masks: Masks): number[] =>
      masks.map((c) => {
        calls++;
        return expected(c.players.length);
      });
    const masks = masksOf(300);
    const live = game(N, value, { id: "lengths" });
    const first = await evaluate(live.cache(place), masks);
    const again = await evaluation(live.cache(place), masks);
    expect(again.values).toEqual(first);
    expect([calls, again.recorded, again.answered, again.spent.calls]).toEqual([300, 300, 0, 0]);

    for (const other of [
      game(N, value, { id: "lengths, version 2" }),
      game(N, value, { id: "lengths", unit: "letters" }),
      game(
        Array.from({ length: N }, (_, i) => `p${i}`),
        value,
        { id: "lengths" },
      ),
      game(text("a ".repeat(N)).words(), value, { id: "lengths" }),
    ]) {
      expect(other.cache(place).known(masks).every(Number.isNaN)).toBe(true);
    }
    expect(() => game(N, value).cache(place)).toThrow(/under a name/);
  });

  it("keeps what came before an interrupt, and plans say what is kept", async () => {
    const controller = new AbortController();
    const slow = game(
      N,
      async (m) => {
        await new Promise((resolve) => setTimeout(resolve, 1));
        return m.map(() => 1);
      },
      { id: "slow", calls: { concurrent: 4 } },
    ).cache(join(folder, "interrupted"));
    const masks = masksOf(200);
    const run = evaluate(slow, masks, {
      signal: controller.signal,
      progress: ({ done }) => done >= 50 && controller.abort(),
    });
    await expect(run).rejects.toThrow(/What is new is kept in .*interrupted: run again/);
    const { kept, calls } = slow.cost(masks);
    expect(kept).toBeGreaterThanOrEqual(50);
    expect(kept + calls).toBe(200);
  });

  it("that is deleted while in use is said, and begins anew", async () => {
    const place = join(folder, "deleted");
    const held = game(N, (m) => m.map(() => 1), { id: "held" }).cache(place);
    await evaluate(held, masksOf(5));
    rmSync(place, { recursive: true });
    await expect(evaluate(held, masksOf(9))).rejects.toMatchObject({ code: "STORE_LOST" });
    const anew = game(N, (m) => m.map(() => 1), { id: "held" }).cache(place);
    expect((await evaluation(anew, masksOf(9))).answered).toBe(9);
    expect(openStore(place, "other").size).toBe(0);
  });

  it("holds several numbers for a mask, and masks of 10,000 players", async () => {
    const words = new Uint32Array(2 * 313);
    words[0] = 5;
    words[313 + 312] = 9;
    const wide = new Masks(10_000, 2, words);
    const store = openStore(join(folder, "wide"), "wide", 3);
    await store.append(wide, Float64Array.of(1, 2, 3, 4, 5, 6));
    expect([...openStore(join(folder, "wide"), "wide", 3).known(wide)]).toEqual([1, 2, 3, 4, 5, 6]);
    expect([...openStore(join(folder, "wide"), "wide", 2).known(wide)].every(Number.isNaN)).toBe(true);
    expect(store.size).toBe(2);
  });

  it("finds what is written in any order, beside neighbours that differ in one player", async () => {
    const place = join(folder, "sizes");
    const random = new Random(4, "sizes");
    for (const n of [1, 8, 31, 32, 33, 127, 128, 129, 1000]) {
      const set = new MaskSet(n);
      addUniform(set, Math.min(2 ** n, 300), random);
      const base = set.toMasks();
      for (let player = 0; player < n; player++) {
        const one = base.slice(0, 1).select([0]);
        one.words[player >>> 5] ^= 1 << (player & 31);
        set.add(one.words);
      }
      const all = set.toMasks();
      const asked = all.select(Array.from({ length: all.length }, (_, k) => k).filter((k) => k % 2 === 0));
      const store = openStore(place, `of ${n}`);
      await store.append(
        asked,
        Float64Array.from({ length: asked.length }, (_, k) => expected(k)),
      );
      const found = store.known(all);
      expect(Array.from(found, (value, row) => value === expected(row / 2))).toEqual(
        Array.from(found, (_, row) => row % 2 === 0),
      );
      expect(store.size).toBe(asked.length);
    }
  });

  it("goes on with a store of format version 1 as it was begun", async () => {
    const place = join(folder, "old");
    const { database } = openEnvironment(place);
    await database.put(Buffer.from("spexlab"), Buffer.from('{"format":"spexlab store","version":1}'));
    const identity = createHash("sha256")
      .update(JSON.stringify({ identity: "old", columns: 1 }))
      .digest();
    const value = Buffer.alloc(8);
    value.writeDoubleLE(0.1);
    // 16 bytes of the identity, then whole words, little-endian.
    const key = (...words: number[]): Buffer =>
      Buffer.concat([identity.subarray(0, 16), Buffer.from(Uint32Array.from(words).buffer)]);
    await database.put(key(5, 1, 0, 0, 1 << 7), value);
    await closeEnvironment(place);

    const masks = Masks.from(136, [
      [0, 2, 32, 135],
      [0, 2, 32],
    ]);
    const store = openStore(place, "old");
    expect([...store.known(masks)]).toEqual([0.1, Number.NaN]);
    await store.append(masks.slice(1), Float64Array.of(0.2));
    expect([...store.known(masks)]).toEqual([0.1, 0.2]);
    expect(
      openEnvironment(place)
        .database.get(key(5, 1, 0, 0, 0))
        ?.readDoubleLE(),
    ).toBe(0.2);
    expect(store.size).toBe(2);
  });

  it("refuses what is not a store, is newer, or is cut short at any page", async () => {
    const file = join(folder, "recording.jsonl");
    writeFileSync(file, "{}");
    expect(() => openEnvironment(file)).toThrow(/is a file; a store is a folder/);

    const newer = join(folder, "newer");
    await openEnvironment(newer).database.put(
      Buffer.from("spexlab"),
      Buffer.from('{"format":"spexlab store","version":3}'),
    );
    await closeEnvironment(newer);
    expect(() => openEnvironment(newer)).toThrow(/written by a newer spexlab \(format version 3/);

    const whole = join(folder, "whole");
    const masks = masksOf(2000);
    await openStore(whole, "x").append(
      masks,
      Float64Array.from({ length: 2000 }, (_, k) => k),
    );
    await closeEnvironment(whole);
    const { length } = readFileSync(join(whole, "data.mdb"));
    for (let keep = 1; keep < length; keep += 8192) {
      const cut = join(folder, `cut-${keep}`);
      cpSync(whole, cut, { recursive: true });
      truncateSync(join(cut, "data.mdb"), keep);
      expect(() => openEnvironment(cut)).toThrow(
        expect.objectContaining({ code: expect.stringMatching(/TRUNCATED_STORE|CORRUPT_STORE/) }),
      );
    }
    const other = join(folder, "other");
    cpSync(whole, other, { recursive: true });
    writeFileSync(join(other, "data.mdb"), "something else entirely".repeat(1000));
    expect(() => openEnvironment(other)).toThrow(/not a store's/);
    expect(openStore(whole, "x").size).toBe(2000);
  });
});

describe("a process that is killed", () => {
  // Inside the project: bundles leave packages outside and find them from there.
  const inside = join(".spexlab", `store-test-${process.pid}`);
  const script = join(inside, "killed.mjs");
  beforeAll(() => bundle("test/games/store/killed.ts", script));
  afterAll(() => rmSync(inside, { recursive: true }));

  interface Started {
    readonly child: ChildProcess;
    readonly ended: Promise<NodeJS.Signals | null>;
    output(): string;
  }
  const start = (place: string, from: number, to: number, workers: number, batch: number = 1): Started => {
    const child = spawn(process.execPath, [script, place, ...[from, to, workers, batch].map(String)]);
    let output = "";
    child.stdout!.setEncoding("utf8").on("data", (data) => {
      output += data;
    });
    child.stderr!.setEncoding("utf8").on("data", (data) => {
      output += `! ${data}`;
    });
    const ended = new Promise<NodeJS.Signals | null>((resolve) =>
      child.on("close", (_, signal) => resolve(signal)),
    );
    return { child, ended, output: () => output };
  };
  const rows = (output: string, letter: string): number[] =>
    [...output.matchAll(new RegExp(`^${letter} (\\d+)\n`, "gm"))].map(([, row]) => Number(row));
  const lost = (place: string, acknowledged: readonly number[]): number[] => {
    const asked = masksOf(320_000).select(acknowledged);
    const values = game(N, () => [], { id: "killed" })
      .cache(place)
      .known(asked);
    return acknowledged.filter((row, k) => values[k] !== expected(row));
  };

  it("at 100 random points has kept every acknowledged answer, and pays again at most what was in flight", async () => {
    const place = join(folder, "killed");
    const workers = 8;
    const kills = 100;
    const random = new Random(11, "kills");
    const acknowledged = new Set<number>();
    const asked: number[] = [];
    const batches = [1, 1, 1, 100];
    const killOne = async (lane: number): Promise<void> => {
      // More rows than any lane can answer: a process that ends by itself is not killed.
      const from = lane * 60_000;
      const to = batches[lane] === 1 ? from + 60_000 : from + 140_000;
      const { child, ended, output } = start(place, from, to, workers, batches[lane]);
      await Promise.race([
        new Promise<void>((resolve) => child.stdout!.once("data", () => resolve())),
        ended,
      ]);
      await new Promise((resolve) => setTimeout(resolve, random.uniform() * 50));
      child.kill("SIGKILL");
      const signal = await ended;
      expect(output()).not.toContain("!");
      expect(signal).toBe("SIGKILL");
      asked.push(...rows(output(), "a"));
      const fresh = rows(output(), "k");
      for (const row of fresh) acknowledged.add(row);
      expect(lost(place, fresh)).toEqual([]);
    };
    await Promise.all(
      batches.map(async (_, lane) => {
        for (let kill = 0; kill < kills / batches.length; kill++) await killOne(lane);
      }),
    );
    expect(acknowledged.size).toBeGreaterThan(kills);
    expect(lost(place, [...acknowledged])).toEqual([]);
    expect(asked.length - new Set(asked).size).toBeLessThanOrEqual(
      batches.reduce((sum, batch) => sum + (kills / batches.length) * workers * batch, 0),
    );
  }, 120_000);

  it("beside others on the same store disturbs none of them", async () => {
    const place = join(folder, "shared");
    const processes = Array.from({ length: 3 }, () => start(place, 0, 2_000, 4));
    const victim = start(place, 0, 2_000, 4);
    setTimeout(() => victim.child.kill("SIGKILL"), 250);
    await Promise.all([...processes, victim].map(({ ended }) => ended));
    for (const { output } of processes) expect(output()).toMatch(/end\n$/);
    expect(
      lost(
        place,
        Array.from({ length: 2_000 }, (_, row) => row),
      ),
    ).toEqual([]);
    expect(readdirSync(place).sort()).toEqual(["data.mdb", "lock.mdb"]);
  });
});

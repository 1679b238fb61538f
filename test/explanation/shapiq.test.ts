import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as sx from "../../src/index.js";
import type { IndexName } from "../../src/types.js";

const names = ["umbrella", "raincoat", "boots", "hat"];
/** The game of fixtures/shapiq/make.py. */
const rain = sx.game(names, (masks) =>
  masks.map(
    (c) =>
      0.25 +
      (c.has("umbrella") || c.has("raincoat") ? 2 : 0) +
      (c.has("boots") ? 1 : 0) +
      (c.has("hat") && !c.has("umbrella") && c.has("boots") ? 0.5 : 0),
  ),
);
const fixture = (index: string): string =>
  path.join(import.meta.dirname, "..", "..", "fixtures", "shapiq", `rain-${index}.json`);

let folder: string;
let ours: sx.Explanation;
beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), "spexlab-"));
  ours = await sx.explain(rain, { method: "exact" });
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("explanations that shapiq made", () => {
  test.each([
    ["SV", 1],
    ["k-SII", 2],
    ["STII", 2],
    ["FSII", 2],
    ["FBII", 2],
    ["SII", 3],
    ["Moebius", 4],
  ] as const)("%s of order %i loads, and every value is the one that we find", (index, order) => {
    const e = sx.load(fixture(index), { players: names });
    expect([e.index, e.maxOrder, e.n, e.method, e.seed]).toEqual([index, order, 4, "shapiq", null]);
    const same = ours.as(index, { order });
    expect(e.interactions.length).toBeGreaterThan(3);
    for (const { names: set, value } of e.interactions) expect(value).toBeCloseTo(same.get(...set), 9);
    for (const { names: set, value } of same.interactions) expect(e.get(...set)).toBeCloseTo(value, 9);
    expect(String(e)).toContain("shapiq");
    expect(String(e)).not.toContain("seed");
  });

  test("what adds up is a surrogate and reads in other indices; what does not is refused with a reason", () => {
    const moebius = sx.load(fixture("Moebius"), { players: names });
    expect(moebius.predict([["umbrella"], ["boots", "hat"]])).toEqual(Float64Array.from([2.25, 1.75]));
    expect(moebius.as("SV").get("hat")).toBeCloseTo(ours.as("SV").get("hat"), 9);
    expect(moebius.exact).toBe(true);
    const faith = sx.load(fixture("FBII"), { players: names });
    expect(faith.exact).toBe(false);
    expect(faith.as("BV").get("boots")).toBeCloseTo(ours.as("BV").get("boots"), 9);
    expect(() => sx.load(fixture("k-SII")).as("SV")).toThrow(
      expect.objectContaining({ code: "NO_SURROGATE" }),
    );
    expect(sx.load(fixture("k-SII")).names).toEqual(["0", "1", "2", "3"]);
  });

  test("it saves as ours and comes back", () => {
    const file = path.join(folder, "again.json");
    const e = sx.load(fixture("STII"), { players: names });
    e.save(file);
    expect(sx.load(file).rows()).toEqual(e.rows());
    expect(() => sx.load(file, { players: names })).toThrow(/knows its players/);
  });

  test("damaged files say what is wrong", () => {
    const spoilt = (
      change: (data: { metadata: Record<string, unknown>; data: Record<string, unknown> }) => void,
    ) => {
      const data = JSON.parse(readFileSync(fixture("FSII"), "utf8"));
      change(data);
      const file = path.join(folder, "spoilt.json");
      writeFileSync(file, JSON.stringify(data));
      return () => sx.load(file);
    };
    expect(spoilt(({ metadata }) => Object.assign(metadata, { n_players: 0 }))).toThrow(/n_players.*got 0/);
    expect(spoilt(({ metadata }) => Object.assign(metadata, { index: "XII" }))).toThrow(/XII/);
    expect(spoilt(({ data }) => Object.assign(data, { "0,9": 1 }))).toThrow(/"0,9".*from 0 to 3/);
    expect(spoilt(({ data }) => Object.assign(data, { "0,1": "much" }))).toThrow(/`data` of 0,1.*"much"/);
    expect(() => sx.load(fixture("FSII"), { players: ["a"] })).toThrow(/Expected 4 players.*got 1 names/);
  });
});

describe("ours for shapiq", () => {
  test.each(["SV", "BV", "SII", "k-SII", "STII", "FSII", "BII", "FBII", "Moebius", "Fourier"] as IndexName[])(
    "%s is written as shapiq writes it, and reads back",
    (index) => {
      const e = ours.as(index);
      const file = path.join(folder, "ours.json");
      e.save(file, { format: "shapiq" });
      const written = JSON.parse(readFileSync(file, "utf8"));
      const theirs = JSON.parse(readFileSync(fixture("FSII"), "utf8"));
      expect(Object.keys(written).sort()).toEqual(Object.keys(theirs).sort());
      expect(Object.keys(written.metadata)).toEqual(Object.keys(theirs.metadata));
      expect(written.data.Empty).toBe(e.get());
      const again = sx.load(file, { players: names });
      expect(again.rows()).toEqual(e.rows());
      expect(again.get()).toBe(e.get());
    },
  );

  test("another format is refused", () => {
    expect(() => ours.save("x.json", { format: "shap" as never })).toThrow(
      /"spexlab" or "shapiq", got "shap"/,
    );
  });
});

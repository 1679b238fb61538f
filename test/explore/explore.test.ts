import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";
import { runInNewContext } from "node:vm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { exploreCommand } from "../../src/cli/explore.js";
import { SpexlabError } from "../../src/errors.js";
import * as sx from "../../src/index.js";
import { indexNames } from "../../src/indices/catalogue.js";
import type { Explored, ExploredSite } from "../../widgets/explore/data.js";
import { ofStrangers, saveReviews } from "./saved.js";

const scratch = mkdtempSync(path.join(os.tmpdir(), "spexlab-explore-"));
const saved = path.join(scratch, "saved");
beforeAll(() => saveReviews(saved));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** What the page is told of the site. */
function listOf(page: string): ExploredSite {
  const json = /<script type="application\/json" id="site">(.*?)<\/script>/s.exec(readFileSync(page, "utf8"));
  return JSON.parse(json![1]);
}

/** A data file as a browser reads it: a script that calls one function. */
function dataOf(page: string, file: string): Explored {
  let taken: Explored | undefined;
  const spexlabSite = (name: string, data: Explored): void => {
    expect(name).toBe(file);
    taken = data;
  };
  runInNewContext(readFileSync(path.join(path.dirname(page), file), "utf8"), { spexlabSite });
  return JSON.parse(JSON.stringify(taken));
}

function code(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof SpexlabError) return `${error.code}: ${error.message}`;
    throw error;
  }
  return "nothing thrown";
}

describe("a site of saved explanations", () => {
  test("groups by example, methods in each; what is no explanation is skipped, what is damaged told", () => {
    writeFileSync(path.join(saved, "other.json"), '{"a": 1}');
    writeFileSync(path.join(saved, "notes.txt"), "nothing");
    const whole = readFileSync(path.join(saved, "a-lime.json"), "utf8");
    writeFileSync(path.join(saved, "cut.json"), whole.slice(0, 400));
    const site = sx.explore(saved);
    expect(site.page).toBe(path.join(saved, "site", "index.html"));
    expect([site.examples, site.explanations]).toEqual([2, 5]);
    expect(site.leftOut.map(({ file, damaged }) => [file, damaged])).toEqual([
      ["cut.json", true],
      ["other.json", false],
    ]);
    const files = [
      site.page,
      ...readdirSync(path.join(saved, "site", "data")).map((name) => path.join(saved, "site", "data", name)),
    ];
    expect(site.bytes).toBe(files.reduce((sum, file) => sum + statSync(file).size, 0));
    const [first, second] = listOf(site.page).examples;
    expect(first.title).toBe("Not bad at all, and never once boring.");
    expect(first.entries.map(({ id }) => id)).toEqual(["exact", "lime", "proxySpex", "shapleyTaylor"]);
    expect(second.entries).toHaveLength(1);
  });

  test("its lists are what .as() lists, in every index and order", () => {
    const { page } = sx.explore(saved);
    const [, second] = listOf(page).examples;
    const data = dataOf(page, second.entries[0].file);
    const e = sx.load(path.join(saved, "deeper", "b.json"));
    expect(data.missing).toEqual([]);
    expect(new Set(data.readings.map(({ index }) => index))).toEqual(new Set(indexNames));
    let compared = 0;
    for (const { index, orders, totals, ids, values } of data.readings) {
      orders.forEach((order, k) => {
        const there = e.as(index as sx.IndexName, { order }).interactions;
        const here = ids
          .map((id, rank) => ({ players: data.sets[id][0], value: values[rank] }))
          .filter(({ players }) => players.length <= order)
          .slice(0, 200);
        expect(totals[k]).toBe(there.length);
        expect(here.map(({ players }) => players)).toEqual(there.slice(0, 200).map(({ players }) => players));
        here.forEach(({ value }, rank) => {
          expect(value).toBeCloseTo(there[rank].value, 4);
        });
        compared++;
      });
    }
    expect(compared).toBe(1 + 1 + 2 * 3 + 4 * 3 + 2 * 4);
  });

  test("without a surrogate only what was measured is there, with the reason", () => {
    const { page } = sx.explore(saved);
    const [first] = listOf(page).examples;
    const { file } = first.entries.find(({ id }) => id === "shapleyTaylor")!;
    const data = dataOf(page, file);
    expect(data.readings.map(({ index, orders }) => [index, orders])).toEqual([["STII", [2]]]);
    expect(data.missing.map(([index]) => index)).toEqual(indexNames.filter((name) => name !== "STII"));
    expect(data.missing[0][1]).toContain("makes no surrogate");
    expect(data.payload.full).toBeNull();
  });

  test("files of shapiq are explanations too", () => {
    const shapiq = new URL("../../fixtures/shapiq/", import.meta.url);
    const folder = path.join(scratch, "shapiq");
    mkdirSync(folder);
    for (const name of ["rain-SII.json", "rain-Moebius.json"]) {
      writeFileSync(path.join(folder, name), readFileSync(new URL(name, shapiq)));
    }
    const { page, explanations } = sx.explore(folder, { out: path.join(scratch, "shapiq-site") });
    expect(explanations).toBe(2);
    const [{ entries }] = listOf(page).examples;
    expect(entries.map(({ label }) => label)).toEqual(["shapiq, Moebius", "shapiq, SII"]);
    expect(dataOf(page, entries[0].file).readings.length).toBeGreaterThan(10);
    expect(dataOf(page, entries[1].file).readings.map(({ index }) => index)).toEqual(["SII"]);
  });

  test("filters do not limit it, and the same explanation has the same address in another site", () => {
    const e = sx.load(path.join(saved, "deeper", "b.json"));
    const out = path.join(scratch, "given");
    const one = sx.explore([e.top(2).positive()], { out });
    const [example] = listOf(one.page).examples;
    const fbii = dataOf(one.page, "data/1.js").readings.find(
      ({ index, orders }) => index === "FBII" && orders[0] === 3,
    );
    expect(fbii!.totals[0]).toBe(e.as("FBII", { order: 3 }).interactions.length);
    expect(listOf(sx.explore(saved).page).examples.map(({ id }) => id)).toContain(example.id);
  });
});

describe("names of strangers", () => {
  test("are text everywhere, in the page and in the data files", () => {
    const { page } = sx.explore(ofStrangers(), { out: path.join(scratch, "strangers") });
    const html = readFileSync(page, "utf8");
    expect(html.match(/<script/g)).toHaveLength(2);
    expect(html).not.toContain("<img");
    for (const { entries } of listOf(page).examples) {
      const source = readFileSync(path.join(path.dirname(page), entries[0].file), "utf8");
      expect(source).not.toContain("<");
      const { inside, sets } = dataOf(page, entries[0].file);
      expect(inside).not.toMatch(/<script|<img|<svg|\son\w+=(?!&)["']?g/);
      expect(inside).toContain("&#60;script&#62;");
      expect(sets.every(([, label]) => label.length < 200)).toBe(true);
    }
  });
});

describe("what cannot be made", () => {
  test("is refused with the reason", () => {
    expect(code(() => sx.explore(path.join(scratch, "nowhere")))).toMatch(/^NO_FOLDER: .*nowhere/);
    expect(code(() => sx.explore(path.join(saved, "a-lime.json")))).toMatch(/^NO_FOLDER/);
    const empty = path.join(scratch, "empty");
    mkdirSync(empty);
    expect(code(() => sx.explore(empty))).toMatch(/^NO_EXPLANATIONS: .*no JSON is there/);
    writeFileSync(path.join(empty, "package.json"), "{}");
    expect(code(() => sx.explore(empty))).toMatch(/^NO_EXPLANATIONS: .*something else/);
    writeFileSync(path.join(empty, "package.json"), '{"format":"spexlab explanation","version":1}');
    expect(code(() => sx.explore(empty))).toMatch(/^NO_EXPLANATIONS: .*none could be read/);
    expect(existsSync(path.join(empty, "site"))).toBe(false);
    expect(code(() => sx.explore([], { out: empty }))).toMatch(/^NO_EXPLANATIONS/);
    expect(code(() => sx.explore(ofStrangers()))).toMatch(/^BAD_OPTION/);
    expect(code(() => sx.explore([1] as never, { out: empty }))).toMatch(/^BAD_ARGUMENTS/);
    expect(code(() => sx.explore(saved, { output: "x" } as never))).toMatch(/^UNKNOWN_OPTION/);
  });

  test("a folder that is not ours is left as it is; ours is replaced without what was added by hand", () => {
    const mine = path.join(scratch, "mine");
    mkdirSync(mine);
    writeFileSync(path.join(mine, "index.html"), "<h1>My page</h1>");
    expect(code(() => sx.explore(saved, { out: mine }))).toMatch(/^NOT_OURS/);
    expect(readdirSync(mine)).toEqual(["index.html"]);
    expect(code(() => sx.explore(saved, { out: path.join(saved, "a-lime.json") }))).toMatch(/^NOT_OURS/);

    const out = path.join(scratch, "again");
    sx.explore(saved, { out });
    writeFileSync(path.join(out, "data", "notes.txt"), "kept");
    sx.explore([ofStrangers()[0]], { out });
    expect(readdirSync(path.join(out, "data")).sort()).toEqual(["1.js", "notes.txt"]);
  });

  test("the command says what it made and what it left out", () => {
    const out = path.join(scratch, "by-command");
    const said = exploreCommand([saved, "--out", out]).split("\n");
    expect(said[0]).toMatch(/^Damaged: cut\.json: /);
    expect(said[1]).toBe("Skipped: other.json: not a saved explanation");
    expect(said[2]).toMatch(/^2 examples, 5 explanations, 0\.\d MB: /);
    expect(said[3]).toMatch(/^Open it in a browser: file:\/\/.*by-command\/index\.html$/);
    expect(code(() => exploreCommand([]))).toMatch(/^BAD_ARGUMENTS/);
    expect(code(() => exploreCommand([saved, "--out"]))).toMatch(/^BAD_ARGUMENTS/);
    expect(code(() => exploreCommand(["--help"]))).toMatch(/^BAD_ARGUMENTS/);
  });
});

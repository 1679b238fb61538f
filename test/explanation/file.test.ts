import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fromMoebius } from "../../src/explain/fromTerms.js";
import { type Explanation, load } from "../../src/explanation/explanation.js";
import { text } from "../../src/maskers/text.js";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "spexlab-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

const hostile = [
  "<script>alert(1)</script>",
  `"quoted' & <b>`,
  "🎬👩‍👩‍👧",
  "שלום",
  "\u202eevil",
  "tab\tand\nline",
  "</textarea>",
  "\u2028",
];
const strange = (): Explanation =>
  fromMoebius(
    hostile,
    hostile.map((name, i) => [[name], i + 1] as const),
  );
const review = (): Explanation =>
  fromMoebius(text("Not bad, not good.").words(), [
    [["Not", "bad"], 2],
    [["good"], -0.1],
    [[0, 1, 2], 1 / 3],
  ]);

describe("save and load", () => {
  test("everything but the game comes back, bit for bit", () => {
    const path = join(folder, "review.json");
    const e = review().as("FSII", { order: 2 }).order(1, 2).top(4);
    e.save(path);
    const again = load(path);
    expect(again.rows()).toEqual(e.rows());
    expect(again.as("Moebius").interactions).toEqual(e.as("Moebius").interactions);
    expect(again.predict([[0, 1], [2]])).toEqual(e.predict([[0, 1], [2]]));
    expect(again.players.layout).toEqual(e.players.layout);
    expect(JSON.stringify(again)).toBe(JSON.stringify(e));
    expect(readdirSync(folder).filter((name) => name.endsWith(".part"))).toEqual([]);
  });

  test.each(["json", "html"])("a folder that is not there or a folder in the way is said: .%s", (ending) => {
    const missing = join(folder, "no", "such", `e.${ending}`);
    expect(() => review().save(missing)).toThrow(/Cannot write .*folder does not exist; make it first/);
    const taken = join(folder, `taken.${ending}`);
    mkdirSync(taken);
    expect(() => review().save(taken)).toThrow(expect.objectContaining({ code: "CANNOT_WRITE" }));
    expect(readdirSync(folder).filter((name) => name.endsWith(".part"))).toEqual([]);
  });

  test("a where is saved as the sets it kept", () => {
    const path = join(folder, "where.json");
    const e = review()
      .where((i) => i.value > 1)
      .containing("bad");
    e.save(path);
    expect(load(path).rows()).toEqual(e.rows());
    expect(load(path).interactions.length).toBe(1);
  });

  test("hostile names survive", () => {
    const path = join(folder, "strange.json");
    strange().save(path);
    expect(load(path).names).toEqual(hostile);
    expect(load(path).get("שלום")).toBeCloseTo(4, 12);
  });

  test("in a page they are escaped", () => {
    const path = join(folder, "strange.html");
    strange().save(path);
    const page = readFileSync(path, "utf8");
    expect(page).toContain("<html");
    expect(page).not.toContain("<script>alert(1)");
    expect(page).not.toContain("</textarea>");
    expect(page).not.toMatch(/["']quoted' & <b>/);
    expect(page).toContain("שלום");
    expect(page).not.toContain("\u202eevil<");
  });

  test("so is a hostile text", () => {
    const path = join(folder, "text.html");
    const source = '<img src=x onerror="alert(1)"> & </script><script>alert(2)</script> שלום 🎬';
    const players = text(source).words();
    const e = fromMoebius(players, [[[0, 1], 1]]);
    e.save(path);
    const page = readFileSync(path, "utf8");
    expect(page).not.toContain("<img src=x");
    expect(page).not.toContain("<script>alert(2)");
    e.save(join(folder, "text.json"));
    expect(load(join(folder, "text.json")).players.layout).toEqual(players.layout);
  });

  test("a terminal gets no control characters", () => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is looked for
    expect(String(strange())).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202a-\u202e\u2028]/);
    expect(String(strange()).split("\n").length).toBeLessThan(18);
  });
});

/** What a test breaks. */
interface Data {
  version?: number;
  players: { names: string[]; layout: { spans: number[][] } };
  fourier: { sets: number[][]; values: unknown[] } | null;
  shown: { index: string; steps: object[] };
}

describe("broken files", () => {
  const file = (content: string): string => {
    const path = join(folder, "broken.json");
    writeFileSync(path, content);
    return path;
  };
  const changed = (change: (data: Data) => void): string => {
    const data = JSON.parse(JSON.stringify(review()));
    change(data);
    return file(JSON.stringify(data));
  };

  test.each<[string, () => string, string, RegExp]>([
    ["no file", () => join(folder, "none.json"), "NO_FILE", /none\.json/],
    ["cut off", () => file(JSON.stringify(review()).slice(0, -40)), "CORRUPT_FILE", /damaged or cut off/],
    ["empty", () => file(""), "FOREIGN_FILE", /not a saved explanation/],
    ["a list", () => file("[1]"), "FOREIGN_FILE", /not a saved explanation/],
    ["null", () => file("null"), "FOREIGN_FILE", /not a saved explanation/],
    [
      "another tool's",
      () => file('{"format":"other","version":1}'),
      "FOREIGN_FILE",
      /not a saved explanation/,
    ],
    ["newer", () => changed((d) => (d.version = 99)), "NEWER_FILE", /later spexlab \(schema 99/],
    ["no version", () => changed((d) => delete d.version), "CORRUPT_FILE", /schema version/],
    ["no names", () => changed((d) => (d.players.names = [])), "CORRUPT_FILE", /names/],
    [
      "player beyond n",
      () => changed((d) => (d.fourier!.sets[0] = [9])),
      "CORRUPT_FILE",
      /set 0 of `fourier`/,
    ],
    ["set twice", () => changed((d) => (d.fourier!.sets[1] = d.fourier!.sets[0])), "CORRUPT_FILE", /twice/],
    ["value missing", () => changed((d) => d.fourier!.values.pop()), "CORRUPT_FILE", /as many finite values/],
    ["value not a number", () => changed((d) => (d.fourier!.values[0] = "1")), "CORRUPT_FILE", /finite/],
    ["no terms", () => changed((d) => (d.fourier = null)), "CORRUPT_FILE", /neither/],
    ["unknown index", () => changed((d) => (d.shown.index = "XX")), "CORRUPT_FILE", /No index is named "XX"/],
    ["unknown step", () => changed((d) => (d.shown.steps = [{ kind: "x" }])), "CORRUPT_FILE", /step 0/],
    [
      "spans that do not fit",
      () => changed((d) => (d.players.layout.spans[0] = [0, 99])),
      "CORRUPT_FILE",
      /spans/,
    ],
  ])("%s", (_, path, code, message) => {
    const act = (): Explanation => load(path());
    expect(act).toThrow(message);
    expect(act).toThrow(expect.objectContaining({ name: "SpexlabError", code }));
  });
});

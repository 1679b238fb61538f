import { mkdtempSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { compileCell } from "../support/cellCompiler.js";
import { findAny } from "../support/findAny.js";

/** Writes a declaration file outside of the project and returns its path without ending, as an import wants it. */
function declarations(text: string): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), "spexlab-types-"));
  writeFileSync(path.join(folder, "index.d.ts"), text);
  return path.join(folder, "index").replaceAll("\\", "/");
}

describe("the search for `any` in what a cell reads", () => {
  const ours = (file: string) => file.includes("spexlab-types-");

  it("finds what TypeScript 5.0 cannot read, however deep", () => {
    const specifier = declarations(`
      export declare const plain: Float64Array;
      export declare const modern: Float64Array<ArrayBuffer>;
      export declare function explain(n: number): Promise<Result<string>>;
      export interface Result<T> { next(): Result<T[]>; readonly rows: readonly { value: T; cell: HTMLElement }[]; }
      export interface Options { later(): Options; missing?: import("./nowhere").Thing; }
    `);
    expect(findAny(specifier, ours)).toEqual(["explain()<>.rows<>.cell", "modern", "Options.missing"]);
  });

  it("finds none in honest types; private members have none to read", () => {
    const specifier = declarations(`
      export declare function game<T extends string>(players: readonly T[]): Map<T, number>;
      export declare class Game { #private; private cache; readonly n: number; }
    `);
    expect(findAny(specifier, ours)).toEqual([]);
  });

  it("does not take a missing package for a clean one", () => {
    expect(() => findAny("no-such-package", ours)).toThrow(
      "A cell does not find the package no-such-package.",
    );
  });
});

describe("the built package in a cell", () => {
  const isAny = "function isAny<T>(answer: 0 extends 1 & T ? true : false) { return answer; }";

  it("has no `any` in any exported type", () => {
    expect(findAny("spexlab", (file) => file.includes("/dist/") && !file.includes("/danfojs-node/"))).toEqual(
      [],
    );
  });

  it("a wrong use is an error, so the types are read at all", () => {
    expect(compileCell('import * as sx from "spexlab";\nsx.game(true, () => "many");')).not.toEqual([]);
  });

  it("the contract's chain compiles, and none of its results is `any`", () => {
    const chain = `
import * as sx from "spexlab";
const game = sx.game(["a", "b", "c"], (masks) => masks.map((m) => (m.has("a") && m.has("b") ? 1 : 0)));
const plan = sx.spex({ seed: 7 }).plan(10, { budget: 1000 });
const words = sx.game(sx.text("not bad at all").words(), (masks) => Float64Array.from({ length: masks.length }, (_, i) => masks.words[i]));
const e = await sx.explain(game, { method: sx.exact(), seed: 7 });
const view = e.as("FSII", { order: 2 }).order(1, 2).top(10).containing("a").positive();
const [first] = view.interactions;
isAny<typeof game>(false);
isAny<typeof words>(false);
isAny<typeof plan.calls>(false);
isAny<typeof plan.masks>(false);
isAny<typeof plan.masks.words>(false);
isAny<typeof e>(false);
isAny<typeof view>(false);
isAny<typeof first.value | typeof first.players | typeof first.names | typeof first.order>(false);
isAny<ReturnType<typeof e.get>>(false);
isAny<ReturnType<typeof e.predict>>(false);
isAny<Awaited<ReturnType<typeof e.faithfulness>>["r2"]>(false);
isAny<typeof e.calls>(false);
isAny<ReturnType<typeof e.negative>>(false);
isAny<ReturnType<typeof e.where>>(false);
const loaded = sx.load("review.json"), given = sx.fromFourier(3, [[[0, 1], 0.5]]), mobius = sx.fromMoebius(3, [[[0], 1]]);
const read = sx.fromValues(2, ["00", "01", "10", "11"], [0, 1, 1, 2]);
isAny<typeof loaded>(false);
isAny<typeof given>(false);
isAny<typeof mobius>(false);
isAny<typeof read>(false);
${isAny}`;
    expect(compileCell(chain)).toEqual([]);
  });

  it("an `any` in such a check is an error", () => {
    expect(compileCell(`const a: any = 1;\nisAny<typeof a>(false);\n${isAny}`)).toEqual([
      expect.stringContaining("isAny<typeof a>(false);"),
    ]);
  });
});

import { readFileSync, statSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { kernelName } from "../../src/setup/jupyter.mjs";
import { all, allCells, savedCells, savedHtml, savedText } from "./notebook.js";

describe.each(all)("$name", ({ file }) => {
  it("is of our kernel, its cells have readable names of their own, and it keeps no run's leftovers", () => {
    const { metadata, cells } = JSON.parse(readFileSync(file, "utf8"));
    expect(metadata.kernelspec.name).toBe(kernelName);
    expect(metadata.widgets).toBeUndefined();
    const ids = cells.map(({ id }: { id: string }) => id);
    expect(ids.filter((id: string) => !/^[a-z][a-z0-9-]*$/.test(id))).toEqual([]);
    expect(new Set(ids).size).toBe(ids.length);
    for (const cell of cells) expect(cell.metadata.execution, cell.id).toBeUndefined();
  });

  it("keeps outputs, small enough, without stderr and without a path of the machine that ran it", () => {
    const cells = savedCells(file);
    expect(cells.some(({ outputs }) => outputs.length > 0)).toBe(true);
    expect(statSync(file).size).toBeLessThan(1.5e6);
    expect(cells.flatMap(({ outputs }) => outputs.map(({ name }) => name))).not.toContain("stderr");
    const shown = cells.map((cell) => savedText(cell) + savedHtml(cell)).join("");
    expect(shown).not.toMatch(/\/(?:home|root|work|tmp|Users)\//);
  });

  it("links to files that are there", () => {
    const text = allCells(file)
      .filter(({ type }) => type === "markdown")
      .map(({ source }) => source)
      .join("\n");
    const links = [...text.matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)].map(([, link]) => link);
    const missing = links.filter(
      (link) => !statSync(path.resolve(path.dirname(file), link), { throwIfNoEntry: false }),
    );
    expect(missing).toEqual([]);
  });
});

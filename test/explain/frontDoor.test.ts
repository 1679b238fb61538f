import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import * as sx from "../../src/index.js";

/** Modules that are loaded with `file`: what it and all that it imports name in static imports, types left out. */
function loadedWith(
  file: string,
  seen: Set<string> = new Set(),
  packages: Set<string> = new Set(),
): Set<string> {
  if (seen.has(file)) return packages;
  seen.add(file);
  const statements = readFileSync(file, "utf8").matchAll(
    /^(?:import|export)\s[^;]*?from "([^"]+)";|^import "([^"]+)";/gms,
  );
  for (const [statement, from, alone] of statements) {
    if (/^(import|export) type /.test(statement)) continue;
    const module = from ?? alone;
    if (!module.startsWith(".")) packages.add(module);
    else loadedWith(join(dirname(file), module).replace(/\.js$/, ".ts"), seen, packages);
  }
  return packages;
}

test("importing spexlab loads nothing heavy: charts, models and documents wait for their first use", () => {
  const packages = [...loadedWith("src/index.ts")].filter((name) => !name.startsWith("node:"));
  expect(packages).toContain("pure-rand/generator/xoroshiro128plus");
  expect(packages.filter((name) => !name.startsWith("pure-rand/"))).toEqual([]);
});

test("the front door has what it promises", () => {
  const names = ["game", "text", "gemma", "evaluate", "explain", "spex", "exact", "load"];
  const more = ["fromFourier", "fromMoebius", "fromValues", "Masks", "SpexlabError"];
  expect(Object.keys(sx)).toEqual(expect.arrayContaining([...names, ...more]));
});

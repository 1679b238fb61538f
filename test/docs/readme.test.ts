import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { readReport } from "../../src/bench/report.js";
import { tablesOf } from "../../src/bench/tables.js";
import { methodFrom } from "../../src/explain/methods.js";
import * as sx from "../../src/index.js";
import { notebookFiles } from "../../src/setup/notebookFiles.mjs";
import { pictured } from "../../src/setup/picture.mjs";
import { newestResults, partOf } from "../../src/setup/readmeParts.mjs";
import { markdownExamples } from "./extract.js";

const readme = readFileSync("README.md", "utf8");
const refresh = "README.md is behind: run npm run readme";

test("has programs, each with what it prints", () => {
  const examples = markdownExamples(readme, "README.md");
  expect(examples.length).toBeGreaterThan(2);
  expect(examples.filter(({ printed }) => !printed)).toEqual([]);
});

test("every program in it is run: no block is of another kind", () => {
  const kinds = new Set([...readme.matchAll(/^```(\w+)$/gm)].map(([, kind]) => kind));
  expect([...kinds].toSorted()).toEqual(["sh", "text", "ts"]);
});

test("names every notebook", () => {
  const missing = notebookFiles()
    .map((file) => path.relative(".", file).replaceAll("\\", "/"))
    .filter((file) => !readme.includes(`](${file})`));
  expect(missing).toEqual([]);
});

test("the picture shows the notebook's output of now", () => {
  expect(partOf(readme, "picture"), refresh).toContain(pictured());
});

test("the benchmark's tables are those of the newest results", () => {
  const file = newestResults();
  const tables =
    file === undefined ? "No results" : tablesOf(readReport(JSON.parse(readFileSync(file, "utf8"))));
  expect(partOf(readme, "bench"), refresh).toContain(tables);
});

test("files and commands that it names are there", () => {
  const links = [...readme.matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(([, link]) => link);
  expect(links.filter((link) => !existsSync(link))).toEqual([]);
  const { scripts } = JSON.parse(readFileSync("package.json", "utf8"));
  const named = [...readme.matchAll(/npm run (\w+)/g)].map(([, name]) => name);
  expect(named.filter((name) => !(name in scripts))).toEqual([]);
});

test("the table of methods names every one", () => {
  const rows = [...readme.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name);
  expect(rows.toSorted()).toEqual(Object.keys(sx).filter(isMethodName).toSorted());
});

function isMethodName(name: string): boolean {
  try {
    return methodFrom(name) !== undefined;
  } catch {
    return false;
  }
}

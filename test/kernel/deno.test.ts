import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type CellResult, runCells } from "../support/kernel.js";

let folder: string;
let cells: CellResult[];

beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), "spexlab-deno-"));
  const spec = path.join(folder, "kernels", "deno-of-test");
  mkdirSync(spec, { recursive: true });
  const deno = createRequire(import.meta.url).resolve("deno/bin.cjs");
  writeFileSync(
    path.join(spec, "kernel.json"),
    JSON.stringify({
      argv: [process.execPath, deno, "jupyter", "--kernel", "--conn", "{connection_file}"],
      display_name: "Deno of the tests",
      language: "typescript",
    }),
  );
  cells = await runCells(
    [
      'import * as sx from "spexlab";\nconst e = sx.fromMoebius(["not", "bad"], [[["bad"], -2], [["not", "bad"], 3]]);',
      "e",
      "e.bar()",
      "e.sparsity()",
      "e.linked()",
    ],
    {
      kernel: "deno-of-test",
      env: { JUPYTER_PATH: folder, DENO_DIR: path.join(folder, "cache"), DENO_NO_UPDATE_CHECK: "1" },
      timeout: 120,
    },
  );
}, 240_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("Deno's kernel shows an explanation, a picture and a table in all their forms", () => {
  expect(cells.map(({ status, stderr }) => [status, stderr])).toEqual(cells.map(() => ["ok", ""]));
  const [, whole, bars, table, linked] = cells;
  for (const { shown } of [whole, bars, table]) {
    expect(shown("text/html").length).toBe(1);
    expect(shown("text/plain").length).toBe(1);
  }
  expect(whole.shown("text/html")[0]).toContain("sx-words");
  expect(bars.shown("text/html")[0]).toContain("data:image/svg+xml;base64,");
  expect(table.shown("text/html")[0]).toContain("<table");
  expect(linked.shown("application/vnd.vegalite.v5+json").length).toBe(1);
  expect(linked.shown("image/svg+xml").length).toBe(1);
});

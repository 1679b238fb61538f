import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as sx from "../../src/index.js";
import { markdownExamples, publicExamples } from "./extract.js";
import { runExample, tells } from "./runExample.js";

const root = process.cwd();
const { examples, functions } = publicExamples(join(root, "src/index.ts"));

describe("docstrings of the front door", () => {
  // Examples may write files: they run in a folder of their own.
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "spexlab-docs-"));
    process.chdir(folder);
  });
  afterAll(() => {
    process.chdir(root);
    rmSync(folder, { recursive: true });
  });

  test("every exported function has an example that promises a value", () => {
    expect(functions.length).toBeGreaterThan(8);
    const shown = examples.filter(({ code }) => /; \/\/ /.test(code)).map(({ name }) => name);
    expect(functions.filter((name) => !shown.includes(name))).toEqual([]);
  });

  test.each(examples)("$name ($file)", async ({ code }) => {
    await check(code);
  });
});

test("the TypeScript in README.md runs and prints what stands below it", async () => {
  const markdown = existsSync("README.md") ? readFileSync("README.md", "utf8") : "";
  for (const { code, printed } of markdownExamples(markdown, "README.md")) await check(code, printed);
});

async function check(code: string, printed?: string): Promise<void> {
  const { promised, shown } = await runExample(code, sx);
  for (const { says, value, line } of promised) {
    if (!tells(says, value)) {
      expect.fail(`line ${line} says ${says}, but the value is ${inspect(value, { depth: 5 })}`);
    }
  }
  if (printed !== undefined)
    expect(shown.trimEnd(), "npm run readme writes what is printed now").toBe(printed);
}

describe("the checker itself", () => {
  test("finds a false promise", async () => {
    const { promised } = await runExample(
      "const a = 1; // prose\na + 1; // 3\n[1, 'b']; // [1, \"b\"]\n",
      sx,
    );
    expect(promised.map(({ says, value }) => tells(says, value))).toEqual([false, true]);
  });

  test("reads programs and their output from Markdown", () => {
    const markdown = "# A\n```ts\n1 + 1\n```\n\n```text\n2\n```\nprose\n```sh\nls\n```\n```ts\nf()\n```\n";
    expect(markdownExamples(markdown, "A.md").map(({ code, printed }) => [code, printed])).toEqual([
      ["1 + 1\n", "2"],
      ["f()\n", undefined],
    ]);
  });

  test("shows what a notebook shows", async () => {
    const { shown } = await runExample(
      "console.log('one', 2);\nconst m = await Promise.resolve(3);\nm;\n",
      sx,
    );
    expect(shown).toBe("one 2\n3");
    expect((await runExample("1;\nconsole.log(2);\n", sx)).shown).toBe("2");
  });
});

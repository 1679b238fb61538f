import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { expect, it } from "vitest";
import { root } from "../../src/setup/paths.mjs";

// TypeScript's parser tells which language level a file needs: nothing newer than modules and `import()` (Node 12.20).
const ts: typeof import("typescript") = createRequire(import.meta.url)("typescript");

it.each(["start.mjs", "test.mjs", "nodeVersion.mjs"])(
  "%s parses on an old Node, so that the version check can speak",
  (name) => {
    const text = readFileSync(path.join(root, "src", "setup", name), "utf8");
    const plain = ts.transpileModule(text, {
      fileName: name,
      compilerOptions: { target: ts.ScriptTarget.ES2018, module: ts.ModuleKind.ESNext, removeComments: true },
    });
    const squeezed = (code: string) =>
      ts.transpileModule(code, {
        fileName: name,
        compilerOptions: {
          target: ts.ScriptTarget.ESNext,
          module: ts.ModuleKind.ESNext,
          removeComments: true,
        },
      }).outputText;
    expect(plain.outputText).toBe(squeezed(text));
    expect(text).not.toContain("node:");
    expect(text.match(/^import .*$/gm) ?? []).toSatisfy((imports: string[]) =>
      imports.every((line) => line.includes("./nodeVersion.mjs")),
    );
  },
);

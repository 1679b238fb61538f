import { createRequire } from "node:module";
import type * as TypeScript from "typescript";
import { notebooks } from "../../src/setup/paths.mjs";

const require = createRequire(import.meta.url);

/** tslab's own compiler: a fork of TypeScript 5.0.4. */
export const ts: typeof TypeScript = require("@tslab/typescript-for-tslab");

interface Converter {
  convert(
    previous: string,
    source: string,
  ): { diagnostics: { start: { line: number }; messageText: string }[] };
  close(): void;
}

const { createConverter, options: compilerOptions } = loadConverter();

/**
 * Compiles one cell as tslab does, as if its notebook lay in notebooks/. Empty when it compiles, else one line per error.
 */
export function compileCell(source: string): string[] {
  return inNotebooks(() => {
    const converter = createConverter();
    try {
      const lines = source.split("\n");
      return converter
        .convert("", source)
        .diagnostics.map(({ start, messageText }) => `${lines[start.line]?.trim()}: ${messageText}`);
    } finally {
      converter.close();
    }
  });
}

/** A program of one cell with the options that tslab compiles with, for questions to its type checker. */
export function cellProgram(source: string): {
  checker: TypeScript.TypeChecker;
  file: TypeScript.SourceFile;
} {
  return inNotebooks(() => {
    const options = compilerOptions();
    const host = ts.createCompilerHost(options);
    const name = `${notebooks.replaceAll("\\", "/")}/__cell__.ts`;
    const { getSourceFile, fileExists } = host;
    host.fileExists = (file) => file === name || fileExists(file);
    host.getSourceFile = (file, ...rest) =>
      file === name
        ? ts.createSourceFile(name, source, ts.ScriptTarget.ES2022, true)
        : getSourceFile(file, ...rest);
    const program = ts.createProgram([name], options, host);
    const file = program.getSourceFile(name);
    if (!file) throw new Error("The cell is not in its own program.");
    return { checker: program.getTypeChecker(), file };
  });
}

/** tslab's converter, loaded once, and the options that it passes to the compiler, caught on their way. */
function loadConverter(): { createConverter(): Converter; options(): TypeScript.CompilerOptions } {
  const compiler = require.cache[require.resolve("@tslab/typescript-for-tslab")];
  if (!compiler) throw new Error("tslab's compiler is not loaded.");
  let caught: TypeScript.CompilerOptions | undefined;
  const createWatchCompilerHost = (...args: unknown[]) => {
    caught = args[1] as TypeScript.CompilerOptions;
    return (ts.createWatchCompilerHost as (...args: unknown[]) => unknown)(...args);
  };
  compiler.exports = { ...ts, createWatchCompilerHost };
  const { createConverter }: { createConverter(): Converter } = require("tslab/dist/converter.js");
  compiler.exports = ts;
  const options = () => {
    if (!caught) createConverter().close();
    if (!caught) throw new Error("tslab no longer makes its compiler by createWatchCompilerHost.");
    return caught;
  };
  return { createConverter, options };
}

/** tslab resolves imports from the working directory. */
function inNotebooks<T>(work: () => T): T {
  const before = process.cwd();
  process.chdir(notebooks);
  try {
    return work();
  } finally {
    process.chdir(before);
  }
}

import { readFileSync } from "node:fs";
import Module, { createRequire } from "node:module";
import path from "node:path";
import { SpexlabError } from "../../errors.js";
import { tslabCompiler } from "./typescript.js";

/** Where a problem in a cell begins: line and column from 0. */
interface Position {
  readonly line: number;
  readonly character: number;
}

/** A complaint of the compiler. */
export interface Diagnostic {
  readonly start: Position;
  readonly messageText: string;
  readonly code: number;
  /** Set when it is not the cell but a file beside the notebook. */
  readonly fileName?: string;
}

/** What becomes of a cell. */
export interface Converted {
  readonly diagnostics: readonly Diagnostic[];
  readonly output?: string;
  /** Declarations of all that cells declared so far, this one included. */
  readonly declOutput?: string;
  readonly hasToplevelAwait?: boolean;
  /** TypeScript files beside the notebook that the cell imports. */
  readonly sideOutputs?: readonly { readonly path: string; readonly data: string }[];
  readonly lastExpressionVar?: string;
}

/** tslab's compiler of cells. */
export interface Converter {
  convert(previous: string, source: string): Converted;
  inspect(previous: string, source: string, position: number): object | undefined;
  complete(
    previous: string,
    source: string,
    position: number,
  ): { readonly start: number; readonly end: number; readonly candidates: readonly string[] };
  addModule(name: string, content: string, meta: object): readonly Diagnostic[];
  close(): void;
}

/** The parts of tslab that the kernel is built on. */
export interface Tslab {
  /** Path of its package.json. */
  readonly file: string;
  readonly converter: {
    createConverter(options: { isJS: boolean; isBrowser: boolean }): Converter;
    isCompleteCode(code: string): { readonly completed: boolean; readonly indent?: string };
  };
  readonly jupyter: { lastWriteDisplayData: unknown };
  readonly inspect: { printQuickInfo(info: object): string };
  readonly metadata: {
    getCodeMetadata(code: string): { readonly module?: string; readonly mode?: "node" | "browser" };
  };
  /** What cells import as "tslab". */
  readonly api: unknown;
}

/** The version whose modules we know. */
const KNOWN = "1.0.22";

/**
 * Loads tslab's modules from our own dependencies, with the project's TypeScript in place of tslab's old fork.
 * Throws `WRONG_TSLAB` when it is not the version that we are made for.
 */
export function loadTslab(): Tslab {
  const ours = createRequire(import.meta.url);
  const file = ours.resolve("tslab/package.json");
  const { version }: { version: string } = JSON.parse(readFileSync(file, "utf8"));
  if (version !== KNOWN) {
    throw new SpexlabError(
      "WRONG_TSLAB",
      `Expected tslab ${KNOWN}, found ${version}. Run: npm install tslab@${KNOWN}`,
    );
  }
  const require = createRequire(file);
  replace(require.resolve("@tslab/typescript-for-tslab"), tslabCompiler());
  const load = (name: string): never => require(path.join(path.dirname(file), "dist", name)) as never;
  return {
    file,
    converter: load("converter.js"),
    jupyter: load("jupyter.js"),
    inspect: load("inspect.js"),
    metadata: load("metadata.js"),
    api: load("public.js"),
  };
}

/** Makes `require` of a file answer with these exports. */
function replace(file: string, exports: unknown): void {
  const module = new Module(file);
  module.filename = file;
  module.loaded = true;
  module.exports = exports;
  createRequire(import.meta.url).cache[file] = module as NodeJS.Module;
}

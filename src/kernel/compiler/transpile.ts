import { SourceMap, type SourceMapPayload } from "node:module";
import type * as TypeScript from "typescript";
import type { Compiler } from "./typescript.js";

/** The maps from a cell's JavaScript back to its source, through what tslab compiles in between. By the JavaScript's text. */
const maps = new Map<string, readonly SourceMap[]>();

const MAP_COMMENT = /\n?\/\/# sourceMappingURL=data:application\/json;base64,([A-Za-z0-9+/=]+)\s*$/;
const BARE_DYNAMIC_IMPORT =
  /Promise\.resolve\(\)\.then\(\(\) => __importStar\(require\(("[^"./][^"]*")\)\)\)/g;

/** Takes the maps of a cell's JavaScript, once. */
export function takeMaps(code: string): readonly SourceMap[] {
  const found = maps.get(code) ?? [];
  maps.clear();
  return found;
}

/** Line and column (from 0) in a cell, of a place in its JavaScript; undefined where there is none. */
export function original(
  places: readonly SourceMap[],
  line: number,
  column: number,
): { line: number; column: number } | undefined {
  if (places.length === 0) return undefined;
  let at = { line, column };
  for (const map of places) {
    const entry = map.findEntry(at.line, at.column) as { originalLine?: number; originalColumn?: number };
    if (entry.originalLine === undefined || entry.originalColumn === undefined) return undefined;
    at = { line: entry.originalLine, column: entry.originalColumn };
  }
  // tslab puts one line before every cell.
  return at.line < 1 ? undefined : { line: at.line - 1, column: at.column };
}

/**
 * TypeScript's `transpileModule` as tslab uses it (ES modules to CommonJS), with maps kept, `import()` of packages left to
 * Node, and without "use strict", which tslab's fork could be told to leave out.
 */
export function transpiler(ts: Compiler): typeof TypeScript.transpileModule {
  return (input, options) => {
    const { noImplicitUseStrict, ...known } = options.compilerOptions as TypeScript.CompilerOptions;
    const inner = MAP_COMMENT.exec(input)?.[1];
    const result = ts.transpileModule(input.replace(MAP_COMMENT, ""), {
      ...options,
      compilerOptions: { ...known, sourceMap: true },
    });
    const outputText = result.outputText
      .replace(/\n\/\/# sourceMappingURL=.*\s*$/, "\n")
      .replace(/^"use strict";/, "")
      .replace(BARE_DYNAMIC_IMPORT, "import($1)");
    if (inner !== undefined && result.sourceMapText !== undefined) {
      maps.set(
        outputText,
        [result.sourceMapText, Buffer.from(inner, "base64").toString("utf8")].map(
          (text) => new SourceMap(JSON.parse(text) as SourceMapPayload),
        ),
      );
    }
    return { ...result, outputText };
  };
}

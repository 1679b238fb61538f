import type * as TypeScript from "typescript";
import type { Compiler } from "./typescript.js";

/*
 * A cell's variable may have a type that its package does not export. TypeScript then finds no portable name for it, says so
 * (2742) and declares the variable as `any`. Cells stay where they are, so for us the file's own path is name enough; it is
 * written with a mark in place of "node_modules", by which TypeScript would know it as not portable.
 */

const PREFIX = "file:";
const MARK = "/~/";
/** "The inferred type … cannot be named without a reference to …. This is likely not portable." */
const NOT_PORTABLE = new Set([2742, 2883]);

type Named = TypeScript.SourceFile & { moduleName?: string };

/** Complaints about a cell's declarations but for names that are not portable: those become nameable instead. */
export function declarationTrouble(
  program: TypeScript.Program,
  file: TypeScript.SourceFile,
): readonly TypeScript.Diagnostic[] {
  const found = program.getDeclarationDiagnostics(file);
  const rest = found.filter(({ code }) => !NOT_PORTABLE.has(code));
  if (rest.length < found.length) {
    for (const inner of program.getSourceFiles() as readonly Named[]) {
      if (inner.isDeclarationFile && program.isSourceFileFromExternalLibrary(inner)) {
        inner.moduleName = PREFIX + inner.fileName.replaceAll("/node_modules/", MARK);
      }
    }
  }
  return rest;
}

type Resolver = NonNullable<TypeScript.CompilerHost["resolveModuleNameLiterals"]>;

/**
 * Resolves such names to their files and all others as TypeScript does. `forget` drops what is remembered, so that a package
 * installed meanwhile is found.
 */
export function resolver(
  ts: Compiler,
  folder: string,
  host: TypeScript.ModuleResolutionHost,
): { resolve: Resolver; forget(): void } {
  let cache: TypeScript.ModuleResolutionCache | undefined;
  return {
    resolve(literals, containing, redirected, options) {
      cache ??= ts.createModuleResolutionCache(folder, (name) => name, options);
      return literals.map(({ text }) => {
        if (!text.startsWith(PREFIX)) {
          return ts.resolveModuleName(text, containing, options, host, cache, redirected);
        }
        const resolvedFileName = text.slice(PREFIX.length).replaceAll(MARK, "/node_modules/");
        const extension = /\.d\.[cm]?ts$/.exec(resolvedFileName)?.[0] ?? ts.Extension.Dts;
        return { resolvedModule: { resolvedFileName, extension, isExternalLibraryImport: true } };
      });
    },
    forget() {
      cache = undefined;
    },
  };
}

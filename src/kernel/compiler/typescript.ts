import { createRequire } from "node:module";
import type * as TypeScript from "typescript";
import { declarationTrouble, resolver } from "./innerFiles.js";
import { quickInfo } from "./quickInfo.js";
import { withShorthand } from "./shorthand.js";
import { signatureAt } from "./signature.js";
import { topLevelAwait } from "./topLevelAwait.js";
import { transpiler } from "./transpile.js";

/** TypeScript with the parts of its runtime that its own declarations leave out. */
export type Compiler = typeof TypeScript & {
  readonly nullTransformationContext: TypeScript.TransformationContext;
  bindSourceFile(file: TypeScript.SourceFile, options: TypeScript.CompilerOptions): void;
  findPrecedingToken(position: number, file: TypeScript.SourceFile): TypeScript.Node | undefined;
  getTouchingPropertyName(file: TypeScript.SourceFile, position: number): TypeScript.Node;
  readonly Completions: {
    getCompletionsAtPosition(...args: unknown[]): TypeScript.CompletionInfo | undefined;
  };
  readonly SymbolDisplay: {
    getSymbolDisplayPartsDocumentationAndSymbolKind(
      checker: TypeScript.TypeChecker,
      symbol: TypeScript.Symbol,
      file: TypeScript.SourceFile,
      enclosing: TypeScript.Node | undefined,
      location: TypeScript.Node,
    ): Pick<TypeScript.QuickInfo, "displayParts" | "documentation" | "tags">;
  };
  readonly SignatureHelp: {
    getSignatureHelpItems(
      program: TypeScript.Program,
      file: TypeScript.SourceFile,
      position: number,
      reason: undefined,
      cancellation: object,
    ): TypeScript.SignatureHelpItems | undefined;
  };
};

/** The TypeScript of our dependencies. */
export const ts: Compiler = createRequire(import.meta.url)("typescript");

/**
 * A stand-in for the fork of TypeScript 5.0.4 that tslab is written against: our TypeScript, with the handful of functions
 * that only the fork has and the options that cells need today.
 */
export function tslabCompiler(): object {
  return {
    ...ts,
    createWatchCompilerHost,
    createWatchProgram,
    transpileModule: transpiler(ts),
    getNullTransformationContext: () => ts.nullTransformationContext,
    getDefaultTypeRoots: (folder: string) =>
      ts.getEffectiveTypeRoots({}, { getCurrentDirectory: () => folder }),
    getPreEmitDiagnosticsOfFiles,
    getQuickInfoAtPosition(
      file: TypeScript.SourceFile,
      checker: TypeScript.TypeChecker,
      _cancellation: object,
      position: number,
    ) {
      return (
        signatureAt(ts, programOf.get(checker)!, file, position) ?? quickInfo(ts, file, checker, position)
      );
    },
    Completions: { ...ts.Completions, getCompletionsAtPositionForTslab },
  };
}

/** The watch program's newest program, by its checker: tslab asks for quick info with the checker alone. */
const programOf = new WeakMap<TypeScript.TypeChecker, TypeScript.Program>();

type WatchHost =
  TypeScript.WatchCompilerHostOfFilesAndCompilerOptions<TypeScript.EmitAndSemanticDiagnosticsBuilderProgram>;

function createWatchCompilerHost(
  files: string[],
  options: TypeScript.CompilerOptions & { noImplicitUseStrict?: boolean; disableTopLevelAwait?: boolean },
  ...rest: never[]
): WatchHost {
  const { noImplicitUseStrict, disableTopLevelAwait, ...known } = options;
  const modern: TypeScript.CompilerOptions = {
    ...known,
    // `exports` of packages and a package's own name are found.
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    lib: ["lib.es2023.d.ts", ...(known.lib ?? []).filter((lib) => lib.startsWith("lib.dom"))],
    inlineSourceMap: true,
  };
  const host = (ts.createWatchCompilerHost as (...args: unknown[]) => WatchHost)(files, modern, ...rest);
  const { resolve, forget } = resolver(ts, host.getCurrentDirectory(), host);
  host.resolveModuleNameLiterals = resolve;
  forgets.set(host, forget);
  return host;
}

/** A program with the last argument of `emit` that its declarations leave out: declarations are written whatever they lack. */
type ForcefulProgram = TypeScript.Program & {
  emit(
    ...args: [...Parameters<TypeScript.Program["emit"]>, forceDeclarations: boolean]
  ): TypeScript.EmitResult;
};

/** What each host remembers of packages, to be forgotten with every new program. */
const forgets = new WeakMap<WatchHost, () => void>();

/** Gives every program that tslab sees our transformer. */
function createWatchProgram(
  host: WatchHost,
): TypeScript.WatchOfFilesAndCompilerOptions<TypeScript.EmitAndSemanticDiagnosticsBuilderProgram> {
  const { afterProgramCreate } = host;
  host.afterProgramCreate = (builder) => {
    const program = builder.getProgram() as ForcefulProgram;
    // tslab reads a cell's variables from the binder's table before it asks for types.
    for (const name of program.getRootFileNames()) {
      const file = program.getSourceFile(name);
      if (file) ts.bindSourceFile(file, program.getCompilerOptions());
    }
    const { getTypeChecker } = program;
    program.getTypeChecker = () => {
      const checker = getTypeChecker();
      programOf.set(checker, program);
      return checker;
    };
    builder.emit = (file, write, cancellation, declarationsOnly, transformers) =>
      program.emit(
        file,
        write,
        cancellation,
        declarationsOnly,
        withShorthand(ts, program.getTypeChecker(), transformers),
        true,
      );
    forgets.get(host)?.();
    afterProgramCreate?.(builder);
  };
  return ts.createWatchProgram(host);
}

/** All complaints about these files, and for a top-level `await` the one by which tslab knows it. */
function getPreEmitDiagnosticsOfFiles(
  program: TypeScript.Program,
  files: readonly TypeScript.SourceFile[],
): readonly TypeScript.Diagnostic[] {
  return ts.sortAndDeduplicateDiagnostics(
    files.flatMap((file) => [
      ...program.getSyntacticDiagnostics(file),
      ...program.getSemanticDiagnostics(file),
      ...declarationTrouble(program, file),
      ...topLevelAwait(ts, file),
    ]),
  );
}

function getCompletionsAtPositionForTslab(
  _host: object,
  program: TypeScript.Program,
  log: unknown,
  file: TypeScript.SourceFile,
  position: number,
  preferences: object,
  trigger: unknown,
  kind: unknown,
  cancellation: unknown,
): TypeScript.CompletionInfo | undefined {
  const host = {
    ...ts.sys,
    getCompilationSettings: () => program.getCompilerOptions(),
    getScriptFileNames: () => program.getRootFileNames(),
    getProgram: () => program,
  };
  return ts.Completions.getCompletionsAtPosition(
    host,
    program,
    log,
    file,
    position,
    preferences,
    trigger,
    kind,
    cancellation,
  );
}

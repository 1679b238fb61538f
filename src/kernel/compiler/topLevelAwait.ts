import type * as TypeScript from "typescript";
import type { Compiler } from "./typescript.js";

/** The code by which tslab's fork reports an `await` outside of functions. */
const AWAIT_OUTSIDE = 1308;

/**
 * A complaint about the first `await`, `for await` or `await using` outside of functions, or nothing. Our compiler allows
 * them; tslab wants to be told, drops the complaint and runs the cell in an async function.
 */
export function topLevelAwait(ts: Compiler, file: TypeScript.SourceFile): TypeScript.Diagnostic[] {
  if (file.isDeclarationFile) return [];
  const token = firstAwait(ts, file, file);
  if (token === undefined) return [];
  const start = token.getStart(file);
  return [
    {
      file,
      start,
      length: token.getEnd() - start,
      code: AWAIT_OUTSIDE,
      category: ts.DiagnosticCategory.Error,
      messageText: "'await' outside of functions",
    },
  ];
}

function firstAwait(
  ts: Compiler,
  node: TypeScript.Node,
  file: TypeScript.SourceFile,
): TypeScript.Node | undefined {
  if (ts.isFunctionLike(node) || ts.isClassStaticBlockDeclaration(node)) return undefined;
  if (ts.isAwaitExpression(node)) return node.getFirstToken(file);
  if (ts.isForOfStatement(node) && node.awaitModifier) return node.awaitModifier;
  if (
    ts.isVariableDeclarationList(node) &&
    (node.flags & ts.NodeFlags.AwaitUsing) === ts.NodeFlags.AwaitUsing
  )
    return node.getFirstToken(file);
  return ts.forEachChild(node, (child) => firstAwait(ts, child, file));
}

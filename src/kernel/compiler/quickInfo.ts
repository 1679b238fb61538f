import type * as TypeScript from "typescript";
import type { Compiler } from "./typescript.js";

/** What is known about the name at a position: its type and its documentation. */
export function quickInfo(
  ts: Compiler,
  file: TypeScript.SourceFile,
  checker: TypeScript.TypeChecker,
  position: number,
): Partial<TypeScript.QuickInfo> | undefined {
  const node = ts.getTouchingPropertyName(file, position);
  if (node === file) return undefined;
  const textSpan = ts.createTextSpanFromBounds(node.getStart(file), node.getEnd());
  const symbol = checker.getSymbolAtLocation(node);
  if (symbol !== undefined) {
    const { displayParts, documentation, tags } =
      ts.SymbolDisplay.getSymbolDisplayPartsDocumentationAndSymbolKind(checker, symbol, file, file, node);
    return { textSpan, displayParts, documentation, tags };
  }
  if (!ts.isIdentifier(node) && !ts.isExpression(node)) return undefined;
  const type = checker.getTypeAtLocation(node);
  return {
    textSpan,
    displayParts: [{ kind: "text", text: checker.typeToString(type, file) }],
    documentation: type.symbol?.getDocumentationComment(checker),
    tags: type.symbol?.getJsDocTags(checker),
  };
}

import type * as TypeScript from "typescript";
import type { Compiler } from "./typescript.js";

const never: TypeScript.CancellationToken & { throwIfCancellationRequested(): void } = {
  isCancellationRequested: () => false,
  throwIfCancellationRequested: () => {},
};

/**
 * Inside the brackets of a call, but not on a name: the signatures of what is called, the parameter at the cursor and its
 * documentation, in the form of quick info. Undefined elsewhere.
 */
export function signatureAt(
  ts: Compiler,
  program: TypeScript.Program,
  file: TypeScript.SourceFile,
  position: number,
): Partial<TypeScript.QuickInfo> | undefined {
  if (ts.isIdentifier(ts.getTouchingPropertyName(file, position))) return undefined;
  const help = ts.SignatureHelp.getSignatureHelpItems(program, file, position, undefined, never);
  if (help === undefined) return undefined;
  const { items, selectedItemIndex, argumentIndex, applicableSpan } = help;
  const chosen = items[selectedItemIndex] ?? items[0];
  const parameter = chosen.parameters[Math.min(argumentIndex, chosen.parameters.length - 1)];
  const text = (parts: readonly TypeScript.SymbolDisplayPart[]): string =>
    parts.map((part) => part.text).join("");
  const line = (item: TypeScript.SignatureHelpItem): string =>
    text(item.prefixDisplayParts) +
    item.parameters.map(({ displayParts }) => text(displayParts)).join(text(item.separatorDisplayParts)) +
    text(item.suffixDisplayParts);
  const lines = [line(chosen), ...items.filter((item) => item !== chosen).map(line)];
  const about = parameter && text(parameter.documentation);
  if (parameter) lines.push("", `→ ${text(parameter.displayParts)}${about ? `: ${about}` : ""}`);
  return {
    textSpan: { ...applicableSpan },
    displayParts: [{ kind: "text", text: lines.join("\n") }],
    documentation: chosen.documentation,
    tags: chosen.tags,
  };
}

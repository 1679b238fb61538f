import type * as TypeScript from "typescript";

/** "The inferred type … cannot be named without a reference to …. This is likely not portable." */
const NOT_PORTABLE = new Set([2742, 2883]);

/**
 * Complaints about a cell's declarations. Cells stay where they are, so a type that can only be named by the path of a
 * package's inner file is as good as any.
 */
export function declarationTrouble(
  diagnostics: readonly TypeScript.Diagnostic[],
): readonly TypeScript.Diagnostic[] {
  return diagnostics.filter(({ code }) => !NOT_PORTABLE.has(code));
}

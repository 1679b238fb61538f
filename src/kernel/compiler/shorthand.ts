import type * as TypeScript from "typescript";
import type { Compiler } from "./typescript.js";

/**
 * tslab turns a variable of an earlier cell into `exports.x`, but not in `{ x }`. This writes such a shorthand out as
 * `{ x: exports.x }`, in patterns (`({ x } = point)`) as well.
 */
export function withShorthand(
  ts: Compiler,
  checker: TypeScript.TypeChecker,
  transformers: TypeScript.CustomTransformers = {},
): TypeScript.CustomTransformers {
  const { factory } = ts;
  const before: TypeScript.TransformerFactory<TypeScript.SourceFile> = (context) => (file) => {
    const isEarlier = (node: TypeScript.ShorthandPropertyAssignment): boolean =>
      checker
        .getShorthandAssignmentValueSymbol(node)
        ?.declarations?.some((declaration) =>
          declaration.getSourceFile().fileName.endsWith("/__prev__.d.ts"),
        ) ?? false;
    const visit = (node: TypeScript.Node): TypeScript.Node => {
      if (!ts.isShorthandPropertyAssignment(node) || !isEarlier(node)) {
        return ts.visitEachChild(node, visit, context);
      }
      const value = factory.createPropertyAccessExpression(
        factory.createIdentifier("exports"),
        node.name.text,
      );
      const initial = node.objectAssignmentInitializer;
      return factory.createPropertyAssignment(
        node.name.text,
        initial === undefined
          ? value
          : factory.createAssignment(value, ts.visitNode(initial, visit) as TypeScript.Expression),
      );
    };
    return ts.visitEachChild(file, visit, context);
  };
  return { ...transformers, before: [...(transformers.before ?? []), before] };
}

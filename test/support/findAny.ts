import type * as TypeScript from "typescript";
import { cellProgram, ts } from "./cellCompiler.js";

/**
 * The paths at which a package's types hold `any` when a tslab cell reads them, such as `explain().value`. The walk follows
 * properties, parameters, results, type arguments and constraints; it enters only types declared in files that `ours` accepts.
 *
 * @param ours Whether a declaration file is the package's own (an `any` of others' is theirs).
 */
export function findAny(specifier: string, ours: (file: string) => boolean): string[] {
  const { checker, file } = cellProgram(`import * as all from ${JSON.stringify(specifier)};\nall;`);
  const namespace = checker.getTypeAtLocation(
    (file.statements[1] as TypeScript.ExpressionStatement).expression,
  );
  if (namespace.flags & ts.TypeFlags.Any) throw new Error(`A cell does not find the package ${specifier}.`);
  const found: string[] = [];
  const seen = new Set<TypeScript.Type>();
  const entered = new Set<TypeScript.Symbol>();

  function walk(type: TypeScript.Type, path: string): void {
    if (type.flags & ts.TypeFlags.Any) {
      found.push(path);
      return;
    }
    if (seen.has(type)) return;
    seen.add(type);
    if (type.isUnionOrIntersection()) for (const part of type.types) walk(part, path);
    for (const argument of [...(type.aliasTypeArguments ?? []), ...typeArguments(type)])
      walk(argument, `${path}<>`);
    const constraint =
      type.flags & ts.TypeFlags.TypeParameter ? checker.getBaseConstraintOfType(type) : undefined;
    if (constraint) walk(constraint, `${path} extends`);
    if (type === namespace || isOurs(type)) members(generic(type), path);
  }

  /** Enters each declaration once, uninstantiated: recursive generics have no end. */
  function members(type: TypeScript.Type, path: string): void {
    if (entered.has(type.symbol)) return;
    entered.add(type.symbol);
    for (const property of checker.getPropertiesOfType(type)) {
      if (isPrivate(property)) continue;
      const name = path ? `${path}.${property.name}` : property.name;
      walk(checker.getTypeOfSymbolAtLocation(property, file), name);
    }
    for (const kind of [ts.SignatureKind.Call, ts.SignatureKind.Construct]) {
      for (const signature of checker.getSignaturesOfType(type, kind)) {
        for (const parameter of signature.parameters) {
          walk(checker.getTypeOfSymbolAtLocation(parameter, file), `${path}(${parameter.name})`);
        }
        walk(signature.getReturnType(), `${path}()`);
      }
    }
    for (const info of checker.getIndexInfosOfType(type)) walk(info.type, `${path}[]`);
  }

  function isReference(type: TypeScript.Type): type is TypeScript.TypeReference {
    const { objectFlags = 0 } = type as Partial<TypeScript.ObjectType>;
    return (objectFlags & ts.ObjectFlags.Reference) !== 0;
  }

  function typeArguments(type: TypeScript.Type): readonly TypeScript.Type[] {
    return isReference(type) ? checker.getTypeArguments(type) : [];
  }

  function generic(type: TypeScript.Type): TypeScript.Type {
    return isReference(type) ? type.target : type;
  }

  /** Declarations leave out the types of private members. */
  function isPrivate({ declarations = [] }: TypeScript.Symbol): boolean {
    return declarations.some((declaration) => {
      const name = ts.getNameOfDeclaration(declaration);
      return (
        ts.getCombinedModifierFlags(declaration) & ts.ModifierFlags.Private ||
        (name && ts.isPrivateIdentifier(name))
      );
    });
  }

  function isOurs(type: TypeScript.Type): boolean {
    const declarations = (type.symbol ?? type.aliasSymbol)?.declarations ?? [];
    return declarations.some((declaration) => ours(declaration.getSourceFile().fileName));
  }

  walk(namespace, "");
  for (const exported of checker.getExportsOfModule(namespace.symbol)) {
    if (exported.flags & (ts.SymbolFlags.Interface | ts.SymbolFlags.TypeAlias | ts.SymbolFlags.Class)) {
      walk(checker.getDeclaredTypeOfSymbol(exported), exported.name);
    }
  }
  return found;
}

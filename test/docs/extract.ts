import { relative } from "node:path";
import ts from "typescript";

/** A piece of documentation that is a program. */
export interface Example {
  /** What it documents, e.g. `explain` or `Masks.has`. */
  readonly name: string;
  /** Where it stands, e.g. `src/explain/explain.ts`. */
  readonly file: string;
  readonly code: string;
  /** What the documentation says that the program shows in the end, where it says so. */
  readonly printed?: string;
}

/** Everything that the front door exports, with the examples in its docstrings and in those of its members. */
export function publicExamples(entry: string): { examples: Example[]; functions: string[] } {
  const options: ts.CompilerOptions = {
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    target: ts.ScriptTarget.ES2022,
    types: [],
  };
  const program = ts.createProgram([entry], options);
  const checker = program.getTypeChecker();
  const door = checker.getSymbolAtLocation(program.getSourceFile(entry)!)!;
  const examples: Example[] = [];
  const functions: string[] = [];
  const visit = (exported: ts.Symbol, name: string): void => {
    const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
    // A namespace, such as `sx.tasks`.
    if (symbol.flags & ts.SymbolFlags.ValueModule) {
      for (const inner of checker.getExportsOfModule(symbol)) visit(inner, `${name}.${inner.name}`);
      return;
    }
    if (symbol.flags & ts.SymbolFlags.Function) functions.push(name);
    for (const declaration of symbol.declarations ?? []) {
      examples.push(...examplesOf(declaration, name));
      if (!ts.isClassDeclaration(declaration) && !ts.isInterfaceDeclaration(declaration)) continue;
      for (const member of declaration.members) {
        examples.push(...examplesOf(member, `${name}.${member.name?.getText() ?? "constructor"}`));
      }
    }
  };
  for (const exported of checker.getExportsOfModule(door)) visit(exported, exported.name);
  return { examples, functions };
}

function examplesOf(node: ts.Node, name: string): Example[] {
  const file = relative(process.cwd(), node.getSourceFile().fileName);
  return ts
    .getJSDocTags(node)
    .filter((tag) => tag.tagName.text === "example")
    .map((tag) => ({ name, file, code: ts.getTextOfJSDocComment(tag.comment) ?? "" }));
}

/** The ```ts blocks of a Markdown text; a ```text block right after one is what it prints. */
export function markdownExamples(markdown: string, file: string): Example[] {
  const blocks = [...markdown.matchAll(/^```(\w*)\n(.*?)^```$(\n*(?=```text\n))?/gms)];
  return blocks.flatMap(([, language, code, textFollows], k) => {
    if (language !== "ts") return [];
    const printed = textFollows === undefined ? {} : { printed: blocks[k + 1][2].trimEnd() };
    return [{ name: `block ${k + 1}`, file, code, ...printed }];
  });
}

import { inspect } from "node:util";
import ts from "typescript";

/** One value that an example promises, and what came. */
export interface Promised {
  readonly line: number;
  /** The comment behind the expression. */
  readonly says: string;
  readonly value: unknown;
}

/** What an example did. */
export interface Ran {
  readonly promised: readonly Promised[];
  /** What a notebook would show: what was printed, then the value of the last expression. */
  readonly shown: string;
}

/**
 * Runs an example. An expression statement with a comment behind it on its last line promises that value:
 * `masks.length; // 2`. Prose belongs on lines of its own or behind declarations.
 */
export async function runExample(code: string, sx: object): Promise<Ran> {
  const body = code.replace(/^import .* from "spexlab";$/gm, "");
  const source = ts.createSourceFile("example.ts", body, ts.ScriptTarget.ES2022, true);
  let program = "";
  source.statements.forEach((statement, k) => {
    const text = statement.getText(source);
    if (!ts.isExpressionStatement(statement)) {
      program += `${text}\n`;
      return;
    }
    const [comment] = ts.getTrailingCommentRanges(body, statement.end) ?? [];
    const says = comment ? body.slice(comment.pos + 2, comment.end).trim() : null;
    const line = source.getLineAndCharacterOfPosition(statement.getStart(source)).line + 1;
    const last = k === source.statements.length - 1;
    program += `seen(${statement.expression.getText(source)}, ${JSON.stringify(says)}, ${line}, ${last});\n`;
  });
  const promised: Promised[] = [];
  const shown: string[] = [];
  const seen = (value: unknown, says: string | null, line: number, last: boolean): void => {
    if (says !== null) promised.push({ says, value, line });
    else if (last && value !== undefined) shown.push(inspect(value));
  };
  const print = {
    log: (...given: unknown[]): void => {
      shown.push(given.map(text).join(" "));
    },
  };
  const { outputText } = ts.transpileModule(`async () => {\n${program}}`, {
    compilerOptions: { target: ts.ScriptTarget.ES2022 },
  });
  const run = new Function("sx", "seen", "console", `return ${outputText}`)(sx, seen, print);
  await run();
  return { promised, shown: shown.join("\n") };
}

function text(value: unknown): string {
  return typeof value === "string" ? value : inspect(value);
}

/** Does a comment tell this value? It may be written as JSON or as Node prints it, with any spaces and quotes. */
export function tells(says: string, value: unknown): boolean {
  const ways = [inspect(value, { compact: true, breakLength: Number.POSITIVE_INFINITY, depth: 5 })];
  if (ArrayBuffer.isView(value))
    ways.push(inspect([...(value as Float64Array)]), ways[0].replace(/\(\d+\)/, ""));
  else ways.push(JSON.stringify(value) ?? "undefined");
  return ways.some((way) => plain(way) === plain(says));
}

function plain(text: string): string {
  return text.replace(/\s+/g, "").replace(/'/g, '"');
}

import { SpexlabError, shown } from "../errors.js";
import type { Span } from "./segment.js";

/** Spans of a tokeniser's pieces; a piece of white space alone goes with the next. Throws `BAD_TOKENS` when the pieces are not the text. */
export function tokenSpans(text: string, tokenize: (text: string) => readonly string[]): Span[] {
  const pieces = tokenize(text);
  if (!Array.isArray(pieces) || pieces.some((piece) => typeof piece !== "string")) {
    throw new SpexlabError(
      "BAD_TOKENS",
      `Expected the tokeniser to return the pieces of the text as strings, got ${shown(pieces)}.`,
    );
  }
  const spans: Span[] = [];
  let at = 0;
  let from: number | undefined;
  pieces.forEach((piece: string, k) => {
    if (!text.startsWith(piece, at)) {
      throw new SpexlabError(
        "BAD_TOKENS",
        `Expected the tokens to be the text, piece after piece; token ${k} is ${shown(piece)} where the text has ${shown(text.slice(at, at + 20))}. Tokens of bytes must be joined to whole characters first.`,
      );
    }
    from ??= at;
    at += piece.length;
    if (piece.trim() === "") return;
    spans.push([from, at]);
    from = undefined;
  });
  if (at !== text.length) {
    throw new SpexlabError(
      "BAD_TOKENS",
      `The tokens end before the text does: ${shown(text.slice(at))} is left.`,
    );
  }
  return spans;
}

import { SpexlabError, shown } from "../errors.js";

/** Six worked examples, then the review in question. Written for this project. */
export const SENTIMENT = `Review: A warm, funny film that I would gladly see again.
Sentiment: positive
Review: Two hours of my life that I will never get back.
Sentiment: negative
Review: Not a single scene felt honest, and the jokes fell flat.
Sentiment: negative
Review: I expected little and was surprised: it is never dull and often touching.
Sentiment: positive
Review: The actors try hard, but nothing can save this lifeless script.
Sentiment: negative
Review: It is hard to find fault with such a lovely, clever story.
Sentiment: positive
Review: {text}
Sentiment:`;

/** A prompt around its place for the text. The head (all before it, without the last white space) is the same for every text. */
export function promptParts(prompt: string): { head: string; join: string; tail: string } {
  const parts = typeof prompt === "string" ? prompt.split("{text}") : [];
  if (parts.length !== 2) {
    throw new SpexlabError(
      "BAD_OPTION",
      `Expected \`prompt\` to hold {text} exactly once, where the text goes, got ${shown(prompt)}.`,
    );
  }
  const head = parts[0].trimEnd();
  return { head, join: parts[0].slice(head.length), tail: parts[1] };
}

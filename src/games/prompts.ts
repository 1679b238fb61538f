import { SpexlabError, shown } from "../errors.js";

/** Six worked examples, then the review in question. Written for this project. */
export const SENTIMENT = `Review: An absolute joy from start to finish.
Sentiment: positive
Review: A boring, predictable waste of time.
Sentiment: negative
Review: I did not like it, and neither did my friends.
Sentiment: negative
Review: Nothing to complain about: I would see it again.
Sentiment: positive
Review: The acting is superb and the story moved me.
Sentiment: positive
Review: The script is weak and the ending is terrible.
Sentiment: negative
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

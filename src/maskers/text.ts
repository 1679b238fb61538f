import { type Coalition, checkMasks, type Masks } from "../bits/masks.js";
import { checkOptions, SpexlabError, shown } from "../errors.js";
import type { Players } from "../types.js";
import { namesOf } from "./names.js";
import { rowOf } from "./offering.js";
import { type Absent, renderer } from "./render.js";
import { paragraphSpans, type Span, sentenceSpans, wordSpans } from "./segment.js";
import { tokenSpans } from "./tokens.js";

export type { Absent, Span };

/**
 * How absent pieces of a text are written.
 *
 * @category Games and players
 */
export interface TextOptions {
  /**
   * `"delete"` (the default) takes an absent piece out. Of the white space around it one stays (that with more line
   * breaks, else the left), none at the ends of the text and none before closing punctuation. Any other string, such as
   * `"[UNK]"`, `"[MASK]"` or `"_"`, is written in place of every absent piece and changes nothing around it.
   */
  readonly absent?: Absent;
}

/**
 * Pieces of a text as players. Frozen.
 *
 * @category Games and players
 */
export interface TextPlayers extends Players {
  /** The whole text, and where each player lies in it. */
  readonly layout: {
    readonly kind: "text";
    readonly text: string;
    readonly spans: readonly Span[];
  };
  /** What stands in for an absent player. */
  readonly absent: Absent;
  /**
   * The text with these players present (a coalition, or an array of indices or names). All present gives the very text.
   * @example
   * sx.text("not bad at all").words().render(["not", "at"]); // "not at"
   */
  render(present: Coalition | readonly (number | string)[]): string;
  /** One text for each mask, in order. Cost: O(length of the text) each. */
  renderAll(masks: Masks): string[];
}

/**
 * A text that can be cut into players.
 *
 * @category Games and players
 */
export interface TextSource {
  /** The text as it was given. */
  readonly text: string;
  /**
   * Words: runs between white space with their punctuation ("bad," is one piece, named "bad"). In scripts without spaces
   * the words of `Intl.Segmenter`. A second "the" is named "the·2"; the raw pieces are in `layout`.
   */
  words(options?: TextOptions): TextPlayers;
  /** Sentences, by `Intl.Segmenter`. */
  sentences(options?: TextOptions): TextPlayers;
  /** Paragraphs: what blank lines part. */
  paragraphs(options?: TextOptions): TextPlayers;
  /**
   * Tokens as a model cuts the text: `tokenize` returns the pieces in order, which together are the text (a piece of white space
   * alone belongs to the next).
   */
  tokens(tokenize: (text: string) => readonly string[], options?: TextOptions): TextPlayers;
  /** Your own pieces: `[start, end)` in UTF-16 units, ascending and apart, or every match of a pattern. What lies between them always stays. */
  spans(pieces: readonly Span[] | RegExp, options?: TextOptions): TextPlayers;
}

/**
 * A text to be cut into players.
 * Throws `NO_PLAYERS` when a cut finds no piece, `BAD_SPANS` when spans overlap, are empty or leave the text.
 *
 * @example
 * const review = sx.text("The plot was not bad, though hardly a masterpiece.").words();
 * review.names; // ["The", "plot", "was", "not", "bad", "though", "hardly", "a", "masterpiece"]
 * review.render(["The", "plot", "was", "bad"]); // "The plot was bad,"
 * @category Games and players
 */
export function text(source: string): TextSource {
  if (typeof source !== "string") {
    throw new SpexlabError("BAD_TEXT", `Expected \`text\` to get a string, got ${shown(source)}.`);
  }
  return Object.freeze({
    text: source,
    words: (options?: TextOptions) => textPlayers(source, wordSpans(source), "words", options),
    sentences: (options?: TextOptions) => textPlayers(source, sentenceSpans(source), "sentences", options),
    paragraphs: (options?: TextOptions) => textPlayers(source, paragraphSpans(source), "paragraphs", options),
    tokens: (tokenize: (text: string) => readonly string[], options?: TextOptions) =>
      textPlayers(source, tokenSpans(source, tokenize), "tokens", options),
    spans: (pieces: readonly Span[] | RegExp, options?: TextOptions) =>
      textPlayers(
        source,
        pieces instanceof RegExp ? matches(source, pieces) : checked(source, pieces),
        "spans",
        options,
      ),
  });
}

/** Are these players pieces of a text? */
export function isTextPlayers(players: unknown): players is TextPlayers {
  const candidate = players as Partial<TextPlayers> | null;
  return typeof candidate?.renderAll === "function" && candidate.layout?.kind === "text";
}

function textPlayers(
  source: string,
  cut: readonly Span[],
  what: string,
  options: TextOptions = {},
): TextPlayers {
  checkOptions(what, options, ["absent"]);
  const absent = options.absent ?? "delete";
  if (typeof absent !== "string") {
    throw new SpexlabError(
      "BAD_OPTION",
      `Expected \`absent\` to be "delete" or the text of a replacement, got ${shown(absent)}.`,
    );
  }
  if (cut.length === 0) {
    throw new SpexlabError(
      "NO_PLAYERS",
      `No ${what} in the text ${shown(source)}: a game needs at least one player.`,
    );
  }
  const spans: readonly Span[] = Object.freeze(
    cut.map(([start, end]) => Object.freeze([start, end] as const)),
  );
  const names = Object.freeze(namesOf(spans.map(([start, end]) => source.slice(start, end))));
  const write = renderer(source, spans, absent);
  return Object.freeze({
    names,
    layout: Object.freeze({ kind: "text" as const, text: source, spans }),
    absent,
    render(present: Coalition | readonly (number | string)[]): string {
      const masks = rowOf(present, names);
      return write((player) => masks.has(0, player));
    },
    renderAll(masks: Masks): string[] {
      checkMasks(masks, names.length);
      return Array.from({ length: masks.length }, (_, row) => write((player) => masks.has(row, player)));
    },
  });
}

function matches(source: string, pattern: RegExp): Span[] {
  const flags = pattern.flags.includes("g") ? pattern.flags : `${pattern.flags}g`;
  return [...source.matchAll(new RegExp(pattern.source, flags))]
    .filter((match) => match[0] !== "")
    .map((match) => [match.index, match.index + match[0].length] as const);
}

function checked(source: string, spans: readonly Span[]): readonly Span[] {
  if (!Array.isArray(spans)) {
    throw new SpexlabError(
      "BAD_SPANS",
      `Expected an array of [start, end] or a pattern, got ${shown(spans)}.`,
    );
  }
  let last = 0;
  spans.forEach((span, k) => {
    const [start, end] = Array.isArray(span) ? span : [];
    if (
      !Number.isInteger(start) ||
      !Number.isInteger(end) ||
      start < last ||
      end <= start ||
      end > source.length
    ) {
      throw new SpexlabError(
        "BAD_SPANS",
        `Span ${k}: expected whole numbers [start, end) with ${last} ≤ start < end ≤ ${source.length} (spans ascend and do not overlap), got ${JSON.stringify(span)}.`,
      );
    }
    last = end;
  });
  return spans;
}

/**
 * UTF-16 [start, end) of one piece of a text.
 *
 * @category Games and players
 */
export type Span = readonly [number, number];

const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
const SUBSTANCE = /[\p{L}\p{N}\p{S}\p{Extended_Pictographic}]/u;
const TITLE = /(?:^|[\s("'“‘])(?:Mr|Mrs|Ms|Dr|Prof|St|Sr|Jr|vs|e\.g|i\.e|cf|No|Nr|Mme|Mlle)\.\s*$/u;

/**
 * Words of a text: runs between white space, with the punctuation attached to them. A run of punctuation alone (a free
 * dash) belongs to the word before it, the first to the word after. Runs in scripts written without spaces (Chinese,
 * Japanese, Thai, Lao, Khmer, Burmese) are cut into words by `Intl.Segmenter`.
 */
export function wordSpans(text: string): Span[] {
  const pieces: [number, number][] = [];
  for (const run of text.matchAll(/\S+/gu)) {
    if (UNSPACED.test(run[0])) {
      for (const { segment, index } of new Intl.Segmenter(undefined, { granularity: "word" }).segment(
        run[0],
      )) {
        pieces.push([run.index + index, run.index + index + segment.length]);
      }
    } else {
      pieces.push([run.index, run.index + run[0].length]);
    }
  }
  return joinLoosePunctuation(text, pieces);
}

/** Sentences of a text without the white space around them (`Intl.Segmenter`, mended after titles such as "Dr." and before a small letter). */
export function sentenceSpans(text: string): Span[] {
  const spans: [number, number][] = [];
  let joined = false;
  for (const { segment, index } of new Intl.Segmenter("en", { granularity: "sentence" }).segment(text)) {
    const lead = segment.length - segment.trimStart().length;
    const body = segment.trim();
    if (body === "") continue;
    const end = index + lead + body.length;
    if (
      spans.length > 0 &&
      (joined || /^\p{Ll}/u.test(body)) &&
      !/\n/.test(text.slice(spans.at(-1)![1], index + lead))
    ) {
      spans.at(-1)![1] = end;
    } else {
      spans.push([index + lead, end]);
    }
    joined = TITLE.test(segment);
  }
  return spans;
}

/** Paragraphs of a text: runs of lines between blank ones, without the white space around them. */
export function paragraphSpans(text: string): Span[] {
  return [...text.matchAll(/\S(?:(?!\n[^\S\n]*\n)[\s\S])*/gu)].map(
    (found): Span => [found.index, found.index + found[0].trimEnd().length],
  );
}

function joinLoosePunctuation(text: string, pieces: readonly [number, number][]): Span[] {
  const spans: [number, number][] = [];
  let open: number | undefined;
  for (const [start, end] of pieces) {
    if (SUBSTANCE.test(text.slice(start, end))) {
      spans.push([open ?? start, end]);
      open = undefined;
    } else if (spans.length > 0) {
      spans.at(-1)![1] = end;
    } else {
      open ??= start;
    }
  }
  if (open !== undefined) spans.push([open, pieces.at(-1)![1]]);
  return spans;
}

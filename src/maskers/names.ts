const LONGEST = 48;

/**
 * Names for pieces of a text, by which people look interactions up: the piece without punctuation at its ends, white space
 * as single spaces, accents composed (NFC, as keyboards type them), shortened after 48 characters. The second "the" is "the·2", the third "the·3".
 */
export function namesOf(pieces: readonly string[]): string[] {
  const taken = new Set<string>();
  const met = new Map<string, number>();
  const bare = pieces.map(bareName);
  const first = new Set(bare);
  return bare.map((name) => {
    let k = (met.get(name) ?? 0) + 1;
    let unique = k === 1 ? name : `${name}·${k}`;
    while (taken.has(unique) || (k > 1 && first.has(unique))) unique = `${name}·${++k}`;
    met.set(name, k);
    taken.add(unique);
    return unique;
  });
}

function bareName(piece: string): string {
  const plain = piece.trim().replace(/\s+/gu, " ").normalize("NFC");
  const bare = plain.replace(/^[\p{P}\s]+|[\p{P}\s]+$/gu, "") || plain;
  const graphemes = [...new Intl.Segmenter(undefined, { granularity: "grapheme" }).segment(bare)];
  if (graphemes.length <= LONGEST) return bare;
  return `${graphemes
    .slice(0, LONGEST - 1)
    .map((g) => g.segment)
    .join("")}…`;
}

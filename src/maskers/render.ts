import type { Span } from "./segment.js";

/**
 * `"delete"`, or the text that stands in for an absent player.
 *
 * @category Games and players
 */
export type Absent = "delete" | (string & {});

/** Writes a text with some of its pieces absent. All present gives the text itself, byte for byte. */
export function renderer(
  text: string,
  spans: readonly Span[],
  absent: Absent,
): (present: (player: number) => boolean) => string {
  const gaps = [...spans, [text.length, text.length]].map(([start], i) =>
    text.slice(i === 0 ? 0 : spans[i - 1][1], start),
  );
  const pieces = spans.map(([start, end]) => text.slice(start, end));
  if (absent !== "delete") {
    return (present) => {
      let out = gaps[0];
      for (let i = 0; i < pieces.length; i++) out += (present(i) ? pieces[i] : absent) + gaps[i + 1];
      return out;
    };
  }
  return (present) => {
    let out = "";
    let between = gaps[0];
    let seam = false;
    for (let i = 0; i < pieces.length; i++) {
      if (present(i)) {
        out += (seam && out === "" ? between.trimStart() : between) + pieces[i];
        between = gaps[i + 1];
        seam = false;
      } else {
        between = joined(between, gaps[i + 1]);
        seam = true;
      }
    }
    if (!seam) return out + between;
    return out === "" ? between.trim() : out + between.trimEnd();
  };
}

/**
 * What stays of the text on both sides of a deleted piece. Of the white space that meets there one stays: the one with
 * more line breaks, else the left. None stays before closing punctuation.
 */
function joined(left: string, right: string): string {
  const before = left.slice(left.trimEnd().length);
  const after = right.slice(0, right.length - right.trimStart().length);
  const head = left.slice(0, left.length - before.length);
  const tail = right.slice(after.length);
  if (after === "" && /^[,.;:!?…)\]}»”’]/u.test(tail)) return head + tail;
  if (before === "" || after === "") return left + right;
  return head + (lineBreaks(after) > lineBreaks(before) ? after : before) + tail;
}

function lineBreaks(space: string): number {
  return space.split("\n").length;
}

/** A player in a picture of brackets: its text, cut and escaped; the text's width; how many UTF-16 units it has. */
export type BracketWord = readonly [string, number, number];

/** Colours as CSS writes them. */
export interface BracketColours {
  readonly ink: string;
  readonly quiet: string;
  readonly paper: string;
  readonly positive: string;
  readonly negative: string;
}

/** One interaction as a bracket; `number` is its place in the list, from 1. */
export interface BracketOf {
  readonly number: number;
  readonly players: readonly number[];
  readonly value: number;
}

/** What a picture that stands alone has besides the brackets. */
export interface BracketsAlone {
  /** Effect of each word alone, from −1 to 1: a line under it. */
  readonly effects: ArrayLike<number>;
  /** Players that are listed alone: of long texts their lines are kept too. */
  readonly told: readonly number[];
  /** Markup below the words, `height` pixels of it. */
  readonly foot: { readonly height: number; draw(y: number): string };
}

/**
 * Draws `bracketsSvg`, see there. `title` and `label` are escaped.
 *
 * Its compiled text is sent to the browser too, where an index is chosen there, so it stands alone and uses nothing from outside its own body.
 */
export function drawBrackets(
  { words: names, mirrored }: { readonly words: readonly BracketWord[]; readonly mirrored: boolean },
  chosen: readonly BracketOf[],
  colours: BracketColours,
  { title, label }: { readonly title: string; readonly label: string },
  alone?: BracketsAlone,
): string {
  const width = 600;
  const size = 13;
  const margin = 10;
  const gap = 9;
  const levelHeight = 19;
  const maxLines = 14;

  interface Word {
    readonly player: number;
    readonly text: string;
    readonly length: number;
    readonly x: number;
    readonly width: number;
  }

  interface Bracket extends BracketOf {
    readonly feet: number[];
    level: number;
  }

  const fixed = (value: number): string => String(Math.round(value * 10) / 10);
  const colourOf = (value: number): string => (value < 0 ? colours.negative : colours.positive);

  /** Players laid out in lines; the mirror image where the first letter belongs to a script written from right to left. */
  const wrapped = (bold: (player: number) => boolean): Word[][] => {
    const lines: Word[][] = [[]];
    let x = margin;
    names.forEach(([text, measured, length], player) => {
      const wide = Math.max(8, Math.ceil(measured * (bold(player) ? 1.06 : 1)));
      if (x + wide > width - margin && lines[lines.length - 1].length > 0) {
        lines.push([]);
        x = margin;
      }
      lines[lines.length - 1].push({ player, text, length, x, width: wide });
      x += wide + gap;
    });
    if (!mirrored) return lines;
    return lines.map((line) => line.map((word) => ({ ...word, x: width - word.x - word.width })));
  };

  /** What a bracket takes up from left to right, its number included. */
  const span = (bracket: Bracket): [number, number] => {
    const middle = (Math.min(...bracket.feet) + Math.max(...bracket.feet)) / 2;
    const half = bracket.number > 9 ? 11 : 9;
    return [Math.min(...bracket.feet, middle - half) - 3, Math.max(...bracket.feet, middle + half) + 3];
  };

  /** The brackets of one line: feet spread over each word, levels such that none lies on another. */
  const bracketsOf = (line: readonly Word[]): Bracket[] => {
    const there = new Map(line.map((word) => [word.player, word]));
    const here: Bracket[] = chosen
      .map(({ number, players, value }) => ({
        number,
        value,
        players: players.filter((player) => there.has(player)),
        feet: [],
        level: 0,
      }))
      .filter((bracket) => bracket.players.length > 0);
    for (const word of line) {
      const on = here.filter((bracket) => bracket.players.includes(word.player));
      const step = Math.min(7, (word.width - 2) / Math.max(1, on.length));
      on.forEach((bracket, j) => {
        bracket.feet.push(word.x + word.width / 2 + (j - (on.length - 1) / 2) * step);
      });
    }
    const placed: Bracket[] = [];
    for (const bracket of [...here].sort((a, b) => span(a)[1] - span(a)[0] - (span(b)[1] - span(b)[0]))) {
      const [from, to] = span(bracket);
      while (
        placed.some((other) => {
          const [left, right] = span(other);
          return other.level === bracket.level && from <= right && to >= left;
        })
      ) {
        bracket.level++;
      }
      placed.push(bracket);
    }
    return placed.sort((a, b) => b.level - a.level);
  };

  const topOf = (bracket: Bracket, bottom: number): number =>
    bottom - bracket.level * levelHeight - levelHeight / 2 - 2;

  const drawBracket = (bracket: Bracket, bottom: number): string => {
    const top = topOf(bracket, bottom);
    const dash = bracket.value < 0 ? ' stroke-dasharray="4 3"' : "";
    const feet = bracket.feet.map((x) => `M${fixed(x)} ${top}V${bottom}`).join("");
    const path = `M${fixed(Math.min(...bracket.feet))} ${top}H${fixed(Math.max(...bracket.feet))}${feet}`;
    return `<path class="sx-arc" data-number="${bracket.number}" d="${path}" fill="none" stroke="${colourOf(bracket.value)}" stroke-width="1.5"${dash}/>`;
  };

  /** The number on its bracket, drawn after all brackets: no line crosses it. */
  const drawChip = (bracket: Bracket, bottom: number): string => {
    const top = topOf(bracket, bottom);
    const middle = (Math.min(...bracket.feet) + Math.max(...bracket.feet)) / 2;
    const half = bracket.number > 9 ? 10 : 8;
    const around =
      bracket.value < 0
        ? `<rect x="${fixed(middle - half)}" y="${top - 7}" width="${2 * half}" height="14"`
        : half === 8
          ? `<circle cx="${fixed(middle)}" cy="${top}" r="8"`
          : `<rect x="${fixed(middle - half)}" y="${top - 8}" width="${2 * half}" height="16" rx="8"`;
    return `${around} fill="${colours.paper}"/><g class="sx-arc" data-number="${bracket.number}">${around} fill="${colourOf(bracket.value)}"/><text x="${fixed(middle)}" y="${top + 4}" font-size="11" font-weight="700" text-anchor="middle" fill="${colours.paper}">${bracket.number}</text></g>`;
  };

  const drawWord = (word: Word, y: number, member: boolean): string => {
    const style = member ? `font-weight="600" fill="${colours.ink}"` : `fill="${colours.quiet}"`;
    // Stretched to the width the layout counted with, whatever the reader's font; a letter or two would look odd.
    const length = word.length > 2 ? ` textLength="${word.width}" lengthAdjust="spacingAndGlyphs"` : "";
    return `<text x="${fixed(word.x + word.width / 2)}" y="${y}" text-anchor="middle"${length} ${style}>${word.text}</text>`;
  };

  const drawEffect = (word: Word, y: number): string => {
    const effect = alone?.effects[word.player] ?? 0;
    if (Math.abs(effect) < 0.02) return "";
    const dash = effect < 0 ? ' stroke-dasharray="4 2"' : "";
    return `<path d="M${fixed(word.x)} ${y}H${fixed(word.x + word.width)}" stroke="${colourOf(effect)}" stroke-width="${fixed(1 + 3 * Math.abs(effect))}"${dash}/>`;
  };

  const members = new Set(chosen.flatMap(({ players }) => players));
  const lines = wrapped((player) => members.has(player));
  const told = new Set([...members, ...(alone?.told ?? [])]);
  const used = lines.filter((line) => line.some((word) => told.has(word.player)));
  const kept = lines.length <= maxLines ? lines : used;
  const parts: string[] = [];
  let y = margin;
  kept.forEach((line, k) => {
    const skipped = k > 0 && line[0].player !== kept[k - 1][kept[k - 1].length - 1].player + 1;
    if (skipped || (k === 0 && line[0].player > 0)) {
      parts.push(`<text x="${margin}" y="${y + 10}" fill="${colours.quiet}">⋯</text>`);
      y += 16;
    }
    const brackets = bracketsOf(line);
    const levels = Math.max(0, ...brackets.map((bracket) => bracket.level + 1));
    y += levels * levelHeight + (levels > 0 ? 6 : 0);
    for (const bracket of brackets) parts.push(drawBracket(bracket, y));
    for (const bracket of brackets) parts.push(drawChip(bracket, y));
    for (const word of line)
      parts.push(drawWord(word, y + 15, members.has(word.player)), drawEffect(word, y + 21));
    y += 28;
  });
  if (alone !== undefined) {
    parts.push(alone.foot.draw(y));
    y += alone.foot.height;
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="${label}" width="${width}" height="${y - 4}" viewBox="0 0 ${width} ${y - 4}" font-family="system-ui, sans-serif" font-size="${size}"><title>${title}</title><rect width="100%" height="100%" rx="4" fill="${colours.paper}"/>${parts.join("")}</svg>`;
}

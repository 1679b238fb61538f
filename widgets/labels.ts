/** How names and numbers read in every widget. */

/** A name on one line: white space as one space, direction marks dropped (they would turn their neighbours round). */
export function clean(text: string): string {
  return printable(text)
    .replace(/\s+/g, " ")
    .replace(/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, "");
}

/** The text with a replacement character for all that HTML and XML cannot carry: control characters, half pairs. */
function printable(text: string): string {
  return text.replace(/(?![\t\n\r])[\p{Cc}\p{Cs}\ufffe\uffff]/gu, "\ufffd");
}

/** Text that is safe in HTML and XML, between tags and inside quoted attributes. */
export function escaped(text: string): string {
  return printable(text).replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
}

/** Width of a text in a sans-serif face of this size, in pixels: an estimate on the safe side. */
export function textWidth(text: string, size: number): number {
  let ems = 0;
  for (const char of text) ems += charWidth(char);
  return ems * size;
}

function charWidth(char: string): number {
  const code = char.codePointAt(0)!;
  if (code < 0x250) {
    if ("iljI|.,:;'!` ()[]ftr".includes(char)) return 0.34;
    if ("W@—".includes(char)) return 1.02;
    if ("mwM%".includes(char)) return 0.92;
    if ("<>=+~^#&".includes(char)) return 0.84;
    return char >= "A" && char <= "Z" ? 0.72 : 0.63;
  }
  if (/\p{Mark}|\u200d|[\ufe00-\ufe0f]/u.test(char)) return 0;
  if ("·−+▲▼…".includes(char)) return 0.6;
  return code >= 0x1100 ? 1.1 : 0.68;
}

const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** The name cut to a width, an ellipsis at the cut; whole characters only. */
export function shorten(name: string, width: number, size: number): string {
  const text = clean(name);
  if (text.length * size * 0.3 <= width && textWidth(text, size) <= width) return text;
  let out = "";
  let used = textWidth("…", size);
  // No grapheme that fits is longer than this, and segmenting megabytes takes seconds.
  for (const { segment } of graphemes.segment(text.slice(0, 500))) {
    used += textWidth(segment, size);
    if (used > width) break;
    out += segment;
  }
  return `${out.trimEnd()}…`;
}

/** The names of a set in one label of at most this width: names are cut evenly, and beyond six only counted. */
export function setLabel(names: readonly string[], width: number, size: number): string {
  if (names.length === 0) return "(no player)";
  const shownNames = names.slice(0, names.length > 6 ? 5 : 6);
  const rest = names.length > shownNames.length ? ` · +${names.length - shownNames.length} more` : "";
  const join = textWidth(" · ", size) * (shownNames.length - 1) + textWidth(rest, size);
  const cleaned = shownNames.map(clean);
  // One more than there is room for, so that a name that is cut off here counts as too wide below.
  const widths = cleaned.map((name) => Math.min(textWidth(name.slice(0, 500), size), width + 1));
  const cap = fairShare(widths, Math.max(width - join, shownNames.length * size * 2));
  return (
    shownNames.map((name, k) => (widths[k] <= cap ? cleaned[k] : shorten(name, cap, size))).join(" · ") + rest
  );
}

/** The largest cap such that the widths, each cut to it, fit into the room. */
function fairShare(widths: readonly number[], room: number): number {
  const sorted = [...widths].sort((a, b) => a - b);
  let left = room;
  for (let k = 0; k < sorted.length; k++) {
    const share = left / (sorted.length - k);
    if (sorted[k] > share) return share;
    left -= sorted[k];
  }
  return Number.POSITIVE_INFINITY;
}

/** The whole set, for tooltips; a text of megabytes is cut. */
export function fullLabel(names: readonly string[]): string {
  const text = names.length === 0 ? "(no player)" : names.map(clean).join(" · ");
  return text.length > 400 ? `${printable(text.slice(0, 399))}…` : text;
}

/** In place of digits after the point: a number with a power of ten, for sizes at which plain digits are mostly zeros. */
export const powers: number = 99;

/** Digits after the point so that numbers of this size show three figures; `powers` below a millionth and from ten million up. */
export function digitsFor(largest: number): number {
  if (!(largest > 0) || !Number.isFinite(largest)) return 2;
  if (largest < 1e-6 || largest >= 1e7) return powers;
  return Math.min(8, Math.max(0, 2 - Math.floor(Math.log10(largest))));
}

/** A number with a true minus sign. */
export function number(value: number, digits: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (digits > 90) return withPower(value);
  const text = Math.abs(value).toFixed(digits);
  return value < 0 && Number(text) !== 0 ? `−${text}` : text;
}

/** Three figures; with a power of ten only where there would be more zeros than figures. */
function withPower(value: number): string {
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (size >= 1e-3 && size < 1e6) return number(value, digitsFor(size));
  return value.toExponential(2).replace("e+", "e").replaceAll("-", "−");
}

/** A number with its sign always written. */
export function signed(value: number, digits: number): string {
  const text = number(value, digits);
  return value > 0 && Number(text.replace("−", "-")) !== 0 ? `+${text}` : text;
}

/** 12345 → "12,345". */
export function count(value: number): string {
  return value.toLocaleString("en-US");
}

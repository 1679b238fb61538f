/**
 * The one error class of spexlab. `code` is stable and made for programs; the message says what was expected, what came and what to do.
 *
 * @category Files and other tools
 */
export class SpexlabError extends Error {
  /** Stable machine-readable name of the fault, for instance `"BUDGET_TOO_SMALL"`. */
  readonly code: string;
  /** `cause` is the error behind it, where there is one. */
  constructor(code: string, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = "SpexlabError";
    this.code = code;
  }
}

/** How a value reads in an error message: short, quoted, with its type. Never use it on secrets. */
export function shown(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value.length > 60 ? `${value.slice(0, 59)}…` : value);
  if (value === null || value === undefined) return String(value);
  if (typeof value === "number" || typeof value === "boolean") return `${value} (${typeof value})`;
  if (typeof value === "function") return "a function";
  if (Array.isArray(value)) return `an array of ${value.length}`;
  return `${(value as object).constructor?.name ?? "an object"}`;
}

/** An integer option within bounds, or an error that says what was expected and what came. */
export function integer(
  name: string,
  value: unknown,
  min: number,
  max: number = Number.MAX_SAFE_INTEGER,
): number {
  if (typeof value === "number" && Number.isInteger(value) && value >= min && value <= max) return value;
  const range = max === Number.MAX_SAFE_INTEGER ? `from ${min} up` : `from ${min} to ${max}`;
  throw new SpexlabError(
    "BAD_OPTION",
    `Expected \`${name}\` to be a whole number ${range}, got ${shown(value)}.`,
  );
}

/** The known names nearest to a mistyped one (at most three), by edit distance; all of them when none is near. */
export function nearest(name: string, known: readonly string[]): string[] {
  const near = known
    .map((k) => ({ k, d: distance(name.toLowerCase(), k.toLowerCase()) }))
    .filter(({ k, d }) => d <= Math.max(2, Math.floor(k.length / 3)))
    .sort((a, b) => a.d - b.d);
  return near.length > 0 ? near.slice(0, 3).map(({ k }) => k) : [...known];
}

/** The end of an error message about an unknown name: the nearest known ones, or the first ten when none is near. */
export function suggestion(name: unknown, known: readonly string[]): string {
  const near = typeof name === "string" ? nearest(name, known) : known;
  if (near.length < known.length) return `Nearest: ${near.map(shown).join(", ")}.`;
  const rest = known.length > 10 ? `, … (${known.length} in all)` : "";
  return `Known: ${known.slice(0, 10).map(shown).join(", ")}${rest}.`;
}

/** Throws `UNKNOWN_OPTION` when an options object has a key that `what` does not know, `BAD_OPTION` when it is no object. */
export function checkOptions(what: string, options: unknown, known: readonly string[]): void {
  if (typeof options !== "object" || options === null) {
    throw new SpexlabError(
      "BAD_OPTION",
      `Expected ${what} to be given an object of options, got ${shown(options)}.`,
    );
  }
  for (const key of Object.keys(options)) {
    if (known.includes(key)) continue;
    throw new SpexlabError(
      "UNKNOWN_OPTION",
      `${what} has no option ${shown(key)}. ${known.length === 0 ? "It takes none." : suggestion(key, known)}`,
    );
  }
}

function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
    }
    row = next;
  }
  return row[b.length];
}

import { SpexlabError } from "../../errors.js";

/** An object from a file, before anything is known of it. */
export type Fields = { readonly [key: string]: unknown };

/** Whole numbers from `from` to `to`, not descending. */
export function sortedIn(list: unknown, to: number, from: number): list is number[] {
  if (!Array.isArray(list)) return false;
  return list.every(
    (x, i) => Number.isInteger(x) && x <= to && x >= (i === 0 ? from : (list[i - 1] as number)),
  );
}

export function isSet(set: unknown, n: number): boolean {
  return sortedIn(set, n - 1, 0) && new Set(set).size === set.length;
}

export function numbers(list: unknown): list is number[] {
  return Array.isArray(list) && list.every((x) => Number.isFinite(x));
}

interface TypeOf {
  readonly object: Fields;
  readonly number: number;
  readonly string: string;
}

/** A field of the type that it must have. */
export function field<T extends keyof TypeOf>(data: Fields, key: string, type: T): TypeOf[T] {
  const value = data[key];
  if (typeof value !== type || value === null || (type === "number" && !Number.isFinite(value))) {
    corrupt(`\`${key}\` is not ${type === "object" ? "an object" : `a ${type}`}`);
  }
  return value as TypeOf[T];
}

export function orNull(data: Fields, key: string): Fields | null {
  return data[key] === null ? null : field(data, key, "object");
}

export function whole(data: Fields, key: string): number {
  const value = field(data, key, "number");
  return Number.isInteger(value) && value >= 0 ? value : corrupt(`\`${key}\` is not a whole number`);
}

/** Throws `CORRUPT_FILE`. */
export function corrupt(what: string): never {
  throw new SpexlabError(
    "CORRUPT_FILE",
    `The explanation is damaged: ${what}. Save it again from where it was made.`,
  );
}

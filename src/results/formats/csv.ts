import { SpexlabError, shown } from "../../errors.js";

/** Text that a spreadsheet would run as a formula. */
const FORMULA = /^[=+\-@\t\r]/;

/**
 * Plain records as CSV (RFC 4180, UTF-8, a line end after each record): numbers in full, missing ones and NaN empty, lists with spaces between. Text
 * that a spreadsheet would run as a formula gets an apostrophe in front, unless `raw`. Cost: one pass.
 */
export function csvOf(
  rows: readonly object[],
  keys: readonly string[],
  { raw = false }: { readonly raw?: boolean } = {},
): string {
  if (typeof raw !== "boolean") {
    throw new SpexlabError("BAD_OPTION", `Expected \`raw\` to be true or false, got ${shown(raw)}.`);
  }
  const cell = (value: unknown): string => {
    if (value === null || value === undefined || (typeof value === "number" && Number.isNaN(value)))
      return "";
    if (typeof value === "number" || typeof value === "boolean") return String(value);
    const text = Array.isArray(value) ? value.join(" ") : String(value);
    const safe = !raw && FORMULA.test(text) ? `'${text}` : text;
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  return [keys, ...rows.map((row) => keys.map((key) => (row as { [key: string]: unknown })[key]))]
    .map((record) => `${record.map(cell).join(",")}\r\n`)
    .join("");
}

import { readdirSync } from "node:fs";
import path from "node:path";
import { notebooks } from "./paths.mjs";

/**
 * All notebooks of the project, those in folders last, in order.
 * @param {string} [folder]
 * @returns {string[]} absolute paths
 */
export function notebookFiles(folder = notebooks) {
  const entries = readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => !name.startsWith("."))
    .sort((a, z) => Number(a.isDirectory()) - Number(z.isDirectory()) || (a.name < z.name ? -1 : 1));
  return entries.flatMap((entry) => {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) return notebookFiles(file);
    return entry.name.endsWith(".ipynb") ? [file] : [];
  });
}

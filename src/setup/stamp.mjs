import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

/**
 * A short digest of texts and files; it changes when any of them changes, appears, vanishes or moves.
 * @param {string} base folder that the paths are relative to
 * @param {string[]} paths files and folders (read with all they contain)
 * @param {string[]} [texts]
 * @returns {string}
 */
export function digest(base, paths, texts = []) {
  const hash = createHash("sha256");
  for (const text of texts) hash.update(`${text}\0`);
  for (const file of paths.flatMap((name) => filesUnder(base, name))) {
    hash
      .update(`${file}\0`)
      .update(readFileSync(path.join(base, file)))
      .update("\0");
  }
  return hash.digest("hex");
}

/**
 * @param {string} base
 * @param {string} name
 * @returns {string[]}
 */
function filesUnder(base, name) {
  let entries;
  try {
    entries = readdirSync(path.join(base, name), { withFileTypes: true });
  } catch (error) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (error);
    if (code === "ENOTDIR") return [name];
    if (code === "ENOENT") return [];
    throw error;
  }
  return entries
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const inside = `${name}/${entry.name}`;
      return entry.isDirectory() ? filesUnder(base, inside) : entry.isFile() ? [inside] : [];
    });
}

/**
 * Whether the stamp file says that the work was done for this digest.
 * @param {string} file
 * @param {string} wanted
 */
export function isStamped(file, wanted) {
  try {
    return readFileSync(file, "utf8") === wanted;
  } catch {
    return false;
  }
}

/**
 * @param {string} file
 * @param {string} value
 */
export function writeStamp(file, value) {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, value);
}

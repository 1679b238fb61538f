import { mkdirSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import path from "node:path";

/**
 * Links node_modules/spexlab to the project, so that a notebook cell's `import "spexlab"` finds it (the cells' compiler
 * knows no self-reference). npm removes the link with every install, so it is checked at every start.
 * @param {string} folder the project's root
 */
export function linkSelf(folder) {
  const link = path.join(folder, "node_modules", "spexlab");
  if (pointsTo(link, folder)) return;
  rmSync(link, { recursive: true, force: true });
  mkdirSync(path.dirname(link), { recursive: true });
  symlinkSync(
    process.platform === "win32" ? folder : "..",
    link,
    process.platform === "win32" ? "junction" : "dir",
  );
}

/**
 * @param {string} link
 * @param {string} folder
 */
function pointsTo(link, folder) {
  try {
    return realpathSync(link) === realpathSync(folder);
  } catch {
    return false;
  }
}

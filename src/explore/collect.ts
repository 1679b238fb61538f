import { readdirSync, statSync } from "node:fs";
import path from "node:path";
import { SpexlabError, shown } from "../errors.js";
import { readState } from "../explanation/format/file.js";
import type { State } from "../explanation/state.js";

/**
 * A file that is not in the site, and why.
 *
 * @category Files and other tools
 */
export interface LeftOut {
  /** Relative to the folder that was searched. */
  readonly file: string;
  /** The reason, in words. */
  readonly why: string;
  /** True for what should have been readable: a damaged explanation, one of a later spexlab. False for other JSON. */
  readonly damaged: boolean;
}

/**
 * Reads the saved explanations below a folder one after the other, so that only one is in memory, by path in alphabetic order. Other JSON and
 * damaged files go to `leftOut`. Folders whose names begin with a dot, node_modules and links are not entered. Throws `NO_FOLDER`.
 */
export function* savedBelow(
  folder: string,
  leftOut: (file: LeftOut) => void,
): Generator<{ readonly file: string; readonly state: State }> {
  for (const file of jsonBelow(folder)) {
    try {
      yield { file, state: readState(path.join(folder, file)) };
    } catch (error) {
      if (!(error instanceof SpexlabError)) throw error;
      const damaged = error.code !== "FOREIGN_FILE";
      leftOut({ file, damaged, why: damaged ? error.message : "not a saved explanation" });
    }
  }
}

function jsonBelow(folder: string): string[] {
  if (typeof folder !== "string" || !statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
    throw new SpexlabError(
      "NO_FOLDER",
      `Expected a folder with explanations that .save("….json") wrote, got ${shown(folder)}, which is no folder.`,
    );
  }
  const found: string[] = [];
  const walk = (below: string): void => {
    for (const entry of readdirSync(path.join(folder, below), { withFileTypes: true })) {
      const name = path.join(below, entry.name);
      if (entry.isDirectory()) {
        if (!entry.name.startsWith(".") && entry.name !== "node_modules") walk(name);
      } else if (entry.isFile() && entry.name.endsWith(".json")) found.push(name);
    }
  };
  walk("");
  return found.sort((a, b) => (a < b ? -1 : 1));
}

import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { notebooks as originals, root } from "../../src/setup/paths.mjs";

/** A throw-away copy of what a notebook sees. */
export interface Workspace {
  /** The temporary project folder. */
  readonly folder: string;
  /** Its notebooks; the working directory of kernels. */
  readonly notebooks: string;
  /** Deletes all of it. */
  remove(): void;
}

/**
 * Makes a temporary project folder: `notebooks/` is a copy, so that tests may write; `fixtures/`, `node_modules/` and
 * `.spexlab/` are links to the project's own, so that `import "spexlab"`, recordings and the model are found.
 *
 * @param options.notebooks Whether to copy the project's notebooks (default true); false leaves the folder empty.
 */
export function makeWorkspace({ notebooks: copy = true }: { notebooks?: boolean } = {}): Workspace {
  const folder = mkdtempSync(path.join(os.tmpdir(), "spexlab-test-"));
  const notebooks = path.join(folder, "notebooks");
  if (copy) cpSync(originals, notebooks, { recursive: true });
  else mkdirSync(notebooks);
  for (const name of ["fixtures", "node_modules", ".spexlab"]) {
    symlinkSync(path.join(root, name), path.join(folder, name), "junction");
  }
  return { folder, notebooks, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

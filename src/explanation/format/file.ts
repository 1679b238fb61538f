import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { SpexlabError, shown } from "../../errors.js";
import type { State } from "../state.js";
import { fromSaved } from "./read.js";
import { FORMAT, VERSION } from "./schema.js";

/** Writes a whole file or nothing: another process never sees half of it. Throws `CANNOT_WRITE` with the reason. */
export function writeWhole(path: string, content: string): void {
  const partial = `${path}.${process.pid}.part`;
  writing(path, () => {
    try {
      writeFileSync(partial, content);
      renameSync(partial, path);
    } catch (cause) {
      rmSync(partial, { force: true });
      throw cause;
    }
  });
}

/** Runs what writes a file; a fault of the file system becomes `CANNOT_WRITE`, which names the path asked for. */
export function writing(path: string, write: () => void): void {
  try {
    write();
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === undefined || cause instanceof SpexlabError) throw cause;
    const why = code === "ENOENT" ? "its folder does not exist; make it first" : (cause as Error).message;
    throw new SpexlabError("CANNOT_WRITE", `Cannot write ${shown(path)}: ${why}.`, { cause });
  }
}

/**
 * The state in a saved file.
 * Throws `NO_FILE`, `CORRUPT_FILE` (broken or cut off), `FOREIGN_FILE` (something else), `NEWER_FILE` (of a later spexlab).
 */
export function readState(path: string): State {
  if (typeof path !== "string") {
    throw new SpexlabError("BAD_PATH", `Expected the path of a saved explanation, got ${shown(path)}.`);
  }
  let content: string;
  try {
    content = readFileSync(path, "utf8");
  } catch (cause) {
    throw new SpexlabError("NO_FILE", `Cannot read ${shown(path)}: ${(cause as Error).message}`, { cause });
  }
  return stateFrom(content, path);
}

function stateFrom(content: string, path: string): State {
  let data: unknown;
  try {
    data = JSON.parse(content);
  } catch (cause) {
    if (!content.includes(FORMAT)) throw foreign(path);
    throw new SpexlabError("CORRUPT_FILE", `${path} is damaged or cut off: ${(cause as Error).message}`, {
      cause,
    });
  }
  if (typeof data !== "object" || data === null) throw foreign(path);
  const { format, version } = data as { format?: unknown; version?: unknown };
  if (format !== FORMAT) throw foreign(path);
  if (typeof version === "number" && version > VERSION) {
    throw new SpexlabError(
      "NEWER_FILE",
      `${path} was saved by a later spexlab (schema ${version}; this one reads up to ${VERSION}). Update spexlab to open it.`,
    );
  }
  if (version !== VERSION) {
    throw new SpexlabError("CORRUPT_FILE", `${path} is damaged: its schema version is ${shown(version)}.`);
  }
  try {
    return fromSaved(data as { [key: string]: unknown });
  } catch (cause) {
    if (cause instanceof SpexlabError)
      throw new SpexlabError(cause.code, `${path}: ${cause.message}`, { cause });
    throw cause;
  }
}

function foreign(path: string): SpexlabError {
  return new SpexlabError(
    "FOREIGN_FILE",
    `${path} is not a saved explanation. Expected a file that .save("….json") wrote (a saved .html page is for reading only).`,
  );
}

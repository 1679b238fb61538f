import { readFileSync } from "node:fs";
import { SpexlabError, shown } from "../../errors.js";
import type { Players } from "../../types.js";
import type { State } from "../state.js";
import { fromSaved } from "./read.js";
import { FORMAT, VERSION } from "./schema.js";
import { fromShapiq, isShapiq } from "./shapiq.js";

/**
 * The state in a saved file.
 * Throws `NO_FILE`, `CORRUPT_FILE` (broken or cut off), `FOREIGN_FILE` (something else), `NEWER_FILE` (of a later spexlab).
 */
export function readState(path: string, players?: number | readonly string[] | Players): State {
  if (typeof path !== "string") {
    throw new SpexlabError("BAD_PATH", `Expected the path of a saved explanation, got ${shown(path)}.`);
  }
  let content: string;
  try {
    content = readFileSync(path, "utf8");
  } catch (cause) {
    throw new SpexlabError("NO_FILE", `Cannot read ${shown(path)}: ${(cause as Error).message}`, { cause });
  }
  return stateFrom(content, path, players);
}

function stateFrom(content: string, path: string, players?: number | readonly string[] | Players): State {
  let data: unknown;
  try {
    data = JSON.parse(content);
  } catch (cause) {
    if (!content.includes(FORMAT)) throw foreign(path);
    throw new SpexlabError("CORRUPT_FILE", `${path} is damaged or cut off: ${(cause as Error).message}`, {
      cause,
    });
  }
  if (isShapiq(data)) return named(path, () => fromShapiq(data, players));
  if (typeof data !== "object" || data === null) throw foreign(path);
  if (players !== undefined) {
    throw new SpexlabError(
      "BAD_OPTION",
      `${path} knows its players; { players } is for files that shapiq wrote, which hold no names.`,
    );
  }
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
  return named(path, () => fromSaved(data as { [key: string]: unknown }));
}

/** Runs what reads a file; its errors name the path. */
function named(path: string, read: () => State): State {
  try {
    return read();
  } catch (cause) {
    if (cause instanceof SpexlabError)
      throw new SpexlabError(cause.code, `${path}: ${cause.message}`, { cause });
    throw cause;
  }
}

function foreign(path: string): SpexlabError {
  return new SpexlabError(
    "FOREIGN_FILE",
    `${path} is not a saved explanation. Expected a file that .save("….json") wrote, or shapiq's InteractionValues as JSON (a saved .html page is for reading only).`,
  );
}

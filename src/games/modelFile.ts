import { createHash } from "node:crypto";
import { createReadStream, existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { SpexlabError } from "../errors.js";

/** The language model that the set-up fetches. */
export const GEMMA = {
  name: "gemma-3-270m-q4_k_m",
  sha256: "a5fd3b62230aa5ec60212297dc9d20eaa70578ac519e00d93a17e44c087a6818",
} as const;

const PLACE = join(".spexlab", "models", `${GEMMA.name}.gguf`);

/**
 * The model file: `path` when given, else `SPEXLAB_MODEL_PATH`, else `.spexlab/models/` in the working directory, a folder
 * above it, or the project of this package. Throws `MODEL_MISSING` with what to do.
 */
export function findModel(path?: string): string {
  const given = path ?? process.env.SPEXLAB_MODEL_PATH;
  if (given) {
    if (existsSync(given)) return resolve(given);
    const where = path === undefined ? "SPEXLAB_MODEL_PATH" : "`path`";
    throw new SpexlabError(
      "MODEL_MISSING",
      `No model file at ${given} (given by ${where}). Correct it, or leave it out and run \`npm start\` in the project's folder to fetch the pinned model.`,
    );
  }
  if (process.env.SPEXLAB_MODEL === "none") {
    throw new SpexlabError(
      "MODEL_MISSING",
      "The language model was left out (SPEXLAB_MODEL=none). Unset it and run `npm start` in the project's folder to fetch it.",
    );
  }
  for (const start of [process.cwd(), dirname(fileURLToPath(import.meta.url))]) {
    for (let folder = start; ; folder = dirname(folder)) {
      const file = join(folder, PLACE);
      if (existsSync(file)) return file;
      if (folder === dirname(folder)) break;
    }
  }
  throw new SpexlabError(
    "MODEL_MISSING",
    `No model file ${PLACE} here or above. Run \`npm start\` in the project's folder to fetch it, or say where it is: gemma({ path }) or SPEXLAB_MODEL_PATH.`,
  );
}

/**
 * Checks a model file's sha256 before its first use. A stamp beside it, the same as the set-up's, spares the reading until its
 * size or time of change differ. Throws `MODEL_CHECKSUM`.
 */
export async function verifyModel(file: string, sha256: string): Promise<void> {
  const { size, mtimeMs } = statSync(file);
  const stamp = `${file}.verified`;
  const seen = `${sha256} ${size} ${mtimeMs}`;
  if (stamped(stamp) === seen) return;
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) hash.update(chunk as Buffer);
  const found = hash.digest("hex");
  if (found === sha256) return writeStamp(stamp, seen);
  throw new SpexlabError(
    "MODEL_CHECKSUM",
    `The model file ${basename(file)} is not the expected one: sha256 ${found.slice(0, 16)}… (${size} bytes) instead of ${sha256.slice(0, 16)}…. Delete it (${file}) and run \`npm start\` to fetch it again.`,
  );
}

function stamped(stamp: string): string | undefined {
  return existsSync(stamp) ? readFileSync(stamp, "utf8") : undefined;
}

function writeStamp(stamp: string, seen: string): void {
  try {
    writeFileSync(stamp, seen);
  } catch {
    // A folder that cannot be written to: the file is checked again next time.
  }
}

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { SpexlabError, shown } from "../../errors.js";

/** An ONNX file in memory. */
export interface OnnxFile {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly sha256: string;
  /** Its name and content, for identities: never its place. */
  readonly name: string;
}

/** Reads an ONNX file whole. Throws `MODEL_MISSING`. */
export function readOnnxFile(path: string): OnnxFile {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path);
  } catch (cause) {
    throw new SpexlabError("MODEL_MISSING", `No ONNX file ${shown(path)} can be read.`, { cause });
  }
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  return { path, bytes, sha256, name: `${basename(path)} sha256:${sha256}` };
}

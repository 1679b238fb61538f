import { createHash } from "node:crypto";
import { createReadStream, existsSync, statSync } from "node:fs";
import path from "node:path";
import { SetupFailure } from "./failure.mjs";
import { models } from "./paths.mjs";
import { isStamped, writeStamp } from "./stamp.mjs";

/**
 * @typedef {{ name: string, file: string, bytes: number, sha256: string, terms: string }} Model
 * @type {Model}
 */
export const gemma = {
  name: "Gemma 3 270M (Q4_K_M)",
  file: path.join(models, "gemma-3-270m-q4_k_m.gguf"),
  bytes: 253_113_024,
  sha256: "a5fd3b62230aa5ec60212297dc9d20eaa70578ac519e00d93a17e44c087a6818",
  terms: "https://ai.google.dev/gemma/terms",
};

/**
 * Whether the model's file is there. A file that is there but is not the pinned one is refused: it is never used.
 * The 253 MB are read once; a stamp beside the file spares it until size or time change.
 * @param {Model} model
 * @returns {Promise<boolean>}
 */
export async function hasModel(model) {
  if (!existsSync(model.file)) return false;
  const { size, mtimeMs } = statSync(model.file);
  const stamp = `${model.file}.verified`;
  const seen = `${model.sha256} ${size} ${mtimeMs}`;
  if (isStamped(stamp, seen)) return true;
  await verify(model, model.file);
  writeStamp(stamp, seen);
  return true;
}

/**
 * @param {Model} model
 * @param {string} file
 */
export async function verify(model, file) {
  const { size } = statSync(file);
  if (size !== model.bytes) throw foreign(model, file, `${model.bytes} bytes`, `${size} bytes`);
  const found = await sha256(file);
  if (found !== model.sha256) throw foreign(model, file, `sha256 ${model.sha256}`, `sha256 ${found}`);
}

/**
 * @param {Model} model
 * @param {string} file
 * @param {string} expected
 * @param {string} found
 */
function foreign(model, file, expected, found) {
  return new SetupFailure(
    `${file} is not the pinned file of ${model.name}: expected ${expected}, found ${found}. It is not used.\n` +
      "Delete it and run the command again to fetch the right one, or do without the model: npm start -- --no-model",
  );
}

/**
 * @param {string} file
 * @returns {Promise<string>}
 */
export async function sha256(file) {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) hash.update(chunk);
  return hash.digest("hex");
}

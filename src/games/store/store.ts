import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import type { Masks } from "../../bits/masks.js";
import { SpexlabError, shown } from "../../errors.js";
import type { Keeper } from "../keeper.js";
import { openEnvironment } from "./environment.js";

/** Players up to which a key holds the mask itself; beyond, its sha256 (LMDB's keys end at 1978 bytes). */
const WHOLE_MASKS = 8192;
const GAME_BYTES = 16;

/** Answers of one game in a crash-safe store. */
export interface Store extends Keeper {
  readonly file: string;
  /** Numbers kept for each mask. */
  readonly columns: number;
  /** Answers of this game in the store. Cost: one pass over them. */
  readonly size: number;
}

/**
 * The answers of the game with this identity in the store at `file` (an LMDB folder). Entry: 16 bytes of the sha256 of the
 * identity, then the mask's words in little-endian order; its value: `columns` doubles, little-endian. Other games in the
 * same store, and other identities of the same name, never meet.
 *
 * `append` resolves when the answers are committed: from then on they outlive the process, killed in whatever way (a power
 * cut may take those of the last moments, never the store's integrity). Cost: some microseconds an answer; nothing is held in memory.
 */
export function openStore(file: string, identity: unknown, columns: number = 1): Store {
  const database = openEnvironment(file);
  const data = resolve(file, "data.mdb");
  // LMDB would go on with the deleted file, and lose everything with the process.
  const checkThere = (): void => {
    if (existsSync(data)) return;
    throw new SpexlabError(
      "STORE_LOST",
      `${file}: the store was deleted or moved while in use. Say game.cache(${shown(file)}) again to begin a new one.`,
    );
  };
  const game = createHash("sha256")
    .update(JSON.stringify({ identity, columns }))
    .digest()
    .subarray(0, GAME_BYTES);
  return {
    file,
    columns,
    get size(): number {
      const end = Buffer.from(game);
      let last = GAME_BYTES - 1;
      while (end[last] === 255) end[last--] = 0;
      end[last]++;
      return database.getKeysCount({ start: game, end });
    },
    known(masks: Masks): Float64Array {
      checkThere();
      const values = new Float64Array(masks.length * columns).fill(Number.NaN);
      const keyOf = keys(game, masks);
      database.resetReadTxn();
      for (let row = 0; row < masks.length; row++) {
        const found = database.getBinaryFast(keyOf(row));
        if (found === undefined) continue;
        if (found.length !== columns * 8) throw corrupt(file, found.length, columns);
        for (let c = 0; c < columns; c++) values[row * columns + c] = found.readDoubleLE(c * 8);
      }
      return values;
    },
    async append(masks: Masks, values: Float64Array): Promise<void> {
      checkThere();
      const keyOf = keys(game, masks);
      let last: Promise<boolean> | undefined;
      for (let row = 0; row < masks.length; row++) {
        const value = Buffer.allocUnsafe(columns * 8);
        for (let c = 0; c < columns; c++) value.writeDoubleLE(values[row * columns + c], c * 8);
        last = database.put(Buffer.from(keyOf(row)), value);
      }
      // Writes are committed in order: the last one's commit is that of all.
      if ((await last) === false) {
        throw new SpexlabError("STORE_FAILED", `${file}: an answer could not be kept.`);
      }
    },
  };
}

/** Keys of masks: one buffer, written anew for each row. */
function keys(game: Buffer, masks: Masks): (row: number) => Buffer {
  const { words, stride, n } = masks;
  const bytes = Buffer.alloc(GAME_BYTES + stride * 4);
  game.copy(bytes);
  const fill = (row: number): Buffer => {
    for (let w = 0; w < stride; w++) bytes.writeUInt32LE(words[row * stride + w], GAME_BYTES + w * 4);
    return bytes;
  };
  if (n <= WHOLE_MASKS) return fill;
  return (row) => Buffer.concat([game, createHash("sha256").update(fill(row).subarray(GAME_BYTES)).digest()]);
}

function corrupt(file: string, length: number, columns: number): SpexlabError {
  return new SpexlabError(
    "CORRUPT_STORE",
    `${file}: an answer has ${length} bytes instead of ${columns * 8}. Delete the folder and ask again.`,
  );
}

import { existsSync } from "node:fs";
import { resolve } from "node:path";
import type { Masks } from "../../bits/masks.js";
import { SpexlabError, shown } from "../../errors.js";
import type { Keeper } from "../keeper.js";
import { openEnvironment } from "./environment.js";
import { Keys } from "./keys.js";

/** Answers of one game in a crash-safe store. */
export interface Store extends Keeper {
  readonly file: string;
  /** Numbers kept for each mask. */
  readonly columns: number;
  /** Answers of this game in the store. Cost: one pass over them. */
  readonly size: number;
}

/**
 * The answers of the game with this identity in the store at `file` (an LMDB folder). An entry's key tells game and mask
 * (`Keys`); its value: `columns` doubles, little-endian. Other games in the same store, and other identities of the same
 * name, never meet.
 *
 * `append` resolves when the answers are committed and flushed: from then on they outlive the process, killed in whatever way. Cost: a few microseconds an answer in large
 * batches; nothing is held in memory.
 */
export function openStore(file: string, identity: unknown, columns: number = 1): Store {
  const { database, version } = openEnvironment(file);
  const data = resolve(file, "data.mdb");
  // LMDB would go on with the deleted file, and lose everything with the process.
  const checkThere = (): void => {
    if (existsSync(data)) return;
    throw new SpexlabError(
      "STORE_LOST",
      `${file}: the store was deleted or moved while in use. Say game.cache(${shown(file)}) again to begin a new one.`,
    );
  };
  const keys = new Keys(version, { identity, columns });
  return {
    file,
    columns,
    get size(): number {
      return database.getKeysCount(keys.range());
    },
    known(masks: Masks): Float64Array {
      checkThere();
      const values = new Float64Array(masks.length * columns).fill(Number.NaN);
      database.resetReadTxn();
      keys.each(masks, (row, key) => {
        const found = database.getBinaryFast(key);
        if (found === undefined) return;
        if (found.length !== columns * 8) throw corrupt(file, found.length, columns);
        for (let c = 0; c < columns; c++) values[row * columns + c] = found.readDoubleLE(c * 8);
      });
      return values;
    },
    async append(masks: Masks, values: Float64Array): Promise<void> {
      checkThere();
      // LMDB reads the values in its own thread, later: they lie where nobody writes.
      const bytes = Buffer.allocUnsafeSlow(values.length * 8);
      for (let k = 0; k < values.length; k++) bytes.writeDoubleLE(values[k], k * 8);
      let last: Promise<boolean> | undefined;
      keys.each(masks, (row, key) => {
        last = database.put(key, bytes.subarray(row * columns * 8, (row + 1) * columns * 8));
      });
      // Writes are committed in order: the last one's commit is that of all.
      if ((await last) === false) {
        throw new SpexlabError("STORE_FAILED", `${file}: an answer could not be kept.`);
      }
    },
  };
}

function corrupt(file: string, length: number, columns: number): SpexlabError {
  return new SpexlabError(
    "CORRUPT_STORE",
    `${file}: an answer has ${length} bytes instead of ${columns * 8}. Delete the folder and ask again.`,
  );
}

/** A process that asks and keeps, to be killed. Prints "a <row>" when a row is asked and "k <row>" when its answer is acknowledged; so many rows at a time. */
import { writeSync } from "node:fs";
import { game } from "../../../src/games/game.js";
import { expected, masksOf, N } from "./masks.js";

const folder = process.argv[2];
const [from, to, workers, batch] = process.argv.slice(3).map(Number);
const masks = masksOf(to, from);
const rowOf = new Map(masks.map((_, row) => [masks.key(row), from + row]));
const kept = game(
  N,
  async (asked) => {
    const rows = asked.map((_, k) => rowOf.get(asked.key(k))!);
    writeSync(1, rows.map((row) => `a ${row}\n`).join(""));
    await new Promise((resolve) => (batch === 1 ? setImmediate(resolve) : setTimeout(resolve, 20)));
    return rows.map(expected);
  },
  { id: "killed" },
).cache(folder);

const known = kept.known(masks);
const missing = masks.select([...known.keys()].filter((row) => Number.isNaN(known[row])));
let next = 0;
const work = async (): Promise<void> => {
  while (next < missing.length) {
    const asked = missing.slice(next, Math.min(missing.length, next + batch));
    next += batch;
    await kept.evaluate(asked);
    writeSync(1, asked.map((_, k) => `k ${rowOf.get(asked.key(k))}\n`).join(""));
  }
};
Promise.all(Array.from({ length: workers }, work)).then(() => writeSync(1, "end\n"));

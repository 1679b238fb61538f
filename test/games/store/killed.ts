/** A process that asks and keeps, to be killed. Prints "a <row>" when a row is asked and "k <row>" when its answer is acknowledged. */
import { writeSync } from "node:fs";
import { game } from "../../../src/games/game.js";
import { expected, masksOf, N } from "./masks.js";

const folder = process.argv[2];
const [from, to, workers] = process.argv.slice(3).map(Number);
const masks = masksOf(to, from);
const rowOf = new Map(masks.map((_, row) => [masks.key(row), from + row]));
const kept = game(
  N,
  async (asked) => {
    const values = asked.map((_, k) => {
      const row = rowOf.get(asked.key(k))!;
      writeSync(1, `a ${row}\n`);
      return expected(row);
    });
    await new Promise((resolve) => setImmediate(resolve));
    return values;
  },
  { id: "killed" },
).cache(folder);

const known = kept.known(masks);
let next = 0;
const work = async (): Promise<void> => {
  while (next < masks.length) {
    const row = next++;
    if (!Number.isNaN(known[row])) continue;
    await kept.evaluate(masks.slice(row, row + 1));
    writeSync(1, `k ${from + row}\n`);
  }
};
Promise.all(Array.from({ length: workers }, work)).then(() => writeSync(1, "end\n"));

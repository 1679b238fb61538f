import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { MaskSet } from "../bits/maskSet.js";
import type { Masks } from "../bits/masks.js";
import { Random } from "../bits/random.js";
import { exact } from "../methods/exact.js";
import { addUniform } from "../sampling/uniform.js";
import { type GameSpec, recordedRows, truthOf } from "./game.js";

const TEST_MASKS = 10_000;

/** A game and its test as files that both workers read. */
export interface GameFiles {
  readonly spec: GameSpec;
  readonly game: string;
  readonly test: string;
  readonly out: string;
  readonly masks: Masks;
  /** The noise-free values on the test masks. */
  readonly truth: Float64Array;
}

/** Writes games for the workers into a folder of its own, emptied first. */
export class Files {
  readonly #folder: string;
  #count = 0;

  constructor(folder: string) {
    this.#folder = folder;
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
  }

  add(spec: GameSpec): GameFiles {
    const stem = path.join(this.#folder, String(this.#count++));
    const { masks, values } = testOf(spec);
    const game = `${stem}-game.json`;
    const test = `${stem}-test.bin`;
    writeFileSync(game, JSON.stringify(spec));
    writeFileSync(test, masks.words);
    return { spec, game, test, out: `${stem}-out.bin`, masks, truth: values };
  }

  remove(files: GameFiles): void {
    for (const file of [files.game, files.test, files.out]) rmSync(file, { force: true });
  }
}

/** The numbers that a worker wrote. */
export function readNumbers(file: string): Float64Array {
  const bytes = readFileSync(file);
  return new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}

/** 10,000 uniform masks, all of them where there are fewer, or those that a recorded game keeps for it. */
function testOf(spec: GameSpec): { masks: Masks; values: Float64Array } {
  if (spec.kind === "recorded") {
    return recordedRows(spec, spec.masks.length - spec.test, spec.masks.length);
  }
  const set = new MaskSet(spec.n, 2 * TEST_MASKS);
  addUniform(set, TEST_MASKS, new Random(1, "benchmark test masks"));
  const masks = 2 ** spec.n <= TEST_MASKS ? exact().plan(spec.n, {}).masks : set.toMasks();
  return { masks, values: truthOf(spec, masks) };
}

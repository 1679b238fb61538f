import { MaskSet } from "../bits/maskSet.js";
import type { Masks } from "../bits/masks.js";
import { Random } from "../bits/random.js";
import { addUniform } from "./uniform.js";

/** Uniform masks to measure faithfulness on: distinct ones, or all 2^n when those are fewer than asked for. */
export function freshMasks(n: number, count: number, seed: number): { masks: Masks; all: boolean } {
  const set = new MaskSet(n);
  addUniform(set, count, new Random(seed, "faithfulness"));
  return { masks: set.toMasks(), all: n <= 30 && set.size === 2 ** n };
}

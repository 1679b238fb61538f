import type { Design } from "../sampling/design.js";
import { HardBinDecoder } from "./binDecoder.js";
import type { Pass } from "./peel.js";
import { screenableOrder } from "./screen.js";
import { DEEP, SHALLOW, SoftBinDecoder } from "./softBinDecoder.js";

/** Sets that a screening tries at most. */
const SCREEN = { hard: 20_000, soft: 200_000 };
/** How alike bins must be to be decoded together: signs alone read clean sums only. */
const ALIKE = { hard: 1.5, soft: 1.2 };
/** Bins that a deep search may visit. */
const DEEP_BINS = 128;

/** Signs only: quick, weaker under noise. */
export function hardPasses(design: Design): Pass[] {
  const decoder = new HardBinDecoder(design.code);
  const passes: Pass[] = [
    { pass: "bins", decoder },
    { pass: "screen", limit: SCREEN.hard },
  ];
  if (!screensAll(design, SCREEN.hard)) passes.push({ pass: "joint", decoder, alike: ALIKE.hard });
  return passes;
}

/** Everything that weighing the observations can find. */
export function softPasses(design: Design): Pass[] {
  const { code, b, C } = design;
  const decoder = new SoftBinDecoder(code, SHALLOW);
  const passes: Pass[] = [
    { pass: "bins", decoder },
    { pass: "screen", limit: SCREEN.soft },
  ];
  if (screensAll(design, SCREEN.soft)) return passes;
  passes.push({ pass: "joint", decoder, alike: ALIKE.soft });
  if (C * 2 ** b <= DEEP_BINS) passes.push({ pass: "deep", decoder: new SoftBinDecoder(code, DEEP) });
  return passes;
}

/** Does screening try every set there is to find? Then no search of bins finds more. */
function screensAll({ n, t }: Design, limit: number): boolean {
  return screenableOrder(n, t, limit) >= Math.min(n, t);
}

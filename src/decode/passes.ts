import type { Design } from "../sampling/design.js";
import { HardBinDecoder } from "./binDecoder.js";
import type { Pass } from "./peel.js";
import { DEEP, SHALLOW, SoftBinDecoder } from "./softBinDecoder.js";

/** Bins that a deep search may visit. */
const DEEP_BINS = 128;

/** Signs only: quick, weaker under noise. */
export function hardPasses({ code }: Design): Pass[] {
  const decoder = new HardBinDecoder(code);
  return [
    { pass: "bins", decoder },
    { pass: "screen", limit: 20_000 },
    { pass: "joint", decoder, alike: 1.5 },
  ];
}

/** Everything that weighing the observations can find. */
export function softPasses({ code, b, C }: Design): Pass[] {
  const decoder = new SoftBinDecoder(code, SHALLOW);
  const passes: Pass[] = [
    { pass: "bins", decoder },
    { pass: "screen", limit: 200_000 },
    { pass: "joint", decoder, alike: 0.7 },
  ];
  if (C * 2 ** b <= DEEP_BINS) passes.push({ pass: "deep", decoder: new SoftBinDecoder(code, DEEP) });
  return passes;
}

import { SpexlabError, shown } from "../errors.js";
import type { Known, MethodCore, Noted } from "../types.js";

/**
 * A known noise level: the standard deviation of one answer about the mean of its mask, or what `sx.repeat` measured.
 *
 * @category Methods
 */
export type Noise = number | { readonly noise: number };

/** The level as a number; undefined when none is said. Throws `BAD_OPTION`. */
export function noiseLevel(given: Noise | undefined): number | undefined {
  if (given === undefined) return undefined;
  const level = typeof given === "object" && given !== null ? given.noise : given;
  if (typeof level === "number" && level >= 0 && Number.isFinite(level)) return level;
  throw new SpexlabError(
    "BAD_OPTION",
    `Expected \`noise\` to be the standard deviation of an answer (a number from 0 up) or what sx.repeat returns, got ${shown(given)}.`,
  );
}

/** Throws unless the method can make use of a known noise level. */
export function checkTakesNoise({ name, takesNoise }: MethodCore): void {
  if (takesNoise === true) return;
  throw new SpexlabError(
    "BAD_OPTION",
    `${name} has no use for a known noise level. Leave \`noise\` out, or use sx.auto(), sx.spex() or sx.exact().`,
  );
}

/** The level that counts: the one that is known of these answers, else the method's own option. */
export function levelOf(core: MethodCore, known: Known | undefined): number | undefined {
  const said = known?.noise;
  if (said !== undefined) {
    checkTakesNoise(core);
    return said;
  }
  const own = core.takesNoise === true ? core.options.noise : undefined;
  return typeof own === "number" ? own : undefined;
}

/** What a noise level means for an explanation of these answers. */
export function noted(
  level: number,
  values: Float64Array,
): Noted & { readonly [key: string]: number | boolean } {
  const mean = values.reduce((sum, v) => sum + v / values.length, 0);
  const variance = values.reduce((sum, v) => sum + (v - mean) ** 2 / Math.max(1, values.length - 1), 0);
  const share = level === 0 ? 0 : variance > 0 ? Math.min(1, level ** 2 / variance) : 1;
  return { level, deterministic: level === 0, ceiling: 1 - share };
}

import { SpexlabError, shown, suggestion } from "../errors.js";
import { type AutoOptions, auto as autoCore } from "../methods/auto.js";
import { type ExactOptions, exact as exactCore } from "../methods/exact.js";
import { type SpexOptions, spex as spexCore } from "../methods/spex.js";
import {
  banzhaf,
  faithBanzhaf,
  faithShapley,
  kernelShap,
  lime,
  proxyShap,
  proxySpex,
  shapleyTaylor,
} from "./baselines.js";
import { type Method, methodOf } from "./method.js";

/**
 * The default: decoder, one Bayesian fit in the Fourier domain and boosted trees on the same answers, combined by how well
 * each predicts answers it has not seen. As faithful as the best of them or better; `report.ideas` says what carried it.
 *
 * Options: `terms` (most Fourier terms kept, default 5,000), `noise` (the model's own, where known), `seed`. Takes any budget from 20 calls up; SPEX's structured
 * masks are part of the plan where the budget pays for them. Cost: seconds.
 *
 * @example
 * const game = sx.game(12, (masks) => masks.map((c) => (c.has(3) && !c.has(7) ? 1 : 0)));
 * const e = await sx.explain(game, { method: sx.auto(), budget: 300, seed: 1 });
 * e.as("Moebius").get(3, 7).toFixed(2); // "-1.00"
 * @category Methods
 */
export function auto(options: AutoOptions = {}): Method {
  return methodOf(autoCore(options));
}

/**
 * SPEX, the Spectral Explainer: masks from a sparse-graph code, channel decoding of the answers, least-squares refit.
 * Finds interactions of up to five players (option `t`) among thousands, from far fewer calls than there are sets.
 *
 * Options: `b` (2^b bins in each group; chosen from the budget when not said), `t` (largest order, default 5), `C` (groups,
 * default 3), `decoding` (`"soft"`, default, or `"hard"`), `noise` (the model's own, where known), `seed`. A budget too small for the settings is refused, no setting
 * is ever lowered. When the budget pays for all 2^n coalitions the transform is computed whole.
 *
 * Source: Kang et al., "SPEX: Scaling Feature Interaction Explanations for LLMs", ICML 2025.
 *
 * @example
 * const game = sx.game(20, (masks) => masks.map((c) => (c.has(3) && c.has(7) ? 1 : 0)));
 * const e = await sx.explain(game, { method: sx.spex({ b: 4 }), seed: 1 });
 * e.as("Moebius").get(3, 7).toFixed(6); // "1.000000"
 * @category Methods
 */
export function spex(options: SpexOptions = {}): Method {
  return methodOf(spexCore(options));
}

/**
 * The whole Fourier transform from all 2^n masks, for 1 to 20 players: no approximation. With `noise` (the model's own, where known) every
 * coefficient has its variance.
 *
 * @example
 * const or = sx.game(2, (masks) => masks.map((c) => (c.players.length > 0 ? 1 : 0)));
 * const e = await sx.explain(or, { method: sx.exact() });
 * e.as("Moebius").get(0, 1); // -1
 * @category Methods
 */
export function exact(options: ExactOptions = {}): Method {
  return methodOf(exactCore(options));
}

/**
 * Names that `explain` takes.
 *
 * @category Methods
 */
export type MethodName =
  | "auto"
  | "spex"
  | "exact"
  | "proxySpex"
  | "proxyShap"
  | "lime"
  | "kernelShap"
  | "banzhaf"
  | "faithBanzhaf"
  | "faithShapley"
  | "shapleyTaylor";

/** Every method by name, with its usual settings. */
const byName: Readonly<Record<MethodName, () => Method>> = Object.freeze({
  auto: () => auto(),
  spex: () => spex(),
  exact: () => exact(),
  proxySpex: () => proxySpex(),
  proxyShap: () => proxyShap(),
  lime: () => lime(),
  kernelShap: () => kernelShap(),
  banzhaf: () => banzhaf(),
  faithBanzhaf: () => faithBanzhaf(),
  faithShapley: () => faithShapley(),
  shapleyTaylor: () => shapleyTaylor(),
});

/** A method as given, or the one of that name. Throws `UNKNOWN_METHOD` with the nearest names. */
export function methodFrom(given: unknown): Method {
  if (typeof given === "string" && Object.hasOwn(byName, given)) return byName[given as MethodName]();
  if (isMethod(given)) return given;
  const forgotten = typeof given === "function" ? " Call it: sx.spex()." : "";
  throw new SpexlabError(
    "UNKNOWN_METHOD",
    `Expected a method such as sx.spex() or its name, got ${shown(given)}.${forgotten} ${suggestion(given, Object.keys(byName))}`,
  );
}

function isMethod(given: unknown): given is Method {
  const { plan, estimate, core } = (given ?? {}) as Partial<Method>;
  return typeof plan === "function" && typeof estimate === "function" && typeof core?.plan === "function";
}

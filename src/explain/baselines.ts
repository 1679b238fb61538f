import { type BanzhafOptions, banzhaf as banzhafCore } from "../methods/banzhaf.js";
import { type FaithBanzhafOptions, faithBanzhaf as faithBanzhafCore } from "../methods/faithBanzhaf.js";
import { type FaithShapleyOptions, faithShapley as faithShapleyCore } from "../methods/faithShapley.js";
import { type KernelShapOptions, kernelShap as kernelShapCore } from "../methods/kernelShap.js";
import { type LimeOptions, lime as limeCore } from "../methods/lime.js";
import { type ProxyShapOptions, proxyShap as proxyShapCore } from "../methods/proxyShap.js";
import { type ProxySpexOptions, proxySpex as proxySpexCore } from "../methods/proxySpex.js";
import { type ShapleyTaylorOptions, shapleyTaylor as shapleyTaylorCore } from "../methods/shapleyTaylor.js";
import { type Method, methodOf } from "./method.js";

/**
 * LIME: a linear surrogate by ridge regression, masks near the full one weighing more.
 *
 *   plan:      the full mask, then uniform masks (or masks of uniform size), all different
 *   estimate:  weighted ridge regression on single players with a free intercept; a surrogate of order 1
 *
 * Source: Ribeiro, Singh & Guestrin, "Why should I trust you?", KDD 2016, and its text explainer. Reads any masks.
 *
 * @example
 * const game = sx.game(30, (masks) => masks.map((c) => (c.has(3) ? 2 : 0) - (c.has(7) ? 1 : 0)));
 * const e = await sx.explain(game, { method: sx.lime(), budget: 500 });
 * e.get(3).toFixed(1); // "2.0"
 * @category Methods
 */
export function lime(options: LimeOptions = {}): Method {
  return methodOf(limeCore(options));
}

/**
 * KernelSHAP: Shapley values as the slopes of the best additive fit under Shapley's kernel, exact for no and for all players.
 *
 *   plan:      the empty and the full mask, then complementary pairs by Shapley's kernel; sizes the budget pays for are taken whole
 *   estimate:  weighted regression on single players subject to g(∅) = f(∅) and g(N) = f(N); index SV
 *
 * The values sum to f(N) − f(∅) exactly. All 2^n masks give the Shapley values in closed form. Reads any masks that have
 * the empty and the full one. Source: Lundberg & Lee, "A unified approach to interpreting model predictions", NeurIPS 2017; pairs:
 * Covert & Lee, "Improving KernelSHAP", AISTATS 2021.
 *
 * @example
 * const game = sx.game(["a", "b", "c"], (masks) => masks.map((c) => (c.has("a") ? 2 : 0) + (c.has("b") && c.has("c") ? 1 : 0)));
 * const e = await sx.explain(game, { method: sx.kernelShap() });
 * e.as("SV").get("b").toFixed(6); // "0.500000"
 * @category Methods
 */
export function kernelShap(options: KernelShapOptions = {}): Method {
  return methodOf(kernelShapCore(options));
}

/**
 * Banzhaf values by regression: the best additive fit over uniform masks, whose slopes are the Banzhaf values.
 *
 *   plan:      uniform masks, all different
 *   estimate:  ridge regression on single players, strength by evidence; index BV
 *
 * Lower variance than averaging marginal contributions, since every call serves every player. Reads any masks; those should
 * be uniform. Source: Hammer & Holzman, "Approximations of pseudo-Boolean functions", 1992; Wang & Jia, "Data Banzhaf", AISTATS 2023.
 *
 * @example
 * const game = sx.game(["a", "b", "c"], (masks) => masks.map((c) => (c.has("a") ? 2 : 0) + (c.has("b") && c.has("c") ? 1 : 0)));
 * const e = await sx.explain(game, { method: sx.banzhaf() });
 * e.as("BV").get("b"); // 0.5
 * @category Methods
 */
export function banzhaf(options: BanzhafOptions = {}): Method {
  return methodOf(banzhafCore(options));
}

/**
 * Faith-Banzhaf: the best fit by interactions of at most `order` players over uniform masks.
 *
 *   plan:      uniform masks, all different
 *   estimate:  ridge regression on all Fourier terms of order ≤ k, a strength for each order by evidence; index FBII
 *
 * With fewer calls than sets the dual equations are solved, and the strengths keep the fit from blowing up: an order
 * that the calls do not support is held back instead of fitted to noise. `report` says which strengths were chosen and
 * how the game's variance divides over the orders. All 2^n masks give the index in closed form. Reads any masks; those should be uniform.
 *
 * Source: Tsai, Yeh & Ravikumar, "Faith-Shap", JMLR 24, 2023, with equal weights; MacKay 1992 for the evidence.
 *
 * @example
 * const game = sx.game(12, (masks) => masks.map((c) => (c.has(3) && c.has(7) ? 1 : 0)));
 * const e = await sx.explain(game, { method: sx.faithBanzhaf({ order: 2 }), budget: 400 });
 * e.get(3, 7).toFixed(3); // "1.000"
 * @category Methods
 */
export function faithBanzhaf(options: FaithBanzhafOptions = {}): Method {
  return methodOf(faithBanzhafCore(options));
}

/**
 * Faith-Shap: the best fit by interactions of at most `order` players under Shapley's kernel, exact for no and for all players.
 *
 *   plan:      the empty and the full mask, then complementary pairs by Shapley's kernel; sizes the budget pays for are taken whole
 *   estimate:  weighted ridge regression on all sets of order ≤ k subject to g(∅) = f(∅) and g(N) = f(N); index FSII
 *
 * Both constraints hold exactly (by elimination, not by a large weight). With fewer calls than sets the dual equations
 * are solved, and strengths learnt by evidence, one for each order, keep the fit from blowing up; `report` says which. All
 * 2^n masks give the index in closed form. Reads any masks that have the empty and the full one, weighing each size by the kernel.
 * The surrogate is good where Shapley's kernel is heavy (few or nearly all players), less so on uniform masks.
 *
 * Source: Tsai, Yeh & Ravikumar, "Faith-Shap: The Faithful Shapley Interaction Index", JMLR 24, 2023.
 *
 * @example
 * const game = sx.game(12, (masks) => masks.map((c) => (c.has(3) && c.has(7) ? 1 : 0)));
 * const e = await sx.explain(game, { method: sx.faithShapley({ order: 2 }), budget: 400 });
 * e.as("FSII", { order: 2 }).get(3, 7).toFixed(3); // "1.000"
 * @category Methods
 */
export function faithShapley(options: FaithShapleyOptions = {}): Method {
  return methodOf(faithShapleyCore(options));
}

/**
 * Shapley-Taylor interactions from random orders of arrival.
 *
 *   plan:      for each permutation the coalitions T ∪ W, W ⊆ S, for every set S of k players, where T are those before S's first;
 *              one permutation has Σ_{j ≤ k} C(n, j) different ones, every set of fewer than k players among them
 *   estimate:  order k: mean over permutations of Δ_S f(T); below: Δ_S f(∅), exact; index STII
 *
 * Unbiased. The last permutation is used as far as the budget goes, in random order of its sets; while all are whole, the values add
 * up to f(N) exactly. It makes no surrogate: the Taylor polynomial expands the game at the empty coalition and heaps all that
 * is left on order k, which over uniform masks is often worse than a constant. All 2^n masks give the index in closed form.
 * Throws `BUDGET_TOO_SMALL` below one permutation, with its calls.
 *
 * Source: Sundararajan, Dhamdhere & Agarwal, "The Shapley Taylor Interaction Index", ICML 2020.
 *
 * @example
 * const game = sx.game(10, (masks) => masks.map((c) => (c.has(3) && c.has(7) ? 1 : 0)));
 * const e = await sx.explain(game, { method: sx.shapleyTaylor({ order: 2 }), budget: 400 });
 * e.get(3, 7); // 1
 * @category Methods
 */
export function shapleyTaylor(options: ShapleyTaylorOptions = {}): Method {
  return methodOf(shapleyTaylorCore(options));
}

/**
 * ProxySPEX: boosted trees learn the game, their Fourier transform names the support, a ridge fits it.
 *
 *   plan:      the empty and the full mask, then uniform masks, all different
 *   estimate:  boosted trees, depth × learning rate × rounds by five-fold cross-validation → exact Fourier transform →
 *              the fewest strongest terms with 95 % of the energy, and the constant → ridge on the masks, strength by GCV
 *
 * Rounds are chosen from all numbers up to `rounds` in one pass (the references compare 500 and 1000 by growing both), depth at the
 * fastest rate, and slower rates are tried where so many rounds can take them as far. The
 * references drop the term with which the energy is reached and every tie of it, and mostly the constant; here the support does reach its
 * share. Faithfulness is that of the whole chain, each fold predicted by trees, support and ridge that have not seen it.
 * All 2^n masks give the whole transform of the game. Reads any masks; those should be uniform.
 *
 * Source: Butler et al., "ProxySPEX: Inference-Efficient Interpretability via Sparse Feature Interactions in LLMs", NeurIPS 2025.
 *
 * @example
 * const game = sx.game(16, (masks) => masks.map((c) => (c.has(3) && c.has(7) ? 1 : 0)));
 * const e = await sx.explain(game, { method: sx.proxySpex(), budget: 500 });
 * e.get(3, 7).toFixed(2); // "1.00"
 * @category Methods
 */
export function proxySpex(options: ProxySpexOptions = {}): Method {
  return methodOf(proxySpexCore(options));
}

/**
 * ProxySHAP: boosted trees as a proxy, their interactions read off exactly, what they leave over estimated and added.
 *
 *   plan:      the empty and the full mask, then masks of uniform size in complementary pairs
 *   estimate:  boosted trees on f − f(∅) → exact Fourier transform (the surrogate, unpruned) → any index in closed form
 *              + the index of the residuals by SHAP-IQ's weighted sum over the masks
 *
 * Read off the transform, an index equals the interventional tree interactions between all players present and none.
 * All 2^n masks give the whole transform of the game. Reads any masks that have the empty one; without it the trees start at the mean.
 *
 * Source: "Proxy-Based Approximation of Shapley and Banzhaf Interactions", arXiv 2605.22738, as in shapiq 1.8; Fumagalli et al., "SHAP-IQ", NeurIPS 2023, for the residuals.
 *
 * @example
 * const game = sx.game(12, (masks) => masks.map((c) => (c.has(3) && c.has(7) ? 1 : 0)));
 * const e = await sx.explain(game, { method: sx.proxyShap(), budget: 500 });
 * e.get(3, 7) > 0.9; // true
 * @category Methods
 */
export function proxyShap(options: ProxyShapOptions = {}): Method {
  return methodOf(proxyShapCore(options));
}

/**
 * spexlab: which combinations of input parts drive a model's answer. The front door; everything public is exported here.
 *
 * @packageDocumentation
 */
export { type Coalition, Masks } from "./bits/masks.js";
export type { Terms } from "./bits/terms.js";
export { SpexlabError } from "./errors.js";
export {
  type EvaluateOptions,
  type Evaluation,
  evaluate,
  evaluation,
  type FailedMask,
  type Progress,
  type Spend,
  type Spent,
} from "./evaluate/evaluate.js";
export {
  banzhaf,
  faithBanzhaf,
  faithShapley,
  kernelShap,
  lime,
  proxyShap,
  proxySpex,
  shapleyTaylor,
} from "./explain/baselines.js";
export { type ExplainOptions, explain } from "./explain/explain.js";
export { fromFourier, fromMoebius, type GivenTerm } from "./explain/fromTerms.js";
export { type FromValuesOptions, fromValues } from "./explain/fromValues.js";
export type { Method, PlanOptions } from "./explain/method.js";
export { auto, exact, spex } from "./explain/methods.js";
export type { MethodPlan } from "./explain/plan.js";
export { type Explanation, load } from "./explanation/explanation.js";
export type { SavedExplanation } from "./explanation/format/schema.js";
export type { CoalitionRow, Player } from "./explanation/players.js";
export type { FaithfulnessOptions } from "./explanation/verbs/faithfulness.js";
export type { Row } from "./explanation/verbs/rows.js";
export type { CallLimits } from "./games/callLimits.js";
export type { Cost } from "./games/cost.js";
export { CallFault, type FaultKind } from "./games/fault.js";
export { type Game, type GameOptions, game } from "./games/game.js";
export { gemma } from "./games/gemma.js";
export type { InputKind, ManyReadouts, Model, Part, TextModel } from "./games/model.js";
export { type TextOptions, type TextPlayers, type TextSource, text } from "./maskers/text.js";
export type { AutoOptions } from "./methods/auto.js";
export type { BanzhafOptions } from "./methods/banzhaf.js";
export type { FaithBanzhafOptions } from "./methods/faithBanzhaf.js";
export type { FaithShapleyOptions } from "./methods/faithShapley.js";
export type { KernelShapOptions } from "./methods/kernelShap.js";
export type { LimeOptions } from "./methods/lime.js";
export type { Ridge } from "./methods/lowOrder.js";
export type { ProxyShapOptions } from "./methods/proxyShap.js";
export type { ProxySpexOptions } from "./methods/proxySpex.js";
export type { ShapleyTaylorOptions } from "./methods/shapleyTaylor.js";
export type { SpexOptions } from "./methods/spex.js";
export type {
  CallContext,
  Faithfulness,
  IndexName,
  Interaction,
  Json,
  Layout,
  Players,
  Usage,
  ValueFunction,
  View,
} from "./types.js";

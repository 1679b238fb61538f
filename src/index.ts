/**
 * Which combinations of input parts drive a model's answer.
 *
 * Everything here is what `import * as sx from "spexlab"` gives. The usual way through it:
 *
 * 1. **Players**, the parts that may be absent: {@link text}, {@link image}, {@link tabular}, {@link components}, {@link join}, or plain names.
 * 2. **A game**, players and a model: {@link game} with a function of your own, {@link openai}, {@link gemma}, {@link classifier} or {@link onnx}.
 * 3. **An explanation**: {@link explain}, with a method ({@link auto} when not said) and a budget. {@link compare} runs several, {@link fromValues} takes answers that are there already.
 * 4. **Looking at it**: an {@link Explanation} is read in another index by `.as("SV")`, narrowed by `.order(2).top(10)`, doubted by `.faithfulness()` and `.removal()`, drawn by `.force()`,
 *    `.network()` and others, taken elsewhere by `.rows()`, `.frame()` and `.save("e.html")`.
 *
 * Which method, which index and which budget: `notebooks/guide.ipynb` in the project's folder.
 *
 * Two rules hold everywhere. Objects never change: every verb returns a new one. And nothing is lowered in silence: what cannot be done is a {@link SpexlabError}, which says what was expected,
 * what came and what to do; its `code` (written in capitals in these pages) is stable.
 *
 * Words: a **mask** says which players are present, the set of those present is a **coalition**, the **budget** is the most distinct coalitions that are asked. An **interaction** is a set of players
 * with a value, its **order** the number of players in it. f(x) = Σ_S F(S)·(−1)^{|S ∩ x|} is the Fourier convention, x_i = 1 when player i is present.
 *
 * @packageDocumentation
 */
export type { MimeBundle, Widget } from "../widgets/show.js";
export type { VegaChart } from "../widgets/vega/chart.js";
export type { Spec as VegaSpec } from "../widgets/vega/spec.js";
export { type Coalition, Masks } from "./bits/masks.js";
export type { Terms } from "./bits/terms.js";
export type { Bin, BinType, Found } from "./codec/bin.js";
export { type Bins, bins } from "./codec/bins.js";
export { type BinTerm, bch, type DecodedSet, type ParityCode } from "./codec/code.js";
export type { Peeling, PeelingStep } from "./codec/peeling.js";
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
export { type Repeated, type RepeatOptions, repeat } from "./evaluate/repeat.js";
export { type AccountOptions, type AccountRow, account } from "./experiments/account.js";
export {
  type AliasedTerm,
  type AliasingOptions,
  type AliasingRow,
  aliasing,
} from "./experiments/aliasing.js";
export { type BudgetRow, type BudgetSweepOptions, budgetSweep } from "./experiments/budgetSweep.js";
export { type ByGroupOptions, byGroup, type GroupedValue, type GroupRow } from "./experiments/byGroup.js";
export { type DecodeTimeOptions, type DecodeTimeRow, decodeTime } from "./experiments/decodeTime.js";
export { type NoiseRow, type NoiseSweepOptions, noiseSweep } from "./experiments/noiseSweep.js";
export {
  type ResponseRow,
  type Responses,
  type ResponsesOptions,
  responses,
} from "./experiments/responses.js";
export { type SettingsRow, type SettingsSweepOptions, settingsSweep } from "./experiments/settingsSweep.js";
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
export { type ExplainByBatchOptions, explainByBatch } from "./explain/batch.js";
export { type BeeswarmOptions, beeswarm } from "./explain/beeswarm.js";
export { type CompareOptions, type ComparisonProgress, compare } from "./explain/compare.js";
export type {
  Comparison,
  FaithfulnessRow,
  SideBySideOptions,
  SideBySideRow,
} from "./explain/comparison.js";
export { type ExplainOptions, explain } from "./explain/explain.js";
export { fromFourier, fromMoebius, type GivenTerm } from "./explain/fromTerms.js";
export { fromLightGbm, fromXgBoost } from "./explain/fromTrees.js";
export { type FromValuesOptions, fromValues } from "./explain/fromValues.js";
export type { Method, PlanOptions } from "./explain/method.js";
export { auto, exact, type MethodName, spex } from "./explain/methods.js";
export type { MethodPlan } from "./explain/plan.js";
export type { RunRow } from "./explain/run.js";
export { type Explanation, load } from "./explanation/explanation.js";
export type {
  SavedExplanation,
  SavedFaithfulness,
  SavedStep,
  SavedTerms,
} from "./explanation/format/schema.js";
export type { ShapiqValues } from "./explanation/format/shapiq.js";
export type { CoalitionRow, Player } from "./explanation/players.js";
export type { Provenance, Step } from "./explanation/state.js";
export type { BinRow } from "./explanation/verbs/bins.js";
export type { FaithfulnessOptions } from "./explanation/verbs/faithfulness.js";
export type { Flip, FlipOptions } from "./explanation/verbs/flip.js";
export type { InfluenceOptions, InfluenceRow } from "./explanation/verbs/influence.js";
export type { Recovery, RecoveryOptions, RecoveryRow } from "./explanation/verbs/recovery.js";
export type { RemovalOptions, RemovalRow } from "./explanation/verbs/removal.js";
export type { Row } from "./explanation/verbs/rows.js";
export type { SparsityRow } from "./explanation/verbs/sparsity.js";
export type { StatisticsOptions, StatisticsRow } from "./explanation/verbs/statistics.js";
export type { TruncationOptions, TruncationRow } from "./explanation/verbs/truncation.js";
export type { LeftOut } from "./explore/collect.js";
export { type Explorable, type ExploreOptions, explore } from "./explore/explore.js";
export type { CallLimits, Limits } from "./games/callLimits.js";
export type { Cost } from "./games/cost.js";
export { CallFault, type FaultDetails, type FaultKind } from "./games/fault.js";
export { type AskOptions, type Game, type GameOptions, game } from "./games/game.js";
export { games } from "./games/games.js";
export { type GemmaOptions, gemma } from "./games/gemma.js";
export type { InputKind, ManyReadouts, Model, Part, TextModel } from "./games/model.js";
export {
  type ComponentRow,
  type Components,
  components,
  type LayerOptions,
  type TensorOptions,
} from "./games/onnx/components/components.js";
export type { Cut } from "./games/onnx/components/cut.js";
export type {
  AblateOptions,
  Ablation,
  ComponentPlayers,
  Reference,
  Unit,
} from "./games/onnx/components/players.js";
export { type OnnxOptions, type OnnxSource, onnx } from "./games/onnx/onnx.js";
export type { OutputReadout } from "./games/onnx/readout.js";
export type { Input as OnnxInput, PixelOptions } from "./games/onnx/tensors.js";
export { type OpenAIOptions, openai } from "./games/openai/openai.js";
export type { Input as OpenAIInput } from "./games/openai/options.js";
export type { GivenAnswer, Readout } from "./games/openai/readout.js";
export {
  choice,
  fromReply,
  type GivenOptions,
  logProbability,
  perplexity,
  similarity,
  type TopOptions,
  topLogprob,
} from "./games/openai/readouts.js";
export type { Reply, ReplyToken } from "./games/openai/reply.js";
export type { ImageTokens, Prices } from "./games/openai/tokens.js";
export type { Recording, RecordOptions } from "./games/recording.js";
export * as tasks from "./games/tasks/tasks.js";
export { type ClassifierOptions, classifier } from "./games/transformers/classifier.js";
export { type GroupPlayers, group, split } from "./maskers/groups.js";
export {
  type Fill,
  type ImagePlayers,
  type ImageSource,
  image,
  type Pixels,
} from "./maskers/image/image.js";
export { type JoinedPlayers, type JoinOptions, join } from "./maskers/join.js";
export type { Inputs, Offering } from "./maskers/offering.js";
export type { Absent } from "./maskers/render.js";
export type { Span } from "./maskers/segment.js";
export { type Cell as TabularCell, type TabularPlayers, tabular } from "./maskers/tabular.js";
export { type TextOptions, type TextPlayers, type TextSource, text } from "./maskers/text.js";
export type { AutoOptions } from "./methods/auto.js";
export type { BanzhafOptions } from "./methods/banzhaf.js";
export type { ExactOptions } from "./methods/exact.js";
export type { FaithBanzhafOptions } from "./methods/faithBanzhaf.js";
export type { FaithShapleyOptions } from "./methods/faithShapley.js";
export type { KernelShapOptions } from "./methods/kernelShap.js";
export type { LimeOptions } from "./methods/lime.js";
export type { Ridge } from "./methods/lowOrder.js";
export type { Noise } from "./methods/noise.js";
export type { ProxyShapOptions } from "./methods/proxyShap.js";
export type { ProxySpexOptions } from "./methods/proxySpex.js";
export type { ShapleyTaylorOptions } from "./methods/shapleyTaylor.js";
export type { SpexOptions } from "./methods/spex.js";
export type { Cell, Column, SavedTable, Table } from "./results/table.js";
export type { TreeOptions } from "./trees/presets.js";
export type { XgBoostOptions } from "./trees/xgboost.js";
export type {
  CallContext,
  Faithfulness,
  IndexName,
  Interaction,
  Json,
  Known,
  Layout,
  Noted,
  Plan,
  Players,
  Usage,
  ValueFunction,
  View,
} from "./types.js";

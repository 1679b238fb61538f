import {
  barWidget,
  decayWidget,
  explanationWidget,
  forceWidget,
  heatmapWidget,
  linkedChart,
  networkWidget,
  overlayWidget,
  plainText,
  spectrumWidget,
  stackedWidget,
  textWidget,
  upsetWidget,
  type VegaChart,
  waterfallWidget,
} from "../../widgets/index.js";
import { type MimeBundle, showsItself, type Widget } from "../../widgets/show.js";
import type { Masks } from "../bits/masks.js";
import type { Terms } from "../bits/terms.js";
import { checkOptions, SpexlabError, shown } from "../errors.js";
import { writeWhole, writing } from "../files.js";
import type { DataFrame } from "../results/formats/frame.js";
import { Table } from "../results/table.js";
import type { Faithfulness, IndexName, Interaction, Json, Players, View } from "../types.js";
import { readState } from "./format/file.js";
import { line } from "./format/line.js";
import type { SavedExplanation } from "./format/schema.js";
import { type ShapiqValues, toShapiq } from "./format/shapiq.js";
import { toSaved } from "./format/write.js";
import { interactionsOf } from "./interactions.js";
import type { CoalitionRow, Player } from "./players.js";
import type { State } from "./state.js";
import { as } from "./verbs/as.js";
import { type BinRow, bins } from "./verbs/bins.js";
import { containing } from "./verbs/containing.js";
import { contributions } from "./verbs/contributions.js";
import { type FaithfulnessOptions, faithfulness } from "./verbs/faithfulness.js";
import { type Flip, type FlipOptions, flip } from "./verbs/flip.js";
import { get } from "./verbs/get.js";
import { type InfluenceOptions, type InfluenceRow, influence } from "./verbs/influence.js";
import { live } from "./verbs/live.js";
import { moebius } from "./verbs/moebius.js";
import { order } from "./verbs/order.js";
import { predict } from "./verbs/predict.js";
import { type Recovery, type RecoveryOptions, recovery } from "./verbs/recovery.js";
import { type RemovalOptions, type RemovalRow, removal } from "./verbs/removal.js";
import { type Row, rows } from "./verbs/rows.js";
import { sign } from "./verbs/sign.js";
import { type SparsityRow, sparsity } from "./verbs/sparsity.js";
import { type StatisticsOptions, type StatisticsRow, statistics } from "./verbs/statistics.js";
import { top } from "./verbs/top.js";
import { type TruncationOptions, type TruncationRow, truncation } from "./verbs/truncation.js";
import { view } from "./verbs/view.js";
import { where } from "./verbs/where.js";

/** Interactions in the table of `toString`. */
const SHOWN = 12;

/**
 * Why a game answers as it does: which sets of players move its value, and by how much.
 *
 * Frozen: every verb returns a new explanation and shares all data with the old one. The explanation keeps the sparse
 * Fourier transform of a surrogate of the game; an index is a way of reading it, so changing index or order costs no
 * calls. The verbs `order`, `top`, `containing`, `positive`, `negative` and `where` choose what is *shown*; they never
 * change `predict`, `get` or the faithfulness.
 *
 * As the last expression of a notebook cell it shows itself as a widget, elsewhere as a table.
 *
 * @example
 * const game = sx.game(["not", "bad", "film"], (masks) =>
 *   masks.map((c) => (c.has("bad") ? (c.has("not") ? 1 : -2) : 0)),
 * );
 * const e = await sx.explain(game, { method: sx.exact() });
 * e.get("not", "bad"); // 3
 * e.as("SV").get("bad"); // -0.5
 * e.top(1).interactions[0].names; // ["not", "bad"]
 * e.predict(["not", "bad"])[0]; // 1
 * @category Explanations
 */
export class Explanation {
  readonly #state: State;

  /** Explanations come from `sx.explain`, `sx.load`, `sx.fromFourier`, …: the constructor is theirs. */
  constructor(state: State) {
    this.#state = state;
    Object.freeze(this);
  }

  /**
   * The same explanation read in another index: `SV BV SII k-SII STII FSII BII FBII Moebius Fourier`.
   *
   * `order` is the largest order of the index. Not said: 1 for SV and BV, everything for Fourier and Moebius, else the
   * degree of the surrogate up to 3 (more when an `order` verb before it asked for more). Filters said before are
   * applied to the new index, `top` included: after `.top(5).as("SV")` the five strongest of SV are shown.
   * Cost: the subsets of at most `order` players of each Fourier term, once; no calls.
   * Throws `UNKNOWN_INDEX`, `NO_SURROGATE`, `BAD_OPTION`, `ORDER_NOT_HELD`, `TOO_MANY_SETS`.
   *
   * @category Index and choice
   */
  as(index: IndexName, options: { order?: number } = {}): Explanation {
    return create(as(this.#state, index, options));
  }

  /**
   * Shows only interactions of these orders. Throws `ORDER_NOT_HELD` for an order beyond the index as it was read.
   *
   * @category Index and choice
   */
  order(...orders: number[]): Explanation {
    return create(order(this.#state, orders));
  }

  /**
   * Shows only the strongest `count` of what is shown so far.
   *
   * @category Index and choice
   */
  top(count: number): Explanation {
    return create(top(this.#state, count));
  }

  /**
   * Shows only interactions that contain all of these players (indices or names).
   *
   * @category Index and choice
   */
  containing(...players: Player[]): Explanation {
    return create(containing(this.#state, players));
  }

  /**
   * Shows only interactions with a value above 0.
   *
   * @category Index and choice
   */
  positive(): Explanation {
    return create(sign(this.#state, 1));
  }

  /**
   * Shows only interactions with a value below 0.
   *
   * @category Index and choice
   */
  negative(): Explanation {
    return create(sign(this.#state, -1));
  }

  /**
   * Shows only interactions that the test keeps. In a saved file the test is replaced by the sets it kept.
   *
   * @category Index and choice
   */
  where(keep: (interaction: Interaction) => boolean): Explanation {
    return create(where(this.#state, keep));
  }

  /**
   * Value of one set of players (indices or names, in any order) in the current index, whatever the verbs show.
   * 0 when the set is not there; without players the empty set's value. Throws `UNKNOWN_PLAYER` with the nearest names.
   *
   * @category Values
   */
  get(...players: Player[]): number {
    return get(this.#state, players);
  }

  /**
   * What is shown: strongest first by |value|, ties by order, then lexicographically. The empty set is not listed; `get()` has it.
   *
   * @category Values
   */
  get interactions(): readonly Interaction[] {
    return interactionsOf(this.#state);
  }

  /**
   * The surrogate's answers. An array of indices or names is one coalition (one number comes back), an array of arrays
   * many; `[]` is the coalition of nobody. Rows of 0/1 go through `sx.Masks.from(n, rows)`.
   * Throws `NO_SURROGATE`, `UNKNOWN_PLAYER`, `BAD_MASKS`.
   *
   * @category Values
   */
  predict(masks: Masks | CoalitionRow | readonly CoalitionRow[]): Float64Array {
    return predict(this.#state, masks);
  }

  /**
   * R² of the surrogate on uniform masks drawn anew and asked of the game: distinct ones, or all 2^n when those are fewer
   * than asked for (then `how` is `"exact"`). Cost: that many calls (10,000 by default). `.fit` is the estimate that costs none.
   * Throws `NO_GAME` for an explanation that was loaded or made without one.
   *
   * @category Trust
   */
  faithfulness(options: FaithfulnessOptions = {}): Promise<Faithfulness> {
    return faithfulness(this.#state, options);
  }

  /**
   * The removal curve: for r = 0, 1, … `top`, the r players whose removal from the full coalition moves the surrogate most, with the
   * surrogate's value and the game's own (where there is a game: one call a row).
   *
   * `search`: `"exact"` (default) by branch and bound on the Fourier terms, `"greedy"` one player after the other, or `"both"`. The
   * exact search refuses with `SEARCH_TOO_LARGE` when it would look at more than `effort` terms; it never falls back to greedy.
   * `.chart()`: surrogate and model step by step, with the names of those removed.
   * Source: Kang et al., SPEX, ICML 2025, experiments on removal: |f(N) − f(N∖R)| / |f(N)|, as in the authors' `experiments/removal.py`. Throws `NO_SURROGATE`.
   *
   * @example
   * const e = sx.fromMoebius(["a", "b", "c"], [[["a"], 1], [["b", "c"], 3]]);
   * const curve = await e.removal({ top: 2 });
   * curve.rows().map((row) => [row.names, row.surrogateChange]); // [["", 0], ["b", -3], ["a · b", -4]]
   * @category Trust
   */
  removal(options: RemovalOptions = {}): Promise<Table<RemovalRow>> {
    return removal(this.#state, options);
  }

  /**
   * What would change the answer: the fewest players whose removal takes the surrogate to the other side of `threshold` (0 when not said),
   * with the game's own answer without them. `found` is false when no set does it; `proven` is false when the search ended at `effort`
   * with a set that may not be the smallest. A statement about the surrogate: look at `model` before you believe it.
   * Cost: a branch-and-bound search, two calls. Throws `NO_SURROGATE`.
   *
   * @example
   * const e = sx.fromMoebius(["fine", "not", "bad"], [[[], -1], [["fine"], 1.5], [["not", "bad"], 1]]);
   * const { names, before, after } = await e.flip();
   * names; // ["fine", "not"]
   * [before, after]; // [1.5, -1]
   * @category Trust
   */
  flip(options: FlipOptions = {}): Promise<Flip> {
    return flip(this.#state, options);
  }

  /**
   * Recovery@k against labelled players: the mean, over the k strongest interactions shown, of |S ∩ S*| / |S|, the share of the
   * interaction's players that are among the labelled S*. `pairs` is the same for pairs of players labelled both. With fewer than k
   * interactions the mean is over those there are (`.k` says how many). `.chart()`: share and mean at every rank, and what blind guesses reach. In the manner of SPEX's experiment on the labelled sentences of HotpotQA (Kang et al., ICML 2025).
   *
   * @example
   * const e = sx.fromMoebius(["a", "b", "c"], [[["a", "b"], 3], [["c"], 1]]).as("Moebius");
   * const found = e.recovery(["a", "c"], { k: 2 });
   * found.value; // 0.75
   * found.rows()[0].share; // 0.5
   * @category Trust
   */
  recovery(labels: readonly Player[], options: RecoveryOptions = {}): Recovery {
    return recovery(this.#state, labels, options);
  }

  /**
   * Counts, significant ones, signs, energy and positive-negative cancellation of what is shown, by order and for all together.
   * `.chart()`: the sums of positive and of negative values by order.
   *
   * @example
   * const e = sx.fromMoebius(3, [[[0], 2], [[1], -2], [[0, 1, 2], 1]]).as("Moebius");
   * e.statistics().rows().map((row) => [row.order, row.cancellation]); // [[1, 1], [3, 0], ["all", 0.8]]
   * @category Statistics
   */
  statistics(options: StatisticsOptions = {}): Table<StatisticsRow> {
    return statistics(this.#state, options);
  }

  /**
   * How many Fourier and how many Möbius coefficients the surrogate has, by order, how their energy is spread, and how much the Möbius
   * transform amplifies an error in each Fourier coefficient. `.chart()`: that amplification by order. Throws `NO_SURROGATE`, `TOO_MANY_SETS`.
   *
   * @example
   * const e = sx.fromFourier(4, [[[0, 1, 2], 1]]);
   * e.sparsity().rows().map((row) => [row.order, row.fourier, row.moebius, row.amplification]).slice(0, 3); // [[1, 0, 3, 2], [2, 0, 3, 4], [3, 1, 1, 8]]
   * @category Statistics
   */
  sparsity(): Table<SparsityRow> {
    return sparsity(this.#state);
  }

  /**
   * What each Fourier coefficient does: F(S)², its share of the surrogate's variance (the R² lost without it) and its swing 2·|F(S)|;
   * `by: "player"` adds up the coefficients that each player is in. `.chart()`: the 20 largest shares as bars. Throws `NO_SURROGATE`.
   *
   * @example
   * const e = sx.fromFourier(["a", "b"], [[["a"], 3], [["a", "b"], 1]]);
   * e.influence().rows().map((row) => row.share); // [0.9, 0.1]
   * e.influence({ by: "player" }).rows().map((row) => row.share); // [1, 0.1]
   * @category Statistics
   */
  influence(options: InfluenceOptions = {}): Table<InfluenceRow> {
    return influence(this.#state, options);
  }

  /**
   * Faithfulness against the number of Fourier coefficients kept, strongest first: the share of the surrogate's own variance, and R² on fresh
   * masks of the game where there is one (1,000 calls by default). `.chart()`: both as lines. Throws `NO_SURROGATE`.
   *
   * @example
   * const e = sx.fromFourier(3, [[[0], 3], [[1, 2], 1]]);
   * (await e.truncation({ keep: [0, 1, 2] })).rows().map((row) => row.energy); // [0, 0.9, 1]
   * @category Trust
   */
  truncation(options: TruncationOptions = {}): Promise<Table<TruncationRow>> {
    return truncation(this.#state, options);
  }

  /**
   * The decoder's bins by round of peeling: zerotons, singletons and multitons in each subsampling group, before the first round and after each that
   * found something. `.chart()` shows how multitons become singletons and these become zerotons. Of spex, and of auto where it decodes; files keep it.
   * Source: Kang et al., SPEX, ICML 2025, message passing (algorithm 4, appendix A). Throws `NO_BINS` for other methods.
   *
   * @example
   * const truth = sx.fromFourier(20, [[[0], 1], [[1, 2], -2], [[3, 4, 5], 1]]);
   * const game = sx.game(20, (masks) => truth.predict(masks));
   * const e = await sx.explain(game, { method: sx.spex({ b: 3 }) });
   * e.bins().rows().at(-1).zero; // 8
   * @category Statistics
   */
  bins(): Table<BinRow> {
    return bins(this.#state);
  }

  /**
   * R² of the surrogate as the method could estimate it without further calls; null when it could not.
   *
   * It is the R² on masks that were not asked, against the game's own answers: noise in them, which no surrogate can predict, counts
   * as unexplained. `low` and `high` bound a 90 % interval of that R². With all 2^n masks asked it is exact.
   *
   * @category Trust
   */
  get fit(): Faithfulness | null {
    return this.#state.core.estimate.faithfulness;
  }

  /**
   * Number of players.
   *
   * @category About
   */
  get n(): number {
    return this.#state.core.players.names.length;
  }

  /**
   * Names and layout of the players.
   *
   * @category About
   */
  get players(): Players {
    return this.#state.core.players;
  }

  /**
   * Names of the players.
   *
   * @category About
   */
  get names(): readonly string[] {
    return this.#state.core.players.names;
  }

  /**
   * The index in which values are read.
   *
   * @category About
   */
  get index(): IndexName {
    return this.#state.index;
  }

  /**
   * Largest order of the index as it is read.
   *
   * @category About
   */
  get maxOrder(): number {
    return this.#state.order;
  }

  /**
   * What a value means.
   *
   * @category About
   */
  get unit(): string {
    return this.#state.core.unit;
  }

  /**
   * Distinct coalitions that were evaluated to make it.
   *
   * @category About
   */
  get calls(): number {
    return this.#state.core.made.calls;
  }

  /**
   * The most calls that were allowed.
   *
   * @category About
   */
  get budget(): number {
    return this.#state.core.made.budget;
  }

  /**
   * The seed of the masks; null where none is known (values from another tool).
   *
   * @category About
   */
  get seed(): number | null {
    return this.#state.core.made.seed;
  }

  /**
   * Name of the method; `"given"` for known coefficients.
   *
   * @category About
   */
  get method(): string {
    return this.#state.core.made.method;
  }

  /**
   * What the method decided, e.g. `{ b, t, C, decoding }`.
   *
   * @category About
   */
  get settings(): { readonly [key: string]: Json } {
    return this.#state.core.made.settings;
  }

  /**
   * What happened inside the method, e.g. rounds, terms found, noise level.
   *
   * @category About
   */
  get report(): { readonly [key: string]: Json } {
    return this.#state.core.estimate.report;
  }

  /**
   * True when the surrogate is the game itself (all 2^n masks seen, or coefficients given).
   *
   * @category Values
   */
  get exact(): boolean {
    return this.#state.core.estimate.exact;
  }

  /**
   * Fourier terms of the surrogate, the empty set included: f(x) = Σ_S F(S)·(−1)^{|S ∩ x|}. Null without a surrogate.
   *
   * @category Values
   */
  get fourier(): Terms | null {
    return this.#state.core.estimate.fourier;
  }

  /**
   * Möbius terms of the surrogate, the empty set included. Can be many times as many as the Fourier terms. Throws `NO_SURROGATE`.
   *
   * @category Values
   */
  moebius(): Terms {
    return moebius(this.#state);
  }

  /**
   * What is shown, as plain records: `{ rank, interaction, players, names, order, index, value }`.
   *
   * @category Tables and files
   */
  rows(): Row[] {
    return rows(this.#state);
  }

  /**
   * What is shown as a table, which also writes itself as CSV, Markdown and LaTeX.
   *
   * @example
   * const e = sx.fromMoebius(["not", "bad"], [[["bad"], -2], [["not", "bad"], 3]]);
   * e.as("Moebius").table().csv().split("\r\n")[1]; // "1,not · bad,0 1,2,Moebius,3"
   * @category Tables and files
   */
  table(): Table<Row> {
    return new Table({
      title: this.#state.core.title,
      columns: [
        { key: "rank" },
        { key: "interaction" },
        { key: "players" },
        { key: "order" },
        { key: "index" },
        { key: "value" },
      ],
      rows: this.rows(),
      notes: [`unit: ${this.#state.core.unit}`],
    });
  }

  /**
   * What is shown as a danfo DataFrame: rank, interaction, players (text), order, index_, value. Throws `FRAME_LIBRARY_MISSING` without danfojs-node.
   *
   * @category Tables and files
   */
  frame(): DataFrame {
    return this.table().frame();
  }

  /**
   * What is shown, and the empty set's value, as shapiq reads it: write it with `.save("values.json", { format: "shapiq" })` and read it in Python with
   * `shapiq.InteractionValues.load(…)`. shapiq keeps no names: players are numbers there.
   *
   * @category Tables and files
   */
  toShapiq(): ShapiqValues {
    return toShapiq(this.#state);
  }

  /**
   * All that a widget needs, plain.
   *
   * @category Tables and files
   */
  view(options: { withMoebius?: boolean } = {}): View {
    return view(this.#state, options);
  }

  /**
   * Plain data with a schema version: all but the game. `JSON.stringify(e)` is what `save` writes.
   *
   * @category Tables and files
   */
  toJSON(): SavedExplanation {
    return toSaved(this.#state);
  }

  /**
   * Writes the explanation to a file: `.json` for `sx.load`, `.html` a page for reading that needs nothing else; what is shown as a table:
   * `.csv`, `.md` (Markdown), `.tex` (LaTeX). `{ format: "shapiq" }` writes the `.json` that shapiq's `InteractionValues` reads.
   * A file is written whole or not at all. Throws `BAD_PATH` for another ending, `CANNOT_WRITE` with the reason.
   *
   * @category Tables and files
   */
  save(path: string, options: { format?: "spexlab" | "shapiq" } = {}): void {
    checkOptions("save", options, ["format"]);
    const { format = "spexlab" } = options;
    if (format !== "spexlab" && format !== "shapiq") {
      throw new SpexlabError(
        "BAD_OPTION",
        `Expected \`format\` to be "spexlab" or "shapiq", got ${shown(format)}.`,
      );
    }
    const ending = typeof path === "string" ? /\.(json|html|csv|md|tex)$/.exec(path)?.[1] : undefined;
    if (ending === "json") {
      writeWhole(path, `${JSON.stringify(format === "shapiq" ? this.toShapiq() : this)}\n`);
    } else if (ending === "html") writing(path, () => this.widget().save(path));
    else if (ending !== undefined) this.table().save(path);
    else {
      throw new SpexlabError(
        "BAD_PATH",
        `Expected a path that ends in .json, .html, .csv, .md or .tex, got ${shown(path)}.${
          typeof path === "string" && /\.(svg|png|jpe?g|pdf)$/i.test(path)
            ? ' A picture saves itself, as SVG: e.bar().save("bar.svg").'
            : ""
        }`,
      );
    }
  }

  /**
   * The widget as which it shows itself: the text or the players coloured by effect, the strongest interactions, faithfulness and cost.
   *
   * @category Pictures
   */
  widget(options: { top?: number } = {}): Widget {
    checkOptions("widget", options, ["top"]);
    return explanationWidget(this.view(), options, live(this.#state));
  }

  /**
   * The text with its pieces coloured by effect and the strongest interactions, nothing else. Throws `NO_TEXT` when the players are not pieces of a text.
   *
   * @category Pictures
   */
  text(options: { top?: number } = {}): Widget {
    checkOptions("text", options, ["top"]);
    if (this.players.layout.kind !== "text") {
      throw new SpexlabError("NO_TEXT", "These players are not pieces of a text: use .widget() or .bar().");
    }
    return textWidget(this.view(), options, live(this.#state));
  }

  /**
   * The image with its regions coloured by effect and the strongest interactions shown (8 when `top` is not said) as numbered links between
   * regions. Throws `NO_IMAGE` when no player is a region of an image.
   *
   * @category Pictures
   */
  overlay(options: { top?: number } = {}): Widget {
    checkOptions("overlay", options, ["top"]);
    return overlayWidget(this.view(), options);
  }

  /**
   * The interactions shown (at most 300) as linked views in Vega-Lite: click a word or an order, drag over strengths, and the list and the words show what
   * is left. `.spec` is the specification to take elsewhere, `.edit(change)` changes it. Throws `NOTHING_TO_SHOW`.
   *
   * @example
   * const e = sx.fromMoebius(["not", "bad"], [[["bad"], -2], [["not", "bad"], 3]]);
   * e.linked().spec.$schema; // "https://vega.github.io/schema/vega-lite/v5.json"
   * @category Pictures
   */
  linked(options: Record<never, never> = {}): VegaChart {
    checkOptions("linked", options, []);
    return linkedChart(this.view());
  }

  /**
   * Bars of the strongest interactions shown; 15 when `top` is not said.
   *
   * @category Pictures
   */
  bar(options: { top?: number } = {}): Widget {
    checkOptions("bar", options, ["top"]);
    return barWidget(this.view(), options);
  }

  /**
   * The answer as a sum, stacked: from where it starts to the right through all that raises it, back to the left through all that
   * lowers it, to the answer with all players present. A bar has as many stripes as its set has players; the `top` strongest (12 when
   * not said) are numbered and named, the others are one outlined piece for each direction, so the pieces always add up.
   *
   * What is added: SV, k-SII, STII, FSII and Moebius start at the answer for no player. FBII is a fit and starts at its own value there;
   * what it misses of the answer is a piece of its own. A Fourier coefficient adds (−1)^{|S|}·F(S) to the mean over all masks.
   * Throws `NOT_ADDITIVE` for SII, BII and BV, whose values overlap and add up to nothing, `NOTHING_TO_SHOW` when nothing is shown.
   *
   * @example
   * const e = sx.fromMoebius(["not", "bad"], [[["bad"], -2], [["not", "bad"], 3]]);
   * e.as("SV").force().svg().includes("all players present +1.00"); // true
   * @category Pictures
   */
  force(options: { top?: number } = {}): Widget {
    checkOptions("force", options, ["top"]);
    return forceWidget(this.view(), contributions(this.#state, "force"), options);
  }

  /**
   * The same sum as `force`, step by step from above: the start, one row for each of the `top` strongest parts (12 when not said), the
   * others by direction, what the index leaves over, the answer; below it the model's own answer where it differs.
   * What is added, and what is refused with `NOT_ADDITIVE`, is as for `force`.
   *
   * @example
   * const e = sx.fromMoebius(["not", "bad"], [[["bad"], -2], [["not", "bad"], 3]]);
   * e.waterfall().toString().includes("all players present"); // true
   * @category Pictures
   */
  waterfall(options: { top?: number } = {}): Widget {
    checkOptions("waterfall", options, ["top"]);
    return waterfallWidget(this.view(), contributions(this.#state, "waterfall"), options);
  }

  /**
   * Each interaction shown, shared equally among its players: for every player what raises the value to the right, what lowers it to
   * the left, stacked by order (as many stripes as players, 4 for 4 and more). The `top` players with the largest shares (15 when not
   * said). For indices whose values add up a diamond marks the net share. Throws `NOTHING_TO_SHOW`.
   * Source: the stacked n-SII bars of Bordt and von Luxburg, AISTATS 2023.
   *
   * @example
   * const e = sx.fromMoebius(["not", "bad"], [[["bad"], -2], [["not", "bad"], 3]]);
   * e.stacked().svg().includes("order 2"); // true
   * @category Pictures
   */
  stacked(options: { top?: number } = {}): Widget {
    checkOptions("stacked", options, ["top"]);
    return stackedWidget(this.view(), options);
  }

  /**
   * Players as nodes and what they do together as links: a line for a pair, a knot with a line to each for three players or more (a
   * hypergraph). Nodes have the area of the main effect and are round where it is positive, square where negative, hollow where none is
   * shown; links are solid or dashed and as wide as strong. The `top` strongest links: two for each player when not said, at least 12,
   * never more than 200. Players without a link are counted below. The same explanation always gives the same picture.
   * Throws `NOTHING_TO_SHOW` without an interaction of two players.
   *
   * @example
   * const e = sx.fromMoebius(["not", "bad", "film"], [[["bad"], -2], [["not", "bad"], 3]]);
   * e.network().svg().includes("1 player has no link drawn"); // true
   * @category Pictures
   */
  network(options: { top?: number } = {}): Widget {
    checkOptions("network", options, ["top"]);
    return networkWidget(this.view(), options);
  }

  /**
   * UpSet picture: the `top` strongest interactions (12 when not said, at most 40) as bars up or down, below each the players that it
   * joins, one row a player. At most 24 players have rows; sets that would need more are counted below. Throws `NOTHING_TO_SHOW`.
   *
   * @example
   * const e = sx.fromMoebius(["not", "bad"], [[["bad"], -2], [["not", "bad"], 3]]);
   * e.upset({ top: 1 }).toString().includes("not · bad"); // true
   * @category Pictures
   */
  upset(options: { top?: number } = {}): Widget {
    checkOptions("upset", options, ["top"]);
    return upsetWidget(this.view(), options);
  }

  /**
   * Heat map of pairs, main effects on the diagonal. Every pair has one cell: left of the name of its later player, below that of its
   * earlier one. The `top` players that are strongest in pairs and alone (30 when not said, and at most), in their own order; who is
   * left out, and larger sets, are counted below. Throws `NOTHING_TO_SHOW` without a pair.
   *
   * @example
   * const e = sx.fromMoebius(["not", "bad"], [[["bad"], -2], [["not", "bad"], 3]]);
   * e.heatmap().svg().includes("+3.00"); // true
   * @category Pictures
   */
  heatmap(options: { top?: number } = {}): Widget {
    checkOptions("heatmap", options, ["top"]);
    return heatmapWidget(this.view(), options);
  }

  /**
   * Energy by order: which share of the surrogate's variance over uniform masks its Fourier coefficients of each order hold, and how many
   * they are. It shows the whole surrogate, whatever the verbs left. Throws `NO_SURROGATE`, `NOTHING_TO_SHOW` for a constant one.
   *
   * @example
   * const e = sx.fromFourier(3, [[[], 1], [[0], 3], [[0, 1], 1]]);
   * e.spectrum().svg().includes("90.0 % · 1 term"); // true
   * @category Pictures
   */
  spectrum(options: Record<never, never> = {}): Widget {
    checkOptions("spectrum", options, []);
    return spectrumWidget(this.view());
  }

  /**
   * The sorted decay of the Fourier coefficients, beside that of the Möbius coefficients when asked for. How an error in them grows on the way to
   * the Möbius coefficients is `e.sparsity().chart()`.
   *
   * @category Pictures
   */
  decay(options: { against?: "Moebius" } = {}): Widget {
    checkOptions("decay", options, ["against"]);
    if (options.against !== undefined && options.against !== "Moebius") {
      throw new SpexlabError(
        "BAD_OPTION",
        `Expected \`against\` to be "Moebius", got ${shown(options.against)}.`,
      );
    }
    return decayWidget(this.view({ withMoebius: options.against === "Moebius" }));
  }

  /**
   * A readable table.
   *
   * @category Tables and files
   */
  toString(): string {
    return plainText(this.view(), SHOWN);
  }

  /**
   * All forms at once, for notebooks.
   *
   * @category Tables and files
   */
  bundle(): MimeBundle {
    return this.widget().bundle();
  }

  /**
   * One line, for an explanation inside another object.
   *
   * @category Tables and files
   */
  line(): string {
    return line(this.#state);
  }

  static {
    showsItself(Explanation.prototype);
  }
}

/** The one place where explanations are made. */
export function create(state: State): Explanation {
  return new Explanation(Object.freeze(state));
}

/**
 * An explanation from a file that `.save("….json")` wrote. It knows all but its game, so `faithfulness()` is refused.
 *
 * A file of shapiq (`InteractionValues.to_json_file`) loads too. It holds no names: `players` gives them (as in `sx.game`), else they are numbers.
 * Values of Moebius, Fourier, FSII and FBII are a surrogate and can be read in other indices; values of the others are only shown.
 * Throws `NO_FILE`, `CORRUPT_FILE`, `FOREIGN_FILE`, `NEWER_FILE`.
 *
 * @example
 * const e = sx.fromMoebius(["a", "b"], [[["a", "b"], 2]]);
 * e.save("explanation.json");
 * sx.load("explanation.json").get("b", "a"); // 2
 * @category Files and other tools
 */
export function load(
  path: string,
  options: { players?: number | readonly string[] | Players } = {},
): Explanation {
  checkOptions("load", options, ["players"]);
  return create(readState(path, options.players));
}

import { integer, SpexlabError } from "../src/errors.js";
import type { Json, View } from "../src/types.js";
import { type Contributions, cut, sumText } from "./contributions.js";
import { clean } from "./labels.js";
import { effectsOf } from "./live/effects.js";
import { pageOf } from "./live/fragment.js";
import { stepsHtml } from "./live/steps.js";
import { stillHtml } from "./live/still.js";
import { textHtml, textSvg } from "./live/text.js";
import { barSvg } from "./plot/bar.js";
import { beeswarmSvg, beeswarmText, type Swarms } from "./plot/beeswarm.js";
import { decaySvg } from "./plot/decay.js";
import { forceSvg } from "./plot/force.js";
import { heatmapSvg, heatmapText } from "./plot/heatmap.js";
import { networkSvg, networkText } from "./plot/network.js";
import { checkAny } from "./plot/nothing.js";
import { imagesOf, overlaySvg } from "./plot/overlay.js";
import { type PeelingView, peelingPanels, peelingSvg } from "./plot/peeling.js";
import { spectrumSvg, spectrumText } from "./plot/spectrum.js";
import { stackedSvg, stackedText } from "./plot/stacked.js";
import { upsetSvg, upsetText } from "./plot/upset.js";
import { waterfallSvg } from "./plot/waterfall.js";
import { Widget } from "./show.js";
import { plainText } from "./text.js";
import { beeswarmSpec } from "./vega/beeswarm.js";
import { VegaChart } from "./vega/chart.js";
import { decaySpec } from "./vega/decay.js";
import { linkedSpec } from "./vega/linked.js";
import type { Spec } from "./vega/spec.js";

export { type MimeBundle, type Shown, showInspect, showsItself, tslabDisplay, Widget } from "./show.js";
export { plainText } from "./text.js";

export { VegaChart } from "./vega/chart.js";
export type { Spec } from "./vega/spec.js";

/** How many interactions are listed or drawn, strongest first. */
export interface TopOptions {
  readonly top?: number;
}

/** Answers an output's question about masks: `{ off: players[][] }`, see `src/explanation/verbs/live.ts`. */
export type LiveAnswer = (question: Json, signal: AbortSignal) => Promise<Json>;

/**
 * The whole explanation: answers, the words coloured by effect, the strongest interactions drawn and listed (12 unless
 * told), faithfulness and cost. In a running page, clicking a word off asks the surrogate, and through
 * `answer` the model itself where our own kernel shows it.
 */
export function explanationWidget(view: View, options: TopOptions = {}, answer?: LiveAnswer): Widget {
  return live(view, atMost(options.top, 12), true, answer);
}

/** The words coloured by effect with the strongest interactions drawn and listed (8 unless told), nothing else. */
export function textWidget(view: View, options: TopOptions = {}, answer?: LiveAnswer): Widget {
  return live(view, atMost(options.top, 8), false, answer);
}

/** The strongest interactions (15 unless told) as bars left and right of zero. */
export function barWidget(view: View, options: TopOptions = {}): Widget {
  const top = atMost(options.top, 15);
  checkAny(view, "interaction to draw");
  return stillWidget(
    named(view, "strongest interactions"),
    () => barSvg(view, top),
    () => plainText(view, top),
    () => linkedSpec(view),
  );
}

/** Words, orders, strengths and the list of interactions as linked views to click and to brush, in Vega-Lite. */
export function linkedChart(view: View): VegaChart {
  const spec = linkedSpec(view);
  return new VegaChart({
    title: named(view, "interactions by words, order and strength"),
    spec: () => spec,
    svg: () => barSvg(view, 15),
    text: () => plainText(view, 15),
  });
}

/** An image with its regions coloured by effect and the strongest interactions (8 unless told) among them as links. Throws `NO_IMAGE` for other players. */
export function overlayWidget(view: View, options: TopOptions = {}): Widget {
  const top = atMost(options.top, 8);
  const [image] = imagesOf(view.players);
  if (image === undefined) {
    throw new SpexlabError(
      "NO_IMAGE",
      "These players are not regions of an image: use .widget(), .text() or .network().",
    );
  }
  return stillWidget(
    named(view, "regions of the image"),
    () => overlaySvg(view, image, effectsOf(view).values, view.interactions.slice(0, top), view.title),
    () => plainText(view, top),
  );
}

/**
 * Sorted sizes of the Fourier coefficients, against the Möbius coefficients where the view carries them, on a
 * logarithmic axis. Throws `NO_SURROGATE` for a view without one.
 */
export function decayWidget(view: View): Widget {
  const against = view.moebius ? "Fourier against Möbius" : "Fourier";
  const svg = decaySvg(view);
  return stillWidget(
    named(view, `sorted decay, ${against}`),
    () => svg,
    () => decayText(view),
    () => decaySpec(view),
  );
}

/** The answer as a walk to the right through all that raises it and back through all that lowers it; the 12 strongest parts unless told. */
export function forceWidget(view: View, contributions: Contributions, options: TopOptions = {}): Widget {
  const sum = cut(contributions, atMost(options.top, 12));
  checkAny(view, "interaction to stack");
  const title = named(view, "what adds up to the answer");
  return stillWidget(
    title,
    () => forceSvg(view, sum),
    () => sumText(title, sum, view.unit),
  );
}

/** The answer step by step from where it starts; the 12 strongest parts unless told. */
export function waterfallWidget(view: View, contributions: Contributions, options: TopOptions = {}): Widget {
  const sum = cut(contributions, atMost(options.top, 12));
  checkAny(view, "interaction to stack");
  const title = named(view, "the answer step by step");
  return stillWidget(
    title,
    () => waterfallSvg(view, sum),
    () => sumText(title, sum, view.unit),
  );
}

/** Each interaction shared equally among its players, stacked by order; the 15 players with most unless told. */
export function stackedWidget(view: View, options: TopOptions = {}): Widget {
  const top = atMost(options.top, 15);
  checkAny(view, "interaction to share among its players");
  const title = named(view, "shares of the players by order");
  return stillWidget(
    title,
    () => stackedSvg(view, top),
    () => stackedText(view, title, top),
  );
}

/** Players as nodes, their strongest interactions as links (two a player, at most 200, unless told) with a knot where three or more meet. */
export function networkWidget(view: View, options: TopOptions = {}): Widget {
  const top = options.top === undefined ? undefined : integer("top", options.top, 1, 200);
  const title = named(view, "network of interactions");
  const text = networkText(view, title, top);
  return stillWidget(
    title,
    () => networkSvg(view, top),
    () => text,
  );
}

/** The strongest interactions (12 unless told) as bars over a matrix of their players. */
export function upsetWidget(view: View, options: TopOptions = {}): Widget {
  const top = options.top === undefined ? 12 : integer("top", options.top, 1, 40);
  const title = named(view, "interactions and their players");
  const text = upsetText(view, title, top);
  return stillWidget(
    title,
    () => upsetSvg(view, top),
    () => text,
  );
}

/** Pairs of players as a triangle of cells with main effects on its diagonal; the 30 strongest players unless told. */
export function heatmapWidget(view: View, options: TopOptions = {}): Widget {
  const top = options.top === undefined ? 30 : integer("top", options.top, 1, 30);
  const title = named(view, "pairs of players");
  const text = heatmapText(view, title, top);
  return stillWidget(
    title,
    () => heatmapSvg(view, top),
    () => text,
  );
}

/** A row of dots for each set of players, a dot for each explanation. */
export function beeswarmWidget(swarms: Swarms): Widget {
  return stillWidget(
    `${swarms.title}: ${swarms.index} of common sets of players`,
    () => beeswarmSvg(swarms),
    () => beeswarmText(swarms),
    () => beeswarmSpec(swarms),
  );
}

/** How the surrogate's variance splits by order. */
export function spectrumWidget(view: View): Widget {
  const title = named(view, "energy by order");
  return stillWidget(
    title,
    () => spectrumSvg(view),
    () => spectrumText(view, title),
  );
}

/** The graph of sets and bins, a picture for each step of peeling. Throws `TOO_LARGE_TO_DRAW`. */
export function peelingWidget(view: PeelingView, text: () => string): Widget {
  const panels = peelingPanels(view);
  const forms = {
    title: "Peeling step by step",
    html: () => stepsHtml(panels),
    svg: () => peelingSvg(view),
    text,
  };
  return new Widget(forms, page);
}

/** A page of its own with these widgets: one file that asks nothing of the network. */
export function page(widgets: readonly Widget[]): string {
  return pageOf(
    widgets[0]?.title || "spexlab",
    widgets.map((widget) => widget.html()),
  );
}

function live(view: View, top: number, facts: boolean, answer?: LiveAnswer): Widget {
  return new Widget(
    {
      title: view.title,
      html: (address?: string) => textHtml(view, { top, facts }, address),
      svg: () =>
        view.players.layout.kind === "image" ? overlayWidget(view, { top }).svg() : textSvg(view, top),
      text: () => plainText(view, top),
      answer,
    },
    page,
  );
}

/** A picture that stands alone: `svg` draws it, `text` says it in a terminal, `spec` is the same for Vega-Lite. Each is made when first asked for. */
export function stillWidget(title: string, svg: () => string, text: () => string, spec?: () => Spec): Widget {
  const vega = spec && (() => new VegaChart({ title, spec, svg, text }));
  return new Widget({ title, html: () => stillHtml(svg(), clean(title)), svg, text, vega }, page);
}

function named({ title }: View, what: string): string {
  return title === "" ? what : `${title}: ${what}`;
}

function decayText(view: View): string {
  const line = (name: string, values: Float64Array): string => {
    const sizes = Array.from(values, Math.abs).sort((a, b) => b - a);
    const at = [1, 3, 10, 30, 100, 300, 1000].filter((rank) => rank <= sizes.length);
    return `${name}: ${sizes.length} terms; size at rank ${at.map((rank) => `${rank}: ${sizes[rank - 1].toPrecision(3)}`).join(", ")}`;
  };
  return [
    clean(named(view, "sizes of the coefficients, strongest first (empty set included)")),
    ...(view.fourier === null ? [] : [line("Fourier", view.fourier.values)]),
    ...(view.moebius ? [line("Möbius", view.moebius.values)] : []),
  ].join("\n");
}

function atMost(top: number | undefined, otherwise: number): number {
  return top === undefined ? otherwise : integer("top", top, 1);
}

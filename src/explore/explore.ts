import path from "node:path";
import type { Explored } from "../../widgets/explore/data.js";
import { exploredElement } from "../../widgets/explore/element.js";
import { dataScript, explorePage } from "../../widgets/explore/page.js";
import { checkOptions, SpexlabError, shown } from "../errors.js";
import { Explanation } from "../explanation/explanation.js";
import { fromSaved } from "../explanation/format/read.js";
import { type State, termsOf } from "../explanation/state.js";
import { aloneOf, view } from "../explanation/verbs/view.js";
import { catalogue } from "../indices/catalogue.js";
import type { View } from "../types.js";
import { type LeftOut, savedBelow } from "./collect.js";
import { Examples } from "./examples.js";
import { readingsOf } from "./readings.js";
import { Site } from "./site.js";

/**
 * Options of `explore`.
 *
 * @category Files and other tools
 */
export interface ExploreOptions {
  /** Folder to write the site to; for a folder of explanations its subfolder `site` when not said. */
  readonly out?: string;
}

/**
 * The site that was made.
 *
 * @category Files and other tools
 */
export interface Explorable {
  /** Path of the page to open. */
  readonly page: string;
  /** Inputs to pick from. */
  readonly examples: number;
  /** Explanations of them, by all methods. */
  readonly explanations: number;
  /** All files together. */
  readonly bytes: number;
  /** JSON below the folder that is not in the site, and why. */
  readonly leftOut: readonly LeftOut[];
}

/**
 * A static site of explanations to browse: pick an example, a method, an index and an order, click words off, compare two side by side, send links.
 * It opens from a file, without a server and without network: `index.html`, and one data file for each explanation in `data/`.
 *
 * `source`: a folder (all that `.save("….json")` wrote below it, shapiq's JSON too; other and damaged files are told in `leftOut`) or explanations.
 * Explanations of the same players under the same title are one example. Each is kept whole, whatever its verbs show, in all indices that it can be
 * read in, orders 1 to 3, the 200 strongest interactions of each; and with its surrogate (the strongest terms up to 290,000 characters), so
 * that words can be switched off. An explanation without surrogate has its own index only.
 * An earlier site in `out` is replaced. Cost: some 0.1 s for an explanation of 60 players.
 * Throws `NO_FOLDER`, `NO_EXPLANATIONS`, `NOT_OURS` when `out` holds something else, `CANNOT_WRITE`.
 *
 * @example
 * const e = sx.fromMoebius(["not", "bad"], [[["bad"], -2], [["not", "bad"], 3]]);
 * sx.explore([e], { out: "site" }).explanations; // 1
 * @category Files and other tools
 */
export function explore(source: string | readonly Explanation[], options: ExploreOptions = {}): Explorable {
  checkOptions("explore", options, ["out"]);
  const leftOut: LeftOut[] = [];
  const { states, out } = opened(source, options.out, (file) => leftOut.push(file));
  const examples = new Examples();
  let site: Site | undefined;
  let explanations = 0;
  for (const state of states) {
    site ??= Site.begin(out);
    const file = `data/${++explanations}.js`;
    site.write(file, dataScript(file, explored(state)));
    examples.add(state, file);
  }
  if (site === undefined) throw noExplanations(source, leftOut);
  const list = examples.list();
  const indices = catalogue.map(({ name, title, meaning }) => [name, title, meaning] as const);
  const page = site.finish(explorePage({ examples: list, indices }));
  return Object.freeze({ page, examples: list.length, explanations, bytes: site.bytes, leftOut });
}

function opened(
  source: string | readonly Explanation[],
  out: string | undefined,
  leftOut: (file: LeftOut) => void,
): { states: Iterable<State>; out: string } {
  if (out !== undefined && (typeof out !== "string" || out === "")) {
    throw new SpexlabError("BAD_OPTION", `Expected \`out\` to be the path of a folder, got ${shown(out)}.`);
  }
  if (!Array.isArray(source)) {
    return { states: statesBelow(source as string, leftOut), out: out ?? path.join(String(source), "site") };
  }
  if (!source.every((one) => one instanceof Explanation)) {
    throw new SpexlabError("BAD_ARGUMENTS", "Expected a folder or an array of explanations.");
  }
  if (out === undefined) {
    throw new SpexlabError("BAD_OPTION", 'Expected { out: "folder" }: where the site is to be written.');
  }
  return { states: source.map((one) => fromSaved({ ...one.toJSON() })), out };
}

function* statesBelow(folder: string, leftOut: (file: LeftOut) => void): Generator<State> {
  for (const { state } of savedBelow(folder, leftOut)) yield state;
}

/** All that the page needs of one explanation. */
function explored(state: State): Explored {
  const whole: State = { ...state, steps: [] };
  // The view's own index is the cheapest to make; what the page first shows is taken from the readings.
  const cheap: State = state.core.estimate.fourier === null ? whole : { ...whole, index: "SV", order: 1 };
  const seen = view(cheap);
  const read = readingsOf(whole, seen);
  return { ...exploredElement({ ...seen, ...firstSeen(whole, read) }), ...read };
}

/** Strongest interactions and values of single players in the index in which the explanation was saved. */
function firstSeen(
  { core, index, order }: State,
  { readings, sets }: Pick<Explored, "readings" | "sets">,
): Pick<View, "index" | "alone" | "interactions"> {
  const own = readings.find((one) => one.index === index && one.orders.includes(order)) ?? readings[0];
  return {
    index,
    alone: aloneOf(termsOf({ core, index, order })),
    interactions: own.ids.map((id, k) => {
      const [players] = sets[id];
      const names = players.map((player) => core.players.names[player]);
      return { players, names, order: players.length, value: own.values[k] };
    }),
  };
}

function noExplanations(source: unknown, leftOut: readonly LeftOut[]): SpexlabError {
  if (Array.isArray(source)) return new SpexlabError("NO_EXPLANATIONS", "Expected at least one explanation.");
  const damaged = leftOut.find((file) => file.damaged);
  const found =
    leftOut.length === 0
      ? "no JSON is there"
      : damaged === undefined
        ? `the JSON there is something else (${shown(leftOut[0].file)}, …)`
        : `none could be read: ${damaged.why}`;
  return new SpexlabError(
    "NO_EXPLANATIONS",
    `No saved explanation below ${shown(source)}: ${found}. Write some with e.save("….json").`,
  );
}

import { removalSvg } from "../../../widgets/plot/removal.js";
import { Masks } from "../../bits/masks.js";
import type { Terms } from "../../bits/terms.js";
import { checkOptions, integer, SpexlabError, shown } from "../../errors.js";
import { type EvaluateOptions, evaluate } from "../../evaluate/evaluate.js";
import { predict } from "../../indices/predict.js";
import { Table } from "../../results/table.js";
import { fullMask } from "../../sampling/uniform.js";
import { exactRemoval, greedyRemoval, type Removed } from "../removal/search.js";
import { Switches } from "../removal/switches.js";
import type { State } from "../state.js";
import { surrogateOf } from "../surrogate.js";

/**
 * Options of `removal()`.
 *
 * @category Explanations
 */
export interface RemovalOptions {
  /** Most players to remove; every number from 0 to it has a row. 5 when not said (all when there are fewer). */
  readonly top?: number;
  /** `"exact"` (default): the set that moves the surrogate most. `"greedy"`: one player after the other. `"both"`: rows of either. */
  readonly search?: "exact" | "greedy" | "both";
  /** Terms that the exact search may look at, for each number of players, before it gives up. 500 million when not said: seconds. */
  readonly effort?: number;
  /** Ask the game for its own answers, where there is a game: one call a row. True when not said. */
  readonly ask?: boolean;
  /** Stops the search and the asking. */
  readonly signal?: AbortSignal;
  /** How progress is shown; see `sx.evaluate`. */
  readonly progress?: EvaluateOptions["progress"];
}

/**
 * One row of a removal curve.
 *
 * @category Explanations
 */
export interface RemovalRow {
  /** Number of players removed from the full coalition. */
  readonly removed: number;
  /** How the players were chosen. */
  readonly search: "exact" | "greedy";
  /** Who was removed: exact ones ascending, greedy ones in the order of removal. */
  readonly players: readonly number[];
  /** Their names joined by " · ". */
  readonly names: string;
  /** The surrogate's value without them. */
  readonly surrogate: number;
  /** That value less the one with all players. */
  readonly surrogateChange: number;
  /** The game's own answer without them; null where no game was asked. */
  readonly model: number | null;
  /** That answer less the one with all players. */
  readonly modelChange: number | null;
  /** |modelChange| / |the game's answer with all|: the share that removal moves, as SPEX's authors measure it. null where no game was asked, NaN when that answer is 0. */
  readonly share: number | null;
}

/** The removal curve of the surrogate, measured on the game where there is one. */
export async function removal({ core }: State, options: RemovalOptions = {}): Promise<Table<RemovalRow>> {
  checkOptions("removal", options, ["top", "search", "effort", "ask", "signal", "progress"]);
  const fourier = surrogateOf(core, "search for the players to remove");
  const { search = "exact", ask = true, signal, progress } = options;
  const { names } = core.players;
  const top = integer("top", options.top ?? Math.min(5, fourier.n), 1, fourier.n);
  const effort = integer("effort", options.effort ?? 500_000_000, 1);
  if (search !== "exact" && search !== "greedy" && search !== "both") {
    throw new SpexlabError(
      "BAD_OPTION",
      `Expected \`search\` to be "exact", "greedy" or "both", got ${shown(search)}.`,
    );
  }
  const switches = new Switches(fourier);
  const greedy = greedyRemoval(switches, top);
  const exact = (start: Removed): Removed => {
    const count = start.players.length;
    const goal = { count, toward: 0, beyond: Math.abs(start.change), any: false, effort } as const;
    const found = exactRemoval(switches, goal);
    if (found === "too large") throw tooLarge(fourier, count, effort);
    return found ?? { ...start, players: [...start.players].sort((a, z) => a - z) };
  };
  const nobody: Removed = { players: [], change: 0 };
  const found = (["exact", "greedy"] as const)
    .filter((kind) => search === kind || search === "both")
    .flatMap((kind) => [
      { kind, ...nobody },
      ...greedy.map((start, r) => ({
        kind,
        ...(kind === "greedy" || r === 0 ? start : exact(start)),
      })),
    ]);
  const masks = new Masks(fourier.n, found.length, undefined, names);
  found.forEach(({ players }, row) => {
    masks.words.set(fullMask(fourier.n), row * masks.stride);
    for (const i of players) masks.words[row * masks.stride + (i >>> 5)] &= ~(1 << (i & 31));
  });
  const surrogate = predict(fourier, masks);
  const model = core.game && ask ? await evaluate(core.game, masks, { signal, progress }) : null;
  const title = `Removing the players that move the surrogate most, up to ${top} of ${fourier.n}`;
  return new Table({
    title,
    columns: [
      { key: "removed" },
      { key: "search" },
      { key: "names", label: "players" },
      { key: "surrogate" },
      { key: "surrogateChange", label: "change" },
      ...(model === null
        ? []
        : ([{ key: "model" }, { key: "modelChange", label: "model's change" }, { key: "share" }] as const)),
    ],
    rows: found.map(({ kind, players }, row) => ({
      removed: players.length,
      search: kind,
      players,
      names: players.map((i) => names[i]).join(" · "),
      surrogate: surrogate[row],
      surrogateChange: surrogate[row] - surrogate[0],
      model: model === null ? null : model[row],
      modelChange: model && model[row] - model[0],
      share: model && (model[0] === 0 ? Number.NaN : Math.abs(model[row] - model[0]) / Math.abs(model[0])),
    })),
    notes: [
      ...(model === null ? ["No game was asked: the values are the surrogate's."] : []),
      ...ended(found, top),
    ],
    chart: (rows) => removalSvg(rows, { title, unit: core.unit }),
  });
}

/** Says from where on the curve is flat: who is removed beyond is then chosen by order alone. */
function ended(found: readonly Removed[], top: number): string[] {
  const sizes = found.map(({ change }) => Math.abs(change));
  const largest = Math.max(...sizes);
  const enough = found[sizes.findIndex((size) => size >= largest * (1 - 1e-12))].players.length;
  if (enough === top) return [];
  if (enough === 0) return ["No removal moves the surrogate."];
  return [
    `The surrogate moves most without ${enough === 1 ? "one player" : `${enough} players`}; those removed beyond do not move it further.`,
  ];
}

function tooLarge({ n, length }: Terms, count: number, effort: number): SpexlabError {
  return new SpexlabError(
    "SEARCH_TOO_LARGE",
    `The exact search for ${count} of ${n} players in a surrogate of ${length} terms looked at more than ${effort} terms without an end. ` +
      `Take { search: "greedy" }, fewer players than ${count}, or a larger { effort }.`,
  );
}

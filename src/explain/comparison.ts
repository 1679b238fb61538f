import { comparisonSvg, sideBySideSvg } from "../../widgets/plot/comparison.js";
import { type MimeBundle, showsItself, type Widget } from "../../widgets/show.js";
import { checkOptions, integer, SpexlabError } from "../errors.js";
import type { Explanation } from "../explanation/explanation.js";
import { sortedRows, Table } from "../results/table.js";
import type { IndexName } from "../types.js";
import type { Run, RunRow, Test } from "./run.js";

/**
 * Faithfulness of one method.
 *
 * @category Explaining and comparing
 */
export interface FaithfulnessRow {
  /** The method's name and its options. */
  readonly method: string;
  /** R² on the masks on which all are judged. */
  readonly r2: number;
  /** Lower end of its 90 % interval; null where none could be estimated. */
  readonly low: number | null;
  /** Upper end of the interval. */
  readonly high: number | null;
}

/**
 * Options of `interactions()`.
 *
 * @category Explaining and comparing
 */
export interface SideBySideOptions {
  /** The index in which all are read. `"FBII"` when not said. */
  readonly index?: IndexName;
  /** Largest order of the index. 2 when not said (1 for SV and BV). */
  readonly order?: number;
  /** Of each method so many of the strongest. 8 when not said. */
  readonly top?: number;
}

/**
 * One interaction as one method sees it.
 *
 * @category Explaining and comparing
 */
export interface SideBySideRow {
  /** The players, joined by " · ". */
  readonly interaction: string;
  /** The players as indices, ascending. */
  readonly players: readonly number[];
  /** How many they are. */
  readonly order: number;
  /** The method's name and its options. */
  readonly method: string;
  /** Its value by this method; 0 where the method has none. */
  readonly value: number;
  /** Place among this method's interactions, from 1; null where it is 0 for this method. */
  readonly rank: number | null;
}

/**
 * Methods side by side on one game. Frozen; `where`, `sortBy` and `top` give new comparisons. As the last expression of a
 * notebook cell it shows itself as a table, elsewhere as text. A method that failed has a row that says why.
 *
 * @category Explaining and comparing
 */
export class Comparison {
  /** Explanations by row name, e.g. `runs.explanations["spex b=4"]`; methods that failed have none. */
  readonly explanations: Readonly<Record<string, Explanation>>;
  /** Number of masks on which all were judged. */
  readonly testMasks: number;
  readonly #runs: readonly Run[];
  readonly #test: Test;
  readonly #about: string;

  /** Comparisons come from `sx.compare`: the constructor is its own. */
  constructor(runs: readonly Run[], test: Test, about: string) {
    this.#runs = Object.freeze([...runs]);
    this.#test = test;
    this.#about = about;
    this.testMasks = test.masks.length;
    const explanations: Record<string, Explanation> = Object.create(null);
    for (const { row, explanation } of runs) if (explanation !== null) explanations[row.method] = explanation;
    this.explanations = Object.freeze(explanations);
    Object.freeze(this);
  }

  /** One plain record for each method, in the order given. */
  rows(): RunRow[] {
    return this.#runs.map(({ row }) => ({ ...row }));
  }

  /** Only methods whose row the test keeps. */
  where(keep: (row: RunRow) => boolean): Comparison {
    return this.#with(this.#runs.filter(({ row }) => keep(row)));
  }

  /** The methods by one column, largest first unless told; those without a value come last. */
  sortBy(key: keyof RunRow, direction: "descending" | "ascending" = "descending"): Comparison {
    const sorted = sortedRows(this.rows(), key, direction).map(({ method }) => method);
    return this.#with(sorted.map((method) => this.#runs.find(({ row }) => row.method === method)!));
  }

  /** The first `count` methods. */
  top(count: number): Comparison {
    return this.#with(this.#runs.slice(0, count));
  }

  /** R² of the methods that have one, best first. */
  faithfulness(): Table<FaithfulnessRow> {
    const rows = this.rows().flatMap(({ method, r2, low, high }) =>
      r2 === null || Number.isNaN(r2) ? [] : [{ method, r2, low, high }],
    );
    return new Table({
      title: `Faithfulness, ${this.#about}`,
      columns: [
        { key: "method" },
        { key: "r2", label: "R²", digits: 4 },
        { key: "low", digits: 4 },
        { key: "high", digits: 4 },
      ],
      rows: sortedRows(rows, "r2", "descending"),
      notes: [this.#judgedOn()],
      chart: (drawn) => comparisonSvg(drawn, `Faithfulness, ${this.#about}`),
    });
  }

  /** R² of each method as a dot on its 90 % interval, best first. Throws `NOTHING_TO_SHOW` without a method. */
  chart(): Widget {
    return this.table().chart();
  }

  /**
   * The strongest interactions of each method side by side: the `top` of every method, read by all in the same index and order. `.chart()` is a column
   * for each method. Methods without a surrogate are left out and named in a note. Cost: conversions, no calls.
   * Throws `NOTHING_SHOWN` when no method has a surrogate, and what `e.as` throws.
   *
   * @example
   * const game = sx.game(["a", "b", "c"], (masks) => masks.map((c) => (c.has("a") && c.has("b") ? 3 : 0)));
   * const runs = await sx.compare(game, ["exact", "lime"], { budget: 8 });
   * runs.interactions({ top: 1 }).rows()[0].interaction; // "a · b"
   */
  interactions(options: SideBySideOptions = {}): Table<SideBySideRow> {
    checkOptions("interactions", options, ["index", "order", "top"]);
    const { index = "FBII" } = options;
    const order = options.order ?? (index === "SV" || index === "BV" ? 1 : 2);
    const top = integer("top", options.top ?? 8, 1);
    const readers = Object.entries(this.explanations).filter(([, e]) => e.fourier !== null);
    if (readers.length === 0) {
      throw new SpexlabError(
        "NOTHING_SHOWN",
        "No method of this comparison has a surrogate, so none can be read in a common index. Its rows say why.",
      );
    }
    const read = readers.map(([method, e]) => {
      const { interactions } = e.as(index, { order });
      const seen = new Map(
        interactions.map(({ players, value }, k) => [players.join(" "), { value, rank: k + 1 }]),
      );
      return { method, interactions, seen };
    });
    const union = new Map<string, { interaction: string; players: readonly number[]; largest: number }>();
    for (const { interactions } of read) {
      for (const { players, names, value } of interactions.slice(0, top)) {
        const key = players.join(" ");
        const largest = Math.max(Math.abs(value), union.get(key)?.largest ?? 0);
        union.set(key, { interaction: names.join(" · "), players, largest });
      }
    }
    const strongest = [...union].sort(([, a], [, z]) => z.largest - a.largest);
    const title = `Strongest ${index} interactions by method, ${this.#about}`;
    const silent = Object.keys(this.explanations).filter((method) =>
      read.every((one) => one.method !== method),
    );
    return new Table({
      title,
      columns: [{ key: "interaction" }, { key: "method" }, { key: "value" }, { key: "rank" }],
      rows: strongest.flatMap(([key, { interaction, players }]) =>
        read.map(({ method, seen }) => ({
          interaction,
          players,
          order: players.length,
          method,
          value: seen.get(key)?.value ?? 0,
          rank: seen.get(key)?.rank ?? null,
        })),
      ),
      notes: [
        `${index} of order up to ${order}; the ${top} strongest of each method, and what the others say of them.`,
        ...(silent.length > 0 ? [`Without a surrogate: ${silent.join(", ")}.`] : []),
      ],
      chart: (drawn) => sideBySideSvg(drawn, { title, unit: readers[0][1].unit }),
    });
  }

  /** The explanation of highest R² on the test masks. Throws `NOTHING_SHOWN` when no method has one. */
  best(): Explanation {
    const [first] = this.faithfulness().rows();
    if (first !== undefined) return this.explanations[first.method];
    throw new SpexlabError(
      "NOTHING_SHOWN",
      "No method of this comparison has an R², so none is best. Its rows say why.",
    );
  }

  /** All columns as a table. */
  table(): Table<RunRow> {
    const rows = this.rows();
    const has = (key: keyof RunRow): boolean => rows.some((row) => row[key] !== null);
    return new Table({
      title: `Methods compared, ${this.#about}`,
      columns: [
        { key: "method" },
        { key: "calls" },
        { key: "newCalls", label: "new" },
        { key: "r2", label: "R²", digits: 4 },
        ...(has("low")
          ? ([
              { key: "low", digits: 4 },
              { key: "high", digits: 4 },
            ] as const)
          : []),
        { key: "seconds", digits: 3 },
        { key: "terms" },
        { key: "masks" },
        ...(has("error") ? ([{ key: "error", label: "why not" }] as const) : []),
      ],
      rows,
      notes: [
        this.#judgedOn(),
        "calls: distinct coalitions a method looked at; new: those that no method above had asked for; seconds: without the model's time.",
      ],
      chart: (drawn) => comparisonSvg(drawn, `Faithfulness, ${this.#about}`),
    });
  }

  /** Plain data. Explanations save themselves: `runs.best().save("best.json")`. */
  toJSON(): { title: string; testMasks: number; rows: RunRow[] } {
    return { title: `Methods compared, ${this.#about}`, testMasks: this.testMasks, rows: this.rows() };
  }

  /** A readable table. */
  toString(): string {
    return this.table().toString();
  }

  /** All forms at once, for notebooks. */
  bundle(): MimeBundle {
    return this.table().bundle();
  }

  /** One line, for a comparison inside another object. */
  line(): string {
    return `[Comparison: ${this.#runs.map(({ row }) => row.method).join(", ")}]`;
  }

  #with(runs: readonly Run[]): Comparison {
    return new Comparison(runs, this.#test, this.#about);
  }

  #judgedOn(): string {
    const { masks, all } = this.#test;
    return all
      ? `R² over all ${masks.length} masks.`
      : `R² on ${masks.length} uniform masks, the same for all; 90 % interval.`;
  }

  static {
    // biome-ignore lint/complexity/noThisInStatic: tsc renames a class that a private method makes anew, and the new name has no value yet.
    showsItself(this.prototype);
  }
}

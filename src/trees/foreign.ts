import { SpexlabError, shown } from "../errors.js";
import { type Ensemble, EnsembleBuilder } from "./ensemble.js";

/** Trees that another library trained, read as questions about players. */
export interface ForeignEnsemble extends Ensemble {
  /** Names of the features, in the model's order: the players. */
  readonly names: readonly string[];
  /** The model's objective as the file names it, `""` when the file does not say. Values are raw scores, before its link. */
  readonly objective: string;
}

/** A node of a foreign tree as both readers see it. */
export type ForeignNode =
  | { readonly leaf: number }
  | { readonly feature: number; readonly absent: number; readonly present: number };

/**
 * Copies one foreign tree into the builder. `node(k)` reads node k; a question that 0 and 1 answer alike (a threshold
 * outside of [0, 1)) disappears. Throws `BAD_TREES` on unknown features, missing numbers and nodes reached twice.
 */
export function copyTree(
  builder: EnsembleBuilder,
  tree: number,
  root: number,
  scale: number,
  node: (k: number) => ForeignNode,
): void {
  const seen = new Set<number>();
  const copy = (k: number): number => {
    if (seen.has(k)) throw badTrees(`tree ${tree} reaches node ${k} twice`);
    seen.add(k);
    const at = node(k);
    if ("leaf" in at) {
      if (!Number.isFinite(at.leaf)) throw badTrees(`tree ${tree}, node ${k} has no finite leaf value`);
      return builder.leaf(at.leaf * scale);
    }
    if (at.absent === at.present) return copy(at.absent);
    if (!(Number.isInteger(at.feature) && at.feature >= 0 && at.feature < builder.n)) {
      throw badTrees(
        `tree ${tree}, node ${k} asks for feature ${shown(at.feature)} of a model with ${builder.n} features`,
      );
    }
    const absent = copy(at.absent);
    return builder.split(at.feature, absent, copy(at.present));
  };
  builder.root(copy(root));
}

/** The finished ensemble with what is known about its origin. */
export function foreignEnsemble(
  builder: EnsembleBuilder,
  names: readonly string[],
  objective: string,
): ForeignEnsemble {
  return Object.freeze({ ...builder.build(), names: Object.freeze([...names]), objective });
}

/** A builder for `names.length` features, at least one. */
export function builderFor(names: readonly string[]): EnsembleBuilder {
  if (names.length === 0) throw badTrees("the model has no features");
  return new EnsembleBuilder(names.length);
}

/** The error for files that are not what they should be. */
export function badTrees(what: string): SpexlabError {
  return new SpexlabError(
    "BAD_TREES",
    `Expected a readable tree model, but ${what}. Save the model again with its own library.`,
  );
}

/** The error for models whose trees are not sums of yes/no questions about one output. */
export function unsupportedTrees(what: string, instead: string): SpexlabError {
  return new SpexlabError(
    "UNSUPPORTED_TREES",
    `Expected one output from trees over 0/1 features, got ${what}. ${instead}`,
  );
}

/** JSON that may hold NaN or Infinity nowhere; the parser's message is passed on. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new SpexlabError("BAD_TREES", `Expected a tree model as JSON: ${(cause as Error).message}.`, {
      cause,
    });
  }
}

import { SpexlabError, shown } from "../errors.js";
import {
  badTrees,
  builderFor,
  copyTree,
  type ForeignEnsemble,
  type ForeignNode,
  foreignEnsemble,
  parseJson,
  unsupportedTrees,
} from "./foreign.js";

/**
 * What an XGBoost file does not always say itself.
 *
 * @category Methods
 */
export interface XgBoostOptions {
  /** Features in order. Needed with a dump, unless its features are called f0, f1, … and `n` is given. */
  readonly names?: readonly string[];
  /** Number of features. Needed with a dump when `names` is left out. */
  readonly n?: number;
  /**
   * Value added to all trees, as a raw score (for `binary:logistic` the log-odds). A dump does not hold it: give it
   * there; a saved model does.
   */
  readonly base?: number;
  /** True when the model was trained on sparse matrices, where 0 counts as missing and takes the default branch. Default false. */
  readonly zeroIsMissing?: boolean;
}

/**
 * Reads an XGBoost model trained on 0/1 features: `save_model("model.json")` (preferred: it says everything) or
 * `get_dump(dump_format="json")` / `dump_model(…, dump_format="json")`, as text or parsed. The result predicts what
 * `predict(output_margin=True)` returns with all trees; DART's weights are respected in a saved model (a dump lacks them).
 *
 * Throws `UNSUPPORTED_TREES` for several classes or targets, categorical and indicator splits, linear boosters and objectives whose
 * base score cannot be read; `BAD_TREES` for anything unreadable; `BAD_OPTION` when a dump comes without `base` or `n`.
 */
export function fromXgBoost(
  model: string | object | readonly unknown[],
  options: XgBoostOptions = {},
): ForeignEnsemble {
  const parsed = typeof model === "string" ? parseJson(model) : model;
  if (Array.isArray(parsed)) return fromDump(parsed, options);
  const learner = (parsed as { learner?: Learner } | null)?.learner;
  if (learner === undefined) {
    throw badTrees(`this is neither an XGBoost JSON model (with a \`learner\`) nor a list of dumped trees`);
  }
  return fromSaved(learner, options);
}

interface DumpNode {
  readonly nodeid: number;
  readonly leaf?: number;
  readonly split?: string;
  readonly split_condition?: number | readonly number[];
  readonly yes?: number;
  readonly no?: number;
  readonly missing?: number;
  readonly children?: readonly DumpNode[];
}

function fromDump(trees: readonly unknown[], options: XgBoostOptions): ForeignEnsemble {
  if (options.base === undefined || !Number.isFinite(options.base)) {
    throw new SpexlabError(
      "BAD_OPTION",
      `Expected \`base\` with an XGBoost dump, which does not hold the model's base score, got ${shown(options.base)}. Pass it as a raw score, or use \`save_model("model.json")\`.`,
    );
  }
  if (options.names === undefined && options.n === undefined) {
    throw new SpexlabError(
      "BAD_OPTION",
      "Expected `names` or `n` with an XGBoost dump, which does not say how many features there are.",
    );
  }
  const names = options.names ?? Array.from({ length: options.n! }, (_, i) => `f${i}`);
  const index = new Map(names.map((name, i) => [name, i]));
  const builder = builderFor(names);
  builder.base = options.base;
  trees.forEach((tree, t) => {
    const nodes = new Map<number, DumpNode>();
    const collect = (node: DumpNode): void => {
      nodes.set(node.nodeid, node);
      for (const child of node.children ?? []) collect(child);
    };
    const root = (typeof tree === "string" ? parseJson(tree) : tree) as DumpNode;
    if (root === null || typeof root !== "object") throw badTrees(`tree ${t} is ${shown(root)}`);
    collect(root);
    copyTree(builder, t, root.nodeid ?? 0, 1, (k) => {
      const node = nodes.get(k) ?? (root.nodeid === undefined && k === 0 ? root : undefined);
      if (node === undefined) throw badTrees(`tree ${t} lacks node ${k}`);
      if (node.leaf !== undefined) {
        if (Array.isArray(node.leaf)) throw severalOutputs("vector leaves");
        return { leaf: Math.fround(Number(node.leaf)) };
      }
      const feature = index.get(node.split ?? "");
      if (feature === undefined) {
        throw badTrees(
          `tree ${t} asks for ${shown(node.split)}, which is not among the ${names.length} feature names (give \`names\` in the model's order)`,
        );
      }
      if (node.split_condition === undefined) {
        throw unsupportedTrees(
          `a dump with indicator features, which does not tell what 0 answers`,
          'Use `save_model("model.json")`, or a dump without a feature map of type "i".',
        );
      }
      if (typeof node.split_condition !== "number") throw categorical(t);
      const { yes = -1, no = -1, missing = -1 } = node;
      return question(feature, node.split_condition, yes, no, options.zeroIsMissing === true, missing);
    });
  });
  return foreignEnsemble(builder, names, "");
}

interface SavedTree {
  readonly left_children: readonly number[];
  readonly right_children: readonly number[];
  readonly split_indices: readonly number[];
  readonly split_conditions: readonly number[];
  readonly split_type?: readonly number[];
  readonly default_left: readonly (number | boolean)[];
  readonly tree_param?: { readonly size_leaf_vector?: string };
}

interface Booster {
  readonly name?: string;
  readonly model?: { readonly trees?: readonly SavedTree[] };
  readonly gbtree?: Booster;
  readonly weight_drop?: readonly number[];
}

interface Learner {
  readonly feature_names?: readonly string[];
  readonly gradient_booster?: Booster;
  readonly learner_model_param?: {
    readonly base_score?: string | number;
    readonly num_class?: string;
    readonly num_feature?: string;
    readonly num_target?: string;
  };
  readonly objective?: { readonly name?: string };
}

function fromSaved(learner: Learner, options: XgBoostOptions): ForeignEnsemble {
  const booster = learner.gradient_booster ?? {};
  if (booster.name === "gblinear") {
    throw unsupportedTrees("a linear booster", "Train with `booster: gbtree` or `dart`.");
  }
  const trees = (booster.gbtree ?? booster).model?.trees;
  if (!Array.isArray(trees)) throw badTrees("the XGBoost model has no trees");
  const about = learner.learner_model_param ?? {};
  if (Number(about.num_class ?? 0) > 1) throw severalOutputs(`a model with ${about.num_class} classes`);
  if (Number(about.num_target ?? 1) > 1) throw severalOutputs(`a model with ${about.num_target} targets`);
  const names = savedNames(learner, options);
  const objective = learner.objective?.name ?? "";
  const builder = builderFor(names);
  builder.base = options.base ?? baseOf(about.base_score, objective);
  trees.forEach((tree: SavedTree, t) => {
    if (Number(tree.tree_param?.size_leaf_vector ?? 1) > 1) throw severalOutputs("vector leaves");
    copyTree(builder, t, 0, Math.fround(booster.weight_drop?.[t] ?? 1), (k) => {
      const left = tree.left_children[k];
      if (left === undefined) throw badTrees(`tree ${t} lacks node ${k}`);
      if (left < 0) return { leaf: Math.fround(tree.split_conditions[k]) };
      if ((tree.split_type?.[k] ?? 0) !== 0) throw categorical(t);
      const right = tree.right_children[k];
      const missing = tree.default_left[k] ? left : right;
      return question(
        tree.split_indices[k],
        tree.split_conditions[k],
        left,
        right,
        options.zeroIsMissing === true,
        missing,
      );
    });
  });
  return foreignEnsemble(builder, names, objective);
}

function savedNames(learner: Learner, options: XgBoostOptions): readonly string[] {
  const count = Number(
    learner.learner_model_param?.num_feature ?? learner.feature_names?.length ?? Number.NaN,
  );
  const own = learner.feature_names ?? [];
  const names =
    options.names ?? (own.length > 0 ? own : Array.from({ length: options.n ?? count }, (_, i) => `f${i}`));
  if (names.length < count) {
    throw new SpexlabError(
      "BAD_OPTION",
      `Expected at least the model's ${count} features, got ${names.length}.`,
    );
  }
  return names;
}

/** `x < threshold` goes to `yes`. */
function question(
  feature: number,
  threshold: number,
  yes: number,
  no: number,
  zeroIsMissing: boolean,
  missing: number,
): ForeignNode {
  if (!Number.isFinite(threshold)) throw badTrees(`a split on feature ${feature} has no threshold`);
  const zero = threshold > 0 ? yes : no;
  return { feature, absent: zeroIsMissing ? missing : zero, present: threshold > 1 ? yes : no };
}

const identity = (p: number): number => p;
const logit = (p: number): number => -Math.log(1 / p - 1);

/** XGBoost keeps the base score on the scale of its predictions; this takes it to raw scores. Each is checked against XGBoost 3.2. */
const rawScore: { readonly [objective: string]: (base: number) => number } = {
  "reg:squarederror": identity,
  "reg:absoluteerror": identity,
  "reg:pseudohubererror": identity,
  "reg:logistic": logit,
  "binary:logistic": logit,
  "binary:logitraw": identity,
  "count:poisson": Math.log,
  "reg:gamma": Math.log,
  "reg:tweedie": Math.log,
};

/** The base score as a raw score. Files since XGBoost 3 write it as `"[5E-1]"`, older ones as `"5E-1"`. */
function baseOf(text: string | number | undefined, objective: string): number {
  const base = Math.fround(Number(String(text ?? "").replace(/^\[|\]$/g, "") || Number.NaN));
  if (!Number.isFinite(base)) throw badTrees(`its base score is ${shown(text)}`);
  const toRaw = Object.hasOwn(rawScore, objective) ? rawScore[objective] : undefined;
  if (toRaw === undefined) {
    throw unsupportedTrees(
      `the objective ${shown(objective)}, whose base score (${base}) has an unknown scale`,
      "Pass `base` as a raw score.",
    );
  }
  return toRaw(base);
}

function severalOutputs(what: string): Error {
  return unsupportedTrees(what, "Train one model for each output and explain them one by one.");
}

function categorical(tree: number): Error {
  return unsupportedTrees(
    `a categorical split in tree ${tree}`,
    "Train with the 0/1 features as numbers (feature type q, int or float).",
  );
}

import { shown } from "../errors.js";
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
 * Reads a LightGBM model trained on 0/1 features: `booster.dump_model()` (the object or its JSON) or
 * `booster.model_to_string()` / `save_model("model.txt")`. The result predicts what `predict(raw_score=True)` returns on
 * dense 0/1 rows (for a random forest its average, what `predict()` of a regression returns): shrinkage, initial value and
 * `missing_type: "Zero"` are respected.
 *
 * Throws `UNSUPPORTED_TREES` for several classes, categorical splits and linear trees, `BAD_TREES` for anything unreadable.
 */
export function fromLightGbm(model: string | object): ForeignEnsemble {
  if (typeof model !== "string") return fromDump(model as Dump);
  if (/^\s*\{/.test(model)) return fromDump(parseJson(model) as Dump);
  if (/^\s*tree\s*\n/.test(model)) return fromText(model);
  throw badTrees(`this is neither a LightGBM JSON dump nor its text model: ${shown(model)}`);
}

interface DumpNode {
  readonly leaf_value?: number;
  readonly leaf_coeff?: readonly number[];
  readonly split_feature?: number;
  readonly threshold?: number;
  readonly decision_type?: string;
  readonly default_left?: boolean;
  readonly missing_type?: string;
  readonly left_child?: DumpNode;
  readonly right_child?: DumpNode;
}

interface Dump {
  readonly num_class?: number;
  readonly num_tree_per_iteration?: number;
  readonly max_feature_idx?: number;
  readonly average_output?: boolean;
  readonly objective?: string;
  readonly feature_names?: readonly string[];
  readonly tree_info?: readonly { readonly tree_structure: DumpNode }[];
}

function fromDump(dump: Dump): ForeignEnsemble {
  if (!Array.isArray(dump?.tree_info)) throw badTrees("the LightGBM dump has no `tree_info`");
  checkOutputs(dump.num_class ?? 1, dump.num_tree_per_iteration ?? 1);
  const names = namesOf(dump.feature_names, dump.max_feature_idx);
  const builder = builderFor(names);
  const scale = dump.average_output === true ? 1 / dump.tree_info.length : 1;
  dump.tree_info.forEach(({ tree_structure }, t) => {
    const nodes: DumpNode[] = [tree_structure];
    const read = (k: number): ForeignNode => {
      const node = nodes[k];
      if (node === undefined || node === null) throw badTrees(`tree ${t} lacks a child`);
      if (node.leaf_coeff !== undefined) throw linearTrees();
      if (node.split_feature === undefined) return { leaf: Number(node.leaf_value ?? Number.NaN) };
      if (node.decision_type !== "<=") throw categorical(t);
      const children = nodes.push(node.left_child!, node.right_child!) - 2;
      return question(
        node.split_feature,
        Number(node.threshold ?? Number.NaN),
        node.missing_type === "Zero",
        node.default_left === true,
        children,
        children + 1,
      );
    };
    copyTree(builder, t, 0, scale, read);
  });
  return foreignEnsemble(builder, names, dump.objective ?? "");
}

function fromText(text: string): ForeignEnsemble {
  const body = text.split(/^end of trees/m)[0];
  const [head, ...trees] = body.split(/^Tree=/m);
  const header = fieldsOf(head);
  checkOutputs(Number(header.get("num_class") ?? 1), Number(header.get("num_tree_per_iteration") ?? 1));
  const names = namesOf(
    header.get("feature_names")?.trim().split(" "),
    Number(header.get("max_feature_idx")),
  );
  const builder = builderFor(names);
  const scale = /^average_output\s*$/m.test(head) ? 1 / trees.length : 1;
  trees.forEach((part, t) => {
    const fields = fieldsOf(part);
    if (fields.get("is_linear") === "1") throw linearTrees();
    if (Number(fields.get("num_cat") ?? 0) > 0) throw categorical(t);
    const [features, thresholds, decisions, left, right, leaves] = [
      "split_feature",
      "threshold",
      "decision_type",
      "left_child",
      "right_child",
      "leaf_value",
    ].map((key) => numbersOf(fields.get(key)));
    // Inner nodes count from 0 up, leaf l is −1 − l. decision_type: bit 0 categorical, bit 1 default left, bits 2-3 missing type.
    copyTree(builder, t, features.length > 0 ? 0 : -1, scale, (k) =>
      k < 0
        ? { leaf: leaves[-1 - k] ?? Number.NaN }
        : question(
            features[k],
            thresholds[k] ?? Number.NaN,
            ((decisions[k] >> 2) & 3) === 1,
            ((decisions[k] >> 1) & 1) === 1,
            left[k],
            right[k],
          ),
    );
  });
  return foreignEnsemble(builder, names, header.get("objective") ?? "");
}

/** `x ≤ threshold` goes left; with missing type Zero, 0 takes the default side. */
function question(
  feature: number,
  threshold: number,
  zeroIsMissing: boolean,
  defaultLeft: boolean,
  left: number,
  right: number,
): ForeignNode {
  if (Number.isNaN(threshold)) throw badTrees(`a split on feature ${feature} has no threshold`);
  const absentLeft = zeroIsMissing ? defaultLeft : threshold >= 0;
  return { feature, absent: absentLeft ? left : right, present: threshold >= 1 ? left : right };
}

function fieldsOf(block: string): Map<string, string> {
  const fields = new Map<string, string>();
  for (const line of block.split(/\r?\n/)) {
    const at = line.indexOf("=");
    if (at > 0) fields.set(line.slice(0, at), line.slice(at + 1));
  }
  return fields;
}

function numbersOf(text: string | undefined): number[] {
  return text === undefined || text.trim() === "" ? [] : text.trim().split(/\s+/).map(Number);
}

function namesOf(names: readonly string[] | undefined, maxFeature: number | undefined): readonly string[] {
  const count = Number(maxFeature) + 1;
  if (names !== undefined && names.length > 0) {
    if (Number.isFinite(count) && names.length !== count) {
      throw badTrees(`it names ${names.length} features and counts ${count}`);
    }
    return names;
  }
  if (!Number.isInteger(count)) throw badTrees("it says neither `feature_names` nor `max_feature_idx`");
  return Array.from({ length: count }, (_, i) => `Column_${i}`);
}

function checkOutputs(classes: number, treesPerIteration: number): void {
  if (classes !== 1 || treesPerIteration !== 1) {
    throw unsupportedTrees(
      `a LightGBM model with ${Math.max(classes, treesPerIteration)} classes`,
      "Train one model for each class (one against the rest) and explain them one by one.",
    );
  }
}

function categorical(tree: number): Error {
  return unsupportedTrees(
    `a categorical split in tree ${tree}`,
    "Train with the 0/1 features as numbers: leave `categorical_feature` out.",
  );
}

function linearTrees(): Error {
  return unsupportedTrees("linear leaves", "Train with `linear_tree=false`.");
}

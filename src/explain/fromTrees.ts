import type { Explanation } from "../explanation/explanation.js";
import { playersFrom } from "../games/players.js";
import type { ForeignEnsemble } from "../trees/foreign.js";
import { treesToFourier } from "../trees/fourier.js";
import { fromLightGbm as readLightGbm } from "../trees/lightgbm.js";
import { fromXgBoost as readXgBoost, type XgBoostOptions } from "../trees/xgboost.js";
import { given } from "./fromTerms.js";

/**
 * The exact explanation of a LightGBM model trained on 0/1 features: `booster.dump_model()` (the object or its JSON) or the text
 * that `save_model("model.txt")` writes. The features are the players; the values are raw scores (`predict(raw_score=True)`),
 * before the objective's link. Every index is exact: the Fourier transform of the trees is taken as a whole.
 *
 * Throws `UNSUPPORTED_TREES` for several classes, categorical splits and linear trees, `BAD_TREES` for anything unreadable,
 * `TREE_TOO_DEEP` above 2^25 table updates.
 *
 * @example
 * const e = sx.fromLightGbm({
 *   num_class: 1, num_tree_per_iteration: 1, max_feature_idx: 0, feature_names: ["word"], objective: "regression",
 *   tree_info: [{ tree_structure: { split_feature: 0, threshold: 0.5, decision_type: "<=", missing_type: "None",
 *     default_left: true, left_child: { leaf_value: 1 }, right_child: { leaf_value: 3 } } }],
 * });
 * e.as("SV").get("word"); // 2
 * @category Explaining and comparing
 */
export function fromLightGbm(model: string | object): Explanation {
  return ofTrees(readLightGbm(model));
}

/**
 * The exact explanation of an XGBoost model trained on 0/1 features: the text or object of `save_model("model.json")`
 * (preferred: it says everything), or of `get_dump(dump_format="json")` with `base` and `names` or `n`. The values are raw
 * scores (`predict(output_margin=True)`). Throws as `fromLightGbm`, and `BAD_OPTION` when a dump comes without `base` or `n`.
 *
 * @example
 * const dump = [{ nodeid: 0, split: "f1", split_condition: 1, yes: 1, no: 2, missing: 2,
 *   children: [{ nodeid: 1, leaf: 1 }, { nodeid: 2, leaf: 3 }] }];
 * const e = sx.fromXgBoost(dump, { n: 2, base: 0.5 });
 * e.predict([[], [1]]); // [1.5, 3.5]
 * @category Explaining and comparing
 */
export function fromXgBoost(
  model: string | object | readonly unknown[],
  options: XgBoostOptions = {},
): Explanation {
  return ofTrees(readXgBoost(model, options));
}

function ofTrees(trees: ForeignEnsemble): Explanation {
  const unit = trees.objective === "" ? "raw score" : `raw score of ${trees.objective}`;
  return given(playersFrom(trees.names), treesToFourier(trees), undefined, unit);
}

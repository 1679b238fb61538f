import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { Masks } from "../../src/bits/masks.js";
import { setOf } from "../../src/bits/terms.js";
import { predictTrees } from "../../src/trees/ensemble.js";
import { treesToFourier } from "../../src/trees/fourier.js";
import { fromLightGbm } from "../../src/trees/lightgbm.js";
import { fromXgBoost } from "../../src/trees/xgboost.js";

interface Fixture {
  about: string;
  n: number;
  model: never;
  options: object;
  masks: string[];
  raw: number[];
}
const folder = new URL("../../fixtures/trees/", import.meta.url);
const load = (file: string) => JSON.parse(readFileSync(new URL(file, folder), "utf8")) as Fixture;
const files = readdirSync(folder).filter((f) => /^(lightgbm|xgboost).*\.json$/.test(f));
const read = (file: string, { model, options }: Fixture) =>
  file.startsWith("lightgbm") ? fromLightGbm(model) : fromXgBoost(model, options);

test("fixtures are there", () => expect(files.length).toBe(23));

describe.each(files)("%s", (file) => {
  const fixture = load(file);
  const masks = Masks.from(fixture.n, fixture.masks);
  const ensemble = read(file, fixture);
  // LightGBM adds in double precision, XGBoost in single.
  const digits = file.startsWith("lightgbm") ? 12 : 6;

  test("predicts what its own library predicts", () => {
    predictTrees(ensemble, masks).forEach((value, k) => {
      expect(value).toBeCloseTo(fixture.raw[k], digits);
    });
    expect(ensemble.names.length).toBe(fixture.n);
  });

  test("and so does its Fourier transform", () => {
    const terms = treesToFourier(ensemble);
    fixture.raw.forEach((raw, row) => {
      let sum = 0;
      for (let k = 0; k < terms.length; k++) {
        const odd = setOf(terms, k).filter((i) => masks.has(row, i)).length % 2;
        sum += odd === 1 ? -terms.values[k] : terms.values[k];
      }
      expect(sum).toBeCloseTo(raw, digits - 1);
    });
  });
});

test("JSON text and parsed JSON read the same", () => {
  const light = load("lightgbm-regression-json.json").model as object;
  expect(fromLightGbm(JSON.stringify(light))).toEqual(fromLightGbm(light));
  const dump = load("xgboost-regression-dump.json");
  const whole = `[${(dump.model as string[]).join(",")}]`;
  expect(fromXgBoost(whole, dump.options)).toEqual(fromXgBoost(dump.model, dump.options));
});

test("zeroIsMissing and DART's weights are what makes those fixtures fit", () => {
  const sparse = load("xgboost-sparse.json");
  const masks = Masks.from(sparse.n, sparse.masks);
  const dense = predictTrees(fromXgBoost(sparse.model), masks);
  expect(Math.max(...sparse.raw.map((raw, k) => Math.abs(raw - dense[k])))).toBeGreaterThan(0.1);
  const dart = structuredClone(load("xgboost-dart.json").model) as { learner: never };
  const booster = (dart.learner as { gradient_booster: { weight_drop: number[] } }).gradient_booster;
  booster.weight_drop.fill(1);
  const whole = predictTrees(fromXgBoost(dart), masks);
  const raw = load("xgboost-dart.json").raw;
  expect(Math.max(...raw.map((value, k) => Math.abs(value - whole[k])))).toBeGreaterThan(0.1);
});

describe("what cannot be read is refused", () => {
  const leaf = { leaf_value: 1 };
  const split = {
    split_feature: 0,
    threshold: 0.5,
    decision_type: "<=",
    left_child: leaf,
    right_child: leaf,
  };
  const light = (tree: object, more: object = {}) =>
    fromLightGbm({ max_feature_idx: 0, tree_info: [{ tree_structure: tree }], ...more });

  test("LightGBM", () => {
    expect(() => light(split, { num_class: 3, num_tree_per_iteration: 3 })).toThrow(/3 classes/);
    expect(() => light({ ...split, decision_type: "==", threshold: "0||1" })).toThrow(
      /categorical split in tree 0/,
    );
    expect(() => light({ leaf_value: 1, leaf_const: 1, leaf_coeff: [] })).toThrow(/linear_tree/);
    expect(() => light({ ...split, split_feature: 4 })).toThrow(/feature 4 .* model with 1 features/);
    expect(() => light({ ...split, right_child: undefined })).toThrow(/child/);
    expect(() => light({ ...split, right_child: {} })).toThrow(/leaf value/);
    expect(() => fromLightGbm("model.txt")).toThrow(/model\.txt/);
    expect(() => fromLightGbm("{oops")).toThrow(/JSON/);
    expect(() => fromLightGbm({})).toThrow(/tree_info/);
    const text = load("lightgbm-regression-text.json").model as string;
    expect(() => fromLightGbm(text.replace(/is_linear=0/, "is_linear=1"))).toThrow(/linear_tree/);
    expect(() => fromLightGbm(text.replace(/num_cat=0/, "num_cat=1"))).toThrow(/categorical/);
    expect(() => fromLightGbm(text.replace(/left_child=\S+/, "left_child=0"))).toThrow(/twice/);
  });

  test("XGBoost", () => {
    const dump = load("xgboost-regression-dump.json").model as string[];
    expect(() => fromXgBoost(dump, { n: 9 })).toThrow(/base/);
    expect(() => fromXgBoost(dump, { base: 0 })).toThrow(/`names` or `n`/);
    expect(() => fromXgBoost(dump, { base: 0, n: 2 })).toThrow(/not among the 2 feature names/);
    const indicator = [
      {
        nodeid: 0,
        split: "f0",
        yes: 1,
        no: 2,
        children: [
          { nodeid: 1, leaf: 0 },
          { nodeid: 2, leaf: 1 },
        ],
      },
    ];
    expect(() => fromXgBoost(indicator, { base: 0, n: 1 })).toThrow(/indicator/);
    expect(() => fromXgBoost({})).toThrow(/learner/);
    const edited = (edit: (learner: Record<string, never>) => void) => () => {
      const model = structuredClone(load("xgboost-regression.json").model) as { learner: never };
      edit(model.learner);
      return fromXgBoost(model);
    };
    type Loose = Record<string, Record<string, unknown>>;
    expect(edited((l) => ((l as Loose).learner_model_param.num_class = "3"))).toThrow(/3 classes/);
    expect(edited((l) => ((l as Loose).learner_model_param.num_target = "2"))).toThrow(/2 targets/);
    expect(edited((l) => ((l as Loose).objective.name = "toString"))).toThrow(/Pass `base`/);
    expect(edited((l) => ((l as Loose).gradient_booster.name = "gblinear"))).toThrow(/linear booster/);
    expect(edited((l) => ((l as Loose).learner_model_param.base_score = "?"))).toThrow(/base score/);
    expect(
      edited((l) => {
        const { trees } = (l as Loose).gradient_booster.model as { trees: { split_type: number[] }[] };
        trees[0].split_type[0] = 1;
      }),
    ).toThrow(/categorical split in tree 0/);
  });
});

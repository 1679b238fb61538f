import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { fromLightGbm, fromXgBoost, Masks } from "../../src/index.js";

const load = (file: string) =>
  JSON.parse(readFileSync(new URL(`../../fixtures/trees/${file}`, import.meta.url), "utf8"));

test.each(["lightgbm-binary-json.json", "xgboost-binary-logistic.json", "xgboost-regression-dump.json"])(
  "%s: the explanation answers as the library that trained it",
  (file) => {
    const { model, options, masks, raw, n } = load(file);
    const e = file.startsWith("lightgbm") ? fromLightGbm(model) : fromXgBoost(model, options);
    expect(e.n).toBe(n);
    const predicted = e.predict(Masks.from(n, masks));
    raw.forEach((value: number, k: number) => {
      expect(predicted[k]).toBeCloseTo(value, 5);
    });
    const shapley = e.as("SV");
    const sum = e.names.reduce((total, name) => total + shapley.get(name), 0);
    expect(sum).toBeCloseTo(e.predict([e.names])[0] - e.predict([])[0], 6);
  },
);

test("what is no model is refused in words", () => {
  expect(() => fromLightGbm("hello")).toThrow(/neither a LightGBM JSON dump nor its text model/);
  expect(() => fromXgBoost("{}")).toThrow(/neither an XGBoost JSON model/);
});

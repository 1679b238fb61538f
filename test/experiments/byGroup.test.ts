import { describe, expect, it } from "vitest";
import * as sx from "../../src/index.js";

const runs = [
  { group: "8 to 15", series: "lime", value: 0.6 },
  { group: "16 to 31", series: "lime", value: 0.2 },
  { group: "8 to 15", series: "lime", value: 0.8 },
  { group: "8 to 15", series: "spex", value: null },
  { group: "16 to 31", series: "spex", value: 0.9 },
];

describe("byGroup", () => {
  it("has a row for each series in each group that has one, in the order in which they come", () => {
    const rows = sx.byGroup(runs).rows();
    expect(rows.map(({ series, group }) => `${series} ${group}`)).toEqual([
      "lime 8 to 15",
      "lime 16 to 31",
      "spex 8 to 15",
      "spex 16 to 31",
    ]);
    expect(rows[0]).toMatchObject({ low: 0.6, high: 0.8, count: 2, missing: 0 });
    expect(rows[0].mean).toBeCloseTo(0.7, 12);
  });

  it("counts what has no value, and never takes it for zero", () => {
    const [row] = sx
      .byGroup(runs)
      .where(({ series }) => series === "spex")
      .rows();
    expect(row).toMatchObject({ mean: null, low: null, high: null, count: 0, missing: 1 });
  });

  it("draws a line for each series over the named groups, gaps told", () => {
    const svg = sx.byGroup(runs, { title: "By length", value: "R²", group: "words" }).chart().svg();
    for (const text of ["By length", "8 to 15", "16 to 31", "lime", "spex", "mean R²", "1 without a value"]) {
      expect(svg).toContain(text);
    }
  });

  it("draws values that are no shares on an axis of their own, and one value alone", () => {
    const large = sx
      .byGroup([{ group: "a", series: "b", value: 1234 }])
      .chart()
      .svg();
    expect(large).not.toContain("NaN");
    expect(large).toContain("b");
  });

  it("names untrusted groups and series harmlessly", () => {
    const svg = sx
      .byGroup([{ group: "<script>", series: `"><img>`, value: 1 }])
      .chart()
      .svg();
    expect(svg).not.toContain("<script>");
    expect(svg).not.toContain("<img>");
  });

  it("refuses what is no list of values, and a picture without one", () => {
    const bad = (values: unknown) => () => sx.byGroup(values as sx.GroupedValue[]);
    expect(bad([])).toThrow("at least one");
    expect(bad("lime")).toThrow('got "lime"');
    expect(bad([{ group: "a", series: "b", value: Number.NaN }])).toThrow(
      "got NaN (number) as the value of row 0",
    );
    expect(bad([{ group: 1, series: "b", value: 1 }])).toThrow(/got 1\b.* as the group of row 0/);
    const empty = sx.byGroup([{ group: "a", series: "b", value: null }]);
    expect(() => empty.chart().svg()).toThrow("got none");
  });
});

import { inspect } from "node:util";
import { expect, test } from "vitest";
import { Table } from "../../src/results/table.js";

const table = new Table({
  title: "Words",
  columns: [{ key: "word" }, { key: "value", label: "how much" }, { key: "count" }, { key: "fine" }],
  rows: [
    { word: "bad", value: -1.5, count: 2, fine: true },
    { word: "<b>&", value: Number.NaN, count: 10, fine: false },
    { word: "good", value: 0.25, count: 3, fine: null },
  ],
  notes: ["one note"],
});

test("plain text: aligned, true minus signs, an en dash for nothing", () => {
  expect(String(table)).toBe(
    [
      "Words",
      "",
      "word  how much  count  fine",
      "bad      −1.50      2  yes",
      "<b>&         –     10  no",
      "good      0.25      3  –",
      "",
      "one note",
    ].join("\n"),
  );
  expect(inspect(table)).toBe(String(table));
  expect(inspect([table])).toContain("[Table: Words, 3 rows]");
});

test("names are escaped in HTML", () => {
  const html = table.bundle()["text/html"]!;
  expect(html).toContain("&#60;b&#62;&#38;");
  expect(html).not.toContain("<b>");
});

test("verbs give new frozen tables; what is missing sorts last both ways", () => {
  const words = (of: typeof table): string[] => of.rows().map((row) => row.word);
  expect(words(table.sortBy("value"))).toEqual(["good", "bad", "<b>&"]);
  expect(words(table.sortBy("value", "ascending"))).toEqual(["bad", "good", "<b>&"]);
  expect(words(table.sortBy("word", "ascending").top(2))).toEqual(["<b>&", "bad"]);
  expect(words(table.where((row) => row.count > 2))).toEqual(["<b>&", "good"]);
  expect(table.length).toBe(3);
  expect(Object.isFrozen(table.top(1))).toBe(true);
  table.rows()[0].word = "changed";
  expect(table.rows()[0].word).toBe("bad");
  expect(JSON.parse(JSON.stringify(table)).rows[1].value).toBe(null);
});

test("bad verbs are refused", () => {
  expect(() => table.sortBy("valu" as never)).toThrow('Nearest: "value"');
  expect(() => table.sortBy("value", "up" as never)).toThrow('"ascending" or "descending"');
  expect(() => table.where(1 as never)).toThrow("a function of a row");
  expect(() => table.top(-1)).toThrow("from 0 up");
});

test("select shows some columns in their order and keeps the rows whole", () => {
  const chosen = table.select("count", "word");
  expect(String(chosen).split("\n").slice(2, 4)).toEqual(["count  word", "    2  bad"]);
  expect(chosen.csv().split("\r\n")[0]).toBe("count,word");
  expect(chosen.rows()).toEqual(table.rows());
  expect(chosen.sortBy("count").top(1).rows()[0].value).toBeNaN();
  expect(() => table.select("words" as never)).toThrow('no column "words". Nearest: "word"');
});

test("a column of texts keeps a width to read in, numbers and short texts do not", () => {
  const html = new Table({
    title: "",
    columns: [{ key: "short" }, { key: "long" }, { key: "value" }],
    rows: [{ short: "a", long: "why ".repeat(40), value: 1 }],
  }).bundle()["text/html"];
  expect(html?.match(/min-width/g)).toHaveLength(1);
  expect(html).toContain('min-width:26ch">long</th>');
});

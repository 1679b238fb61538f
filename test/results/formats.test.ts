import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { inspect } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as sx from "../../src/index.js";
import { Table } from "../../src/results/table.js";

const hostile = [
  'quote " and, comma',
  "two\nlines",
  "=HYPERLINK(1)",
  "<script>alert(1)</script>",
  "a|b `c` *d* _e_ [f]",
  "\\input{x} $1 & 50 % #1 ~ ^ {y}",
  "שלום 🎬",
];
const table = new Table({
  title: "Names & <values>",
  columns: [{ key: "name" }, { key: "value", label: "how much" }, { key: "players" }, { key: "fine" }],
  rows: hostile.map((name, k) => ({
    name,
    value: k === 2 ? Number.NaN : -1.5 / 3 + k,
    players: [k, k + 1],
    fine: k % 2 === 0,
    hidden: 1,
  })),
  notes: ["one *note*"],
});

/** Records of a CSV text, by the rules of RFC 4180. */
function parsed(csv: string): string[][] {
  const records: string[][] = [[""]];
  let quoted = false;
  for (let k = 0; k < csv.length; k++) {
    const record = records[records.length - 1];
    const last = record.length - 1;
    if (quoted && csv[k] === '"' && csv[k + 1] === '"') record[last] += csv[k++];
    else if (csv[k] === '"') quoted = !quoted;
    else if (!quoted && csv[k] === ",") record.push("");
    else if (!quoted && csv.startsWith("\r\n", k)) {
      k++;
      records.push([""]);
    } else record[last] += csv[k];
  }
  return records.slice(0, -1);
}

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "spexlab-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("CSV", () => {
  test("every cell comes back, numbers in full; a formula is disarmed unless raw", () => {
    const records = parsed(table.csv());
    expect(records[0]).toEqual(["name", "value", "players", "fine"]);
    expect(records.slice(1).map(([name]) => name)).toEqual(
      hostile.map((name) => (name.startsWith("=") ? `'${name}` : name)),
    );
    expect(records.slice(1).map(([, value]) => value)).toEqual([
      "-0.5",
      "0.5",
      "",
      "2.5",
      "3.5",
      "4.5",
      "5.5",
    ]);
    expect(records[2].slice(2)).toEqual(["1 2", "false"]);
    expect(parsed(table.csv({ raw: true }))[3][0]).toBe("=HYPERLINK(1)");
    expect(() => table.csv({ row: true } as never)).toThrow('no option "row". Known: "raw"');
  });
});

describe("Markdown and LaTeX", () => {
  test("Markdown: one line a row, markup escaped, numbers right and with a true minus", () => {
    const lines = table.markdown().split("\n");
    expect(lines[0]).toBe("**Names &amp; &lt;values&gt;**");
    expect(lines[2]).toBe("| name | how much | players | fine |");
    expect(lines[3]).toBe("| --- | ---: | --- | --- |");
    expect(lines[4]).toBe('| quote " and, comma | −0.50 | 0 1 | yes |');
    expect(lines[5]).toContain("two lines");
    expect(lines[7]).toContain("&lt;script&gt;");
    expect(lines[8]).toContain("a\\|b \\`c\\` \\*d\\* \\_e\\_ \\[f\\]");
    expect(lines.slice(4, 11).every((line) => line.replaceAll("\\|", "").split("|").length === 6)).toBe(true);
  });

  test("LaTeX: commands in names are text", () => {
    const latex = table.latex();
    expect(latex).toContain("\\caption{Names \\& \\textless{}values\\textgreater{}}");
    expect(latex).toContain("\\begin{tabular}{lrll}");
    expect(latex).toContain(
      "\\textbackslash{}input\\{x\\} \\$1 \\& 50 \\% \\#1 \\textasciitilde{} \\textasciicircum{} \\{y\\} &",
    );
    expect(latex).toContain("& $-$0.50 &");
    expect(latex).not.toMatch(/\\input|<script/);
  });
});

describe("JSON and files", () => {
  test("JSON says its schema and version", () => {
    const data = JSON.parse(JSON.stringify(table));
    expect(data).toMatchObject({ format: "spexlab table", version: 1, title: "Names & <values>" });
    expect(data.columns[1]).toEqual({ key: "value", label: "how much" });
    expect(data.rows[2].value).toBeNull();
  });

  test("each ending writes its form, whole; another one is refused", () => {
    for (const ending of ["csv", "md", "tex", "json", "html"]) table.save(path.join(folder, `t.${ending}`));
    expect(readdirSync(folder).sort()).toEqual(["t.csv", "t.html", "t.json", "t.md", "t.tex"]);
    expect(readFileSync(path.join(folder, "t.csv"), "utf8")).toBe(table.csv());
    expect(readFileSync(path.join(folder, "t.html"), "utf8")).not.toContain("<script>alert");
    expect(() => table.save("t.xlsx")).toThrow(/ends in \.csv, \.md, \.tex, \.json, \.html or \.svg/);
    expect(() => table.save(path.join(folder, "t.svg"))).toThrow(
      expect.objectContaining({ code: "NO_PICTURE" }),
    );
    expect(() => table.save(path.join(folder, "no", "t.csv"))).toThrow(/folder does not exist/);
  });

  test("an explanation writes what it shows", () => {
    const e = sx.fromMoebius(
      ["not", "bad"],
      [
        [["bad"], -2],
        [["not", "bad"], 3],
      ],
    );
    const file = path.join(folder, "e.csv");
    e.as("Moebius").top(1).save(file);
    expect(readFileSync(file, "utf8")).toBe(
      "rank,interaction,players,order,index,value\r\n1,not · bad,0 1,2,Moebius,3\r\n",
    );
    e.as("Moebius").save(path.join(folder, "e.md"));
    expect(readFileSync(path.join(folder, "e.md"), "utf8")).toContain("| 2 | bad | 1 | 1 | Moebius | −2 |");
  });
});

describe("danfo frames", () => {
  test("an explanation and a table become DataFrames with the rows' own values", () => {
    const e = sx.fromMoebius(
      ["not", "bad"],
      [
        [["bad"], -2],
        [["not", "bad"], 3],
      ],
    );
    const frame = e.as("Moebius").frame();
    expect(frame.shape).toEqual([2, 6]);
    expect(frame.columns).toEqual(["rank", "interaction", "players", "order", "index_", "value"]);
    expect(frame.values).toEqual([
      [1, "not · bad", "0 1", 2, "Moebius", 3],
      [2, "bad", "1", 1, "Moebius", -2],
    ]);
    expect(frame.query(frame.column("order").eq(1)).values).toEqual([[2, "bad", "1", 1, "Moebius", -2]]);
    expect(table.frame().column("value").values[2]).toBeNaN();
    expect(inspect(frame)).toMatch(/^DataFrame, 2 rows\n\nrank {2}interaction .*\n.*not · bad/);
    expect(inspect([frame])).toContain("[DataFrame, 2 rows]");
    const show = (frame as unknown as { [key: symbol]: () => sx.MimeBundle })[Symbol.for("Jupyter.display")];
    expect(show()["text/html"]).toContain("not · bad</td>");
    frame.addColumn("twice", [6, -4], { inplace: true });
    expect(show()["text/html"]).toContain("twice</th>");
    expect(table.where(() => false).frame().columns).toEqual(["name", "value", "players", "fine"]);
  });
});

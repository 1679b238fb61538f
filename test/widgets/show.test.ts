import { Console } from "node:console";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire, Module } from "node:module";
import os from "node:os";
import path from "node:path";
import { inspect } from "node:util";
import { afterEach, describe, expect, test } from "vitest";
import { barWidget, explanationWidget, type MimeBundle } from "../../widgets/index.js";
import { reviewView } from "./views.js";

const cache = createRequire(import.meta.url).cache;
const place = path.join(path.sep, "elsewhere", "tslab", "dist", "jupyter.js");

/** Stands in for tslab: its module in the cache with the function of the cell under way. */
function underTslab(): { data: MimeBundle }[] {
  const sent: { data: MimeBundle }[] = [];
  const jupyter = new Module(place);
  jupyter.exports = { lastWriteDisplayData: (content: { data: MimeBundle }) => sent.push(content) };
  cache[place] = jupyter as NodeJS.Module;
  return sent;
}

/** What reaches stdout meanwhile; vitest's own console does not write there, Node's does. */
function printed(run: (console: Console) => void): string {
  let out = "";
  const { write } = process.stdout;
  process.stdout.write = ((text: string) => {
    out += text;
    return true;
  }) as typeof write;
  try {
    run(new Console(process.stdout, process.stderr));
  } finally {
    process.stdout.write = write;
  }
  return out;
}

afterEach(() => {
  delete cache[place];
});

describe("an object shows itself", () => {
  const widget = explanationWidget(reviewView());

  test("in plain Node as text", () => {
    expect(inspect(widget)).toBe(widget.toString());
    expect(widget.toString()).toContain("not · bad · though");
  });

  test("as the last expression of a tslab cell as a whole bundle, without a blank line", () => {
    const sent = underTslab();
    expect(printed((console) => console.log(widget))).toBe("");
    expect(sent.length).toBe(1);
    expect(sent[0].data["text/html"]).toBe(widget.html());
    expect(sent[0].data["text/plain"]).toBe(widget.toString());
  });

  test("and only the blank line is swallowed", () => {
    underTslab();
    const before = process.stdout.write;
    expect(printed((console) => console.log("seen:", widget))).toBe("seen: \n");
    expect(
      printed((console) => {
        console.log(widget);
        console.log("");
        console.log("after");
      }),
    ).toBe("\nafter\n");
    expect(process.stdout.write).toBe(before);
  });

  test("an inspection that prints nothing swallows nothing later", async () => {
    underTslab();
    const before = process.stdout.write;
    inspect(widget);
    await Promise.resolve();
    expect(process.stdout.write).toBe(before);
  });

  test("inside another object as one line, also under tslab", () => {
    const sent = underTslab();
    expect(inspect({ chart: [widget] }, { breakLength: Infinity })).toMatch(
      /^\{ chart: \[ \[Widget The plot .*\] \] \}$/,
    );
    expect(sent).toEqual([]);
  });

  test("through Jupyter.display elsewhere", () => {
    const display = (widget as unknown as Record<symbol, () => MimeBundle>)[Symbol.for("Jupyter.display")];
    expect(display.call(widget)).toEqual({ "text/plain": widget.toString(), "text/html": widget.html() });
  });

  test("saves itself as picture and as page, and is frozen", () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), "spexlab-widget-"));
    try {
      const bars = barWidget(reviewView());
      bars.save(path.join(folder, "bars.svg"));
      bars.save(path.join(folder, "bars.html"));
      expect(readFileSync(path.join(folder, "bars.svg"), "utf8")).toBe(bars.svg());
      expect(readFileSync(path.join(folder, "bars.html"), "utf8")).toContain(bars.html());
      expect(Object.isFrozen(bars)).toBe(true);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

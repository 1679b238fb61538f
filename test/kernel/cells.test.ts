import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ProtocolKernel } from "../support/protocol.js";
import { makeWorkspace } from "../support/workspace.js";
import { ours } from "./specs.js";

const workspace = makeWorkspace({ notebooks: false });
let kernel: ProtocolKernel;

beforeAll(async () => {
  const folder = workspace.notebooks;
  writeFileSync(path.join(folder, "beside.ts"), "export const twice = (n: number): number => 2 * n;\n");
  writeFileSync(path.join(workspace.folder, "package.json"), '{ "type": "module" }');
  const waits = path.join(folder, "node_modules", "waits");
  mkdirSync(waits, { recursive: true });
  writeFileSync(
    path.join(waits, "package.json"),
    '{ "name": "waits", "version": "1.0.0", "type": "module", "exports": { ".": { "types": "./x.d.ts", "import": "./x.js" } } }',
  );
  writeFileSync(path.join(waits, "x.js"), "export const waited = await Promise.resolve(7);\n");
  writeFileSync(path.join(waits, "x.d.ts"), "export declare const waited: number;\n");
  kernel = await ProtocolKernel.start(ours, { cwd: folder });
}, 90_000);

afterAll(async () => {
  await kernel?.stop();
  workspace.remove();
});

describe("a cell", () => {
  it("runs, prints its last expression, and leaves its variables to the next", async () => {
    const first = await kernel.execute("const twice = (x: number) => 2 * x; const x = 21;\ntwice(x)");
    expect([first.reply.status, first.stdout, first.stderr]).toEqual(["ok", "42\n", ""]);
    expect((await kernel.execute("twice(4)")).stdout).toBe("8\n");
    expect(first.messages.map(({ type }) => type)).toEqual(
      expect.arrayContaining(["execute_input", "stream", "status", "execute_reply"]),
    );
  });

  it("may abbreviate { x: x }, in objects and patterns, when x is an earlier cell's", async () => {
    await kernel.execute("let p = 1; let q = 2;");
    expect((await kernel.execute("({ p, nested: [{ q }] })")).stdout).toBe(
      "{ p: 1, nested: [ { q: 2 } ] }\n",
    );
    const { stdout } = await kernel.execute("({ p, q = 9 } = { p: 5 } as any); [p, q]");
    expect(stdout).toBe("[ 5, 9 ]\n");
  });

  it("may await, iterate and dispose at its top level", async () => {
    expect((await kernel.execute("const v = await Promise.resolve(3);\nv + 1")).stdout).toBe("4\n");
    const { stdout } = await kernel.execute(
      'for await (const a of ["one", Promise.resolve("two")]) console.log(a);\nconst { a, ...rest } = { a: 1, b: 2 };\nrest',
    );
    expect(stdout).toBe("one\ntwo\n{ b: 2 }\n");
  });

  it("imports packages by their exports, those that wait at their top level, files beside it, and Node", async () => {
    const { error, stdout } = await kernel.execute(`import * as vl from "vega-lite";
import { waited } from "waits";
import { twice as double } from "./beside";
import { basename } from "node:path";
const spec: vl.TopLevelSpec = { data: { values: [{ a: 1 }] }, mark: "bar", encoding: { x: { field: "a" } } };
[Object.keys(vl.compile(spec).spec).includes("marks"), double(waited), basename("a/b")]`);
    expect(error).toBeUndefined();
    expect(stdout).toBe("[ true, 14, 'b' ]\n");
    const wrong = await kernel.execute('const mark: vl.TopLevelSpec = { mark: "barn" };');
    expect(wrong.error.ename).toBe("TypeScriptError");
    const later = await kernel.execute('const again = await import("waits");\nagain.waited');
    expect(later.stdout).toBe("7\n");
  });

  it("finds spexlab with its types, and keeps the type of what it cannot name", async () => {
    await kernel.execute(
      'import * as sx from "spexlab";\nconst e = sx.fromMoebius(["a", "b"], [[["a", "b"], 2]]);\nconst w = e.bar();',
    );
    expect((await kernel.execute("w.title.length > 0 && e.get('a', 'b')")).stdout).toBe("2\n");
    const { error } = await kernel.execute("w.titel");
    expect(error.evalue).toContain("Property 'titel' does not exist on type 'Widget'");
  });

  it("shows an object that can show itself, all forms at once, and nothing else", async () => {
    const shown = await kernel.execute("e");
    expect(shown.stdout).toBe("");
    const [display] = shown.messages.filter(({ type }) => type === "display_data");
    expect(Object.keys(display.content.data).sort()).toEqual(["text/html", "text/plain"]);
    const tslab = await kernel.execute(
      'import { display } from "tslab"; display.html("<b>1</b>"); console.log(2)',
    );
    expect(tslab.shown("text/html")).toEqual(["<b>1</b>"]);
    const deno = await kernel.execute(
      '({ [Symbol.for("Jupyter.display")]: () => ({ "text/markdown": "*3*" }) })',
    );
    expect(deno.shown("text/markdown")).toEqual(["*3*"]);
  });

  it("defines a module for later cells", async () => {
    await kernel.execute("/** @module inner */\nexport const secret: number = 5;");
    expect((await kernel.execute('import { secret } from "./inner";\nsecret')).stdout).toBe("5\n");
  });
});

describe("an error", () => {
  it("is an error message with the cell's own lines", async () => {
    const { reply, error } = await kernel.execute(`interface Review { text: string }
const broken = (review: Review) => {
  throw new TypeError("no such review");
};

broken({ text: "" });`);
    expect(reply).toMatchObject({ status: "error", ename: "TypeError", evalue: "no such review" });
    const text = error.traceback.join("\n");
    expect(text).toMatch(/at broken \(Cell\[\d+\]:3:9\)/);
    expect(text).toMatch(/at Cell\[\d+\]:6:1/);
    expect(text).toContain('> 3 |   throw new TypeError("no such review");');
    expect(text).not.toContain("node:");
  });

  it("after an await too, with its cause", async () => {
    const { error } = await kernel.execute(
      'await Promise.resolve();\n\nthrow new Error("outer", { cause: new Error("inner") });',
    );
    const text = error.traceback.join("\n");
    expect(text).toMatch(/Error: outer\n\s+at Cell\[\d+\]:3:7/);
    expect(text).toContain("Caused by: Error: inner");
  });

  it("of types names line and column and stops before anything runs", async () => {
    const { error, stdout } = await kernel.execute('console.log("ran");\nconst n: number = "three";');
    expect(stdout).toBe("");
    expect(error.evalue).toMatch(
      /^Cell\[\d+\]:2:7 - TS2322: Type 'string' is not assignable to type 'number'/,
    );
  });

  it("may be anything that is thrown", async () => {
    expect((await kernel.execute("throw { code: 7 };")).error.evalue).toBe("{ code: 7 }");
    expect((await kernel.execute("throw undefined;")).error.evalue).toBe("undefined");
  });

  it("aborts the cells that were sent with it, not those sent after it", async () => {
    const ids = ["throw new Error('first')", "1", "2"].map((code) => kernel.start(code));
    const replies = await Promise.all(ids.map((id) => kernel.answer(id)));
    expect(replies.map(({ reply }) => reply.status)).toEqual(["error", "aborted", "aborted"]);
    expect((await kernel.execute("'still here'")).stdout).toBe("still here\n");
    const kept = [kernel.start("throw new Error('first')", { stop_on_error: false }), kernel.start("3")];
    const [, second] = await Promise.all(kept.map((id) => kernel.answer(id)));
    expect(second.stdout).toBe("3\n");
  });

  it("that nobody caught is told in the newest cell", async () => {
    const { reply } = await kernel.execute(
      "setTimeout(() => { throw new Error('nobody') }, 5); await new Promise((done) => setTimeout(done, 5_000));",
    );
    expect(reply).toMatchObject({ status: "error", evalue: "nobody" });
  });
});

describe("what a cell writes", () => {
  it("arrives whole: ten thousand lines", async () => {
    const { stdout, messages } = await kernel.execute(
      'for (let i = 0; i < 10_000; i++) console.log("line " + i);',
    );
    expect(stdout).toBe(Array.from({ length: 10_000 }, (_, i) => `line ${i}\n`).join(""));
    expect(messages.length).toBeLessThan(200);
  });

  it("arrives whole: one line of 5 MB, and text in several bytes cut anywhere", async () => {
    expect((await kernel.execute("console.log('x'.repeat(5_000_000))")).stdout).toBe(
      `${"x".repeat(5_000_000)}\n`,
    );
    const { stdout } = await kernel.execute(
      "const bytes = Buffer.from('žluťoučký 🐎'); for (const b of bytes) process.stdout.write(Buffer.of(b)); ''",
    );
    expect(stdout).toBe("žluťoučký 🐎\n");
  });

  it("keeps its order among streams and displays", async () => {
    const { messages } = await kernel.execute(
      'console.log("a"); console.error("b"); display.html("<i>c</i>"); console.log("d");',
    );
    const told = messages.flatMap(({ type, content }) =>
      type === "stream" ? [`${content.name} ${content.text}`] : type === "display_data" ? ["display"] : [],
    );
    expect(told).toEqual(["stdout a\n", "stderr b\n", "display", "stdout d\n"]);
  });

  it("is told while the cell still loops", async () => {
    const id = kernel.start(
      "const end = Date.now() + 1_500; console.log('at once'); while (Date.now() < end) {} console.log('x');",
    );
    const before = Date.now();
    await kernel.until(
      () => kernel.told.some((m) => m.parent === id && m.type === "stream"),
      "output",
      10_000,
    );
    const replied = (): boolean => kernel.told.some((m) => m.parent === id && m.type === "execute_reply");
    expect(replied()).toBe(false);
    await kernel.answer(id);
    expect(Date.now() - before).toBeGreaterThan(500);
  });
});

describe("help while typing", () => {
  const at = async (type: string, code: string, cursor_pos: number = code.length) =>
    (await kernel.request(type, { code, cursor_pos, detail_level: 0 })).reply;

  it("completes along chains, from earlier cells, and inside texts", async () => {
    expect((await at("complete_request", "e.as('FSII').contai")).matches).toEqual(["containing"]);
    expect((await at("complete_request", "e.as('")).matches).toEqual(
      expect.arrayContaining(["FSII", "k-SII"]),
    );
    const { matches, cursor_start, cursor_end } = await at("complete_request", "'🐎'; sx.explai");
    expect([matches[0], cursor_start, cursor_end]).toEqual(["explain", 8, 14]);
    expect((await at("complete_request", "e.top(3).")).matches.length).toBeGreaterThan(15);
  });

  it("tells the type and the documentation of a name, and the parameters inside a call", async () => {
    const name = await at("inspect_request", "e.as", 3);
    expect(name.data["text/plain"]).toContain("Explanation.as(index: sx.IndexName");
    expect(name.data["text/plain"]).toContain("The same explanation read in another index");
    const call = await at("inspect_request", "e.as('FSII').order(1, ");
    expect(call.data["text/plain"]).toContain("order(...orders: number[])");
    expect(call.data["text/plain"]).toContain("→ ...orders: number[]");
    expect((await at("inspect_request", "   ")).found).toBe(false);
  });

  it("knows whether a cell is complete", async () => {
    expect(await at("is_complete_request", "const f = (a) => {")).toMatchObject({ status: "incomplete" });
    expect(await at("is_complete_request", "1 + 1")).toMatchObject({ status: "complete" });
  });
});

it("refuses to read what a person would type, in clear words", async () => {
  const code =
    'import { createInterface } from "node:readline/promises";\nawait createInterface({ input: process.stdin }).question("Name? ");';
  const { error } = await kernel.execute(code, { allow_stdin: true });
  expect(error.evalue).toContain("A notebook cell has no standard input");
  expect((await kernel.execute("process.stdin.isTTY === true")).stdout).toBe("false\n");
});

import { describe, expect, it } from "vitest";
import { runCells } from "../support/kernel.js";

describe("the project's kernel", () => {
  it("runs TypeScript cells that share their variables", async () => {
    const [first, second] = await runCells(["const twice = (x: number) => 2 * x; twice(21)", "twice(4)"]);
    expect(first).toMatchObject({ status: "ok", stdout: "42\n", stderr: "" });
    expect(second.stdout).toBe("8\n");
  });

  it("stops at the first cell that fails; its message is on stderr", async () => {
    const results = await runCells(["1", 'throw new Error("no such review")', "3"]);
    expect(results.map((cell) => cell.status)).toEqual(["ok", "error"]);
    expect(results[1].stderr).toContain("no such review");
  });

  it("refuses a cell with a type error", async () => {
    const [cell] = await runCells(['const n: number = "three";']);
    expect(cell.status).toBe("error");
    expect(cell.stderr).toContain("not assignable to type 'number'");
  });

  it("stops a cell that takes too long", async () => {
    const [cell] = await runCells(["await new Promise((done) => setTimeout(done, 60_000))"], { timeout: 3 });
    expect(cell.status).toBe("timeout");
  });
});

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, vi } from "vitest";
import { gemma } from "../../src/games/gemma.js";

vi.mock("node-llama-cpp", () => {
  throw new Error("Cannot find package");
});

it("without node-llama-cpp the error has the command that installs it", async () => {
  const folder = mkdtempSync(join(tmpdir(), "spexlab-llama-"));
  try {
    const path = join(folder, "m.gguf");
    writeFileSync(path, "abc");
    const model = {
      name: "abc",
      sha256: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    };
    const asking = gemma({ path, model }).ask(["x"], { signal: new AbortController().signal });
    await expect(asking).rejects.toMatchObject({ code: "MODEL_LIBRARY_MISSING" });
    await expect(asking).rejects.toThrow(/npm install --ignore-scripts node-llama-cpp@/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

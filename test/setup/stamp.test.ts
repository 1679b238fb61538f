import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect, it } from "vitest";
import { digest, isStamped, writeStamp } from "../../src/setup/stamp.mjs";

function project(): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), "spexlab-stamp-"));
  mkdirSync(path.join(folder, "src", "bits"), { recursive: true });
  writeFileSync(path.join(folder, "src", "bits", "masks.ts"), "export {};");
  writeFileSync(path.join(folder, "tsconfig.json"), "{}");
  return folder;
}

it("the digest changes when a file's content or name changes, or a file appears or vanishes, and only then", () => {
  const folder = project();
  const now = () => digest(folder, ["src", "tsconfig.json", "not-there"]);
  const file = path.join(folder, "src", "bits", "masks.ts");
  const moved = path.join(folder, "src", "bits", "mask.ts");
  const first = now();
  expect(now()).toBe(first);
  writeFileSync(file, "export const a = 1;");
  const changed = now();
  renameSync(file, moved);
  const renamed = now();
  writeFileSync(path.join(folder, "src", "new.ts"), "");
  const grown = now();
  expect(new Set([first, changed, renamed, grown]).size).toBe(4);
  rmSync(path.join(folder, "src", "new.ts"));
  expect(now()).toBe(renamed);
});

it("a stamp holds for its digest only", () => {
  const file = path.join(project(), "stamps", "build");
  expect(isStamped(file, "abc")).toBe(false);
  writeStamp(file, "abc");
  expect(isStamped(file, "abc")).toBe(true);
  expect(isStamped(file, "abd")).toBe(false);
});

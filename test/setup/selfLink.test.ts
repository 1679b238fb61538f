import { mkdirSync, mkdtempSync, realpathSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect, it } from "vitest";
import { linkSelf } from "../../src/setup/selfLink.mjs";

it("links the package to the project, again and again, also over something else", () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), "spexlab-link-"));
  const link = path.join(folder, "node_modules", "spexlab");
  mkdirSync(link, { recursive: true });
  writeFileSync(path.join(link, "package.json"), "{}");
  for (let i = 0; i < 2; i++) {
    linkSelf(folder);
    expect(realpathSync(link)).toBe(realpathSync(folder));
  }
});

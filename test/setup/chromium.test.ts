import { chmodSync, mkdtempSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect, it } from "vitest";
import { findChromium } from "../../src/setup/chromium.mjs";

const folder = mkdtempSync(path.join(os.tmpdir(), "spexlab-path-"));
const chrome = path.join(folder, "google-chrome");
writeFileSync(chrome, "#!/bin/sh\n");

it("takes a program on the PATH, not a mere file", () => {
  const env = { PATH: `/no/such/folder${path.delimiter}${folder}` };
  chmodSync(chrome, 0o644);
  expect(findChromium(env)).not.toBe(chrome);
  chmodSync(chrome, 0o755);
  expect(findChromium(env)).toBe(chrome);
});

it("takes SPEXLAB_CHROMIUM alone", () => {
  expect(findChromium({ SPEXLAB_CHROMIUM: chrome })).toBe(chrome);
  expect(() => findChromium({ PATH: folder, SPEXLAB_CHROMIUM: "/no/chrome" })).toThrow(
    /SPEXLAB_CHROMIUM=\/no\/chrome is not a program/,
  );
});

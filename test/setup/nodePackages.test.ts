import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect, it } from "vitest";
import { staleReason } from "../../src/setup/nodePackages.mjs";

interface Locked {
  version: string;
  optional?: boolean;
}

function project(
  wanted: Record<string, Locked>,
  installed?: Record<string, Locked>,
  dependencies = { plot: "1.0.0" },
) {
  const folder = mkdtempSync(path.join(os.tmpdir(), "spexlab-packages-"));
  const write = (name: string, value: unknown) =>
    writeFileSync(path.join(folder, name), JSON.stringify(value));
  write("package.json", { dependencies });
  write("package-lock.json", { packages: { "": { dependencies: { plot: "1.0.0" } }, ...wanted } });
  mkdirSync(path.join(folder, "node_modules"));
  if (installed) write("node_modules/.package-lock.json", { packages: installed });
  return folder;
}

const plot = { "node_modules/plot": { version: "1.0.0" } };

it("nothing is to do when all that is locked is installed, but for other platforms' optional packages", () => {
  const locked = { ...plot, "node_modules/mac-only": { version: "2.0.0", optional: true } };
  expect(staleReason(project(locked, plot))).toBe("");
});

it("an empty folder, another version and a missing package are told apart", () => {
  expect(staleReason(project(plot))).toBe("nothing is installed yet");
  expect(staleReason(project(plot, { "node_modules/plot": { version: "0.9.0" } }))).toBe(
    "plot 1.0.0 is missing",
  );
  expect(staleReason(project({ ...plot, "node_modules/d3": { version: "7.0.0" } }, plot))).toBe(
    "d3 7.0.0 is missing",
  );
});

it("a lock that does not belong to package.json is refused", () => {
  const changed = project(plot, plot, { plot: "1.1.0" });
  expect(() => staleReason(changed)).toThrow(
    /package\.json names other dependencies than package-lock\.json.*npm install/,
  );
});

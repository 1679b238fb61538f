import { mkdtempSync, readFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { command, tail } from "../../src/setup/command.mjs";

const logFolder = mkdtempSync(path.join(os.tmpdir(), "spexlab-logs-"));
const node = (code: string) =>
  command("probe", process.execPath, ["-e", code], { what: "do the thing", logFolder });

describe("a command of the set-up", () => {
  it("resolves with its output and keeps a log", async () => {
    expect(await node("console.log('done')")).toBe("done\n");
    expect(readFileSync(path.join(logFolder, "probe.log"), "utf8")).toBe("done\n");
  });

  it("that fails names the step and shows the end of the output", async () => {
    const failing = node("for (let i = 0; i < 50; i++) console.error('line ' + i); process.exit(3)");
    await expect(failing).rejects.toThrow(/Could not do the thing: .* exit code 3.*line 49.*probe\.log/s);
    await expect(failing).rejects.not.toThrow(/line 30\b/);
  });

  it.each(["npm error code ENOTFOUND", "Max retries exceeded with url"])(
    "says so when the registry cannot be reached: %s",
    async (said) => {
      await expect(node(`console.error(${JSON.stringify(said)}); process.exit(1)`)).rejects.toThrow(
        /the package registry could not be reached. Check the network connection/,
      );
    },
  );

  it("says so when the registry lacks a package", async () => {
    await expect(
      node("console.error('No matching distribution found for x'); process.exit(1)"),
    ).rejects.toThrow(/the package registry does not answer, or does not offer a pinned package/);
  });

  it("that is not there is named", async () => {
    const missing = command("probe", "/no/such/program", [], { what: "do the thing", logFolder });
    await expect(missing).rejects.toThrow(/Could not do the thing: \/no\/such\/program does not start/);
  });

  it("shows no registry's address", () => {
    const said =
      "GET https://user:secret@registry.example/simple\nhost='registry.example'\ngetaddrinfo ENOTFOUND registry.example";
    expect(tail(said)).not.toContain("registry.example");
  });
});

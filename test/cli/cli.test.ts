import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, expect, it, vi } from "vitest";
import { doctor, report } from "../../src/cli/doctor.js";
import { userJupyter } from "../../src/cli/kernelSpec.js";
import { jupyterVariables, kernelSpec } from "../../src/setup/jupyter.mjs";
import { pythonHome, root } from "../../src/setup/paths.mjs";
import { ProtocolKernel } from "../support/protocol.js";

const scratch = mkdtempSync(path.join(os.tmpdir(), "spexlab-cli-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const main = path.join(root, "dist", "src", "cli", "main.js");
function spexlab(args: string[], env: NodeJS.ProcessEnv = process.env) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], {
    env,
    encoding: "utf8",
    timeout: 20_000,
  });
  return { status, stdout, stderr };
}

it("install registers a kernel that runs, for a Python environment and for the user", async () => {
  const prefix = path.join(scratch, "environment");
  expect(spexlab(["install", "--prefix", prefix])).toMatchObject({ status: 0, stderr: "" });
  const spec = JSON.parse(
    readFileSync(path.join(prefix, "share/jupyter/kernels/spexlab/kernel.json"), "utf8"),
  );
  expect(spec).toEqual(kernelSpec());
  const kernel = await ProtocolKernel.start(spec);
  expect((await kernel.execute("21 * 2")).stdout).toBe("42\n");
  await kernel.stop();

  const data = path.join(scratch, "data");
  expect(spexlab(["install"], { ...process.env, JUPYTER_DATA_DIR: data }).status).toBe(0);
  expect(existsSync(path.join(data, "kernels/spexlab/kernel.json"))).toBe(true);
  expect(userJupyter({ XDG_DATA_HOME: "/x" }, "linux")).toBe(path.join("/x", "jupyter"));
}, 90_000);

it("says what it was not told rightly", () => {
  for (const args of [
    ["install", "--prefix"],
    ["install", "--everywhere"],
    ["install", "--user", "x"],
  ]) {
    expect(spexlab(args)).toMatchObject({ status: 1, stderr: expect.stringContaining("BAD_ARGUMENTS") });
  }
  expect(spexlab(["instal"])).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('no command "instal"'),
  });
  expect(spexlab(["kernel"]).stderr).toContain("connection file");
  expect(spexlab(["kernel", "/nowhere.json"]).stderr).toContain("BAD_CONNECTION");
});

it("doctor finds everything in the project's own environment", () => {
  const bin = path.join(pythonHome, process.platform === "win32" ? "Scripts" : "bin");
  const env = { ...jupyterVariables(), PATH: `${bin}${path.delimiter}${process.env.PATH}` };
  const { status, stdout } = spexlab(["doctor"], env);
  expect(stdout).toContain("Notebooks can run.");
  expect(stdout).not.toContain("MISSING");
  expect(stdout).toMatch(/ok\s+kernel\s+.*kernel\.json/);
  expect(stdout).toMatch(/ok\s+anywidget/);
  expect(status).toBe(0);
}, 30_000);

it("doctor finds the project's own Jupyter without any help", () => {
  const { status, stdout } = spexlab(["doctor"]);
  expect(stdout).toMatch(/ok\s+Jupyter\s+the project's own/);
  expect(status).toBe(0);
}, 30_000);

it("doctor says what is missing and what to type", () => {
  vi.stubEnv("PATH", scratch);
  vi.stubEnv("JUPYTER_DATA_DIR", path.join(scratch, "nothing"));
  vi.stubEnv("HOME", scratch);
  const findings = report(doctor(null));
  vi.unstubAllEnvs();
  expect(findings).toMatch(/MISSING\s+Jupyter/);
  expect(findings).toContain("type: npx spexlab install");
  expect(report([{ what: "a", state: "missing", found: "no", remedy: "do" }])).toContain("type: do");
});

import { existsSync, mkdtempSync, readFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect, it } from "vitest";
import { jupyterVariables, kernelSpec, registerKernel, stockKernelSpec } from "../../src/setup/jupyter.mjs";
import { home } from "../../src/setup/paths.mjs";
import { labArguments } from "../../src/setup/startLab.mjs";
import { python } from "../support/kernel.js";

it("the kernels are started by this Node, from the project's own files", () => {
  const [node, option, main, ...rest] = kernelSpec().argv;
  expect([node, option, ...rest]).toEqual([
    process.execPath,
    "--no-force-async-hooks-checks",
    "kernel",
    "{connection_file}",
  ]);
  expect(existsSync(main)).toBe(true);
  expect(kernelSpec().display_name).toBe("TypeScript (spexlab)");
  expect(existsSync(stockKernelSpec().argv[1])).toBe(true);
  expect(stockKernelSpec().display_name).toBe("TypeScript (tslab)");
});

it("is written where Jupyter looks for it", () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), "spexlab-jupyter-"));
  registerKernel(folder);
  expect(JSON.parse(readFileSync(path.join(folder, "kernels/spexlab/kernel.json"), "utf8"))).toEqual(
    kernelSpec(),
  );
});

it("Jupyter keeps to the project: each of its folders, whatever the user's shell says", () => {
  const variables = jupyterVariables({
    PATH: "/bin",
    JUPYTER_CONFIG_PATH: "/elsewhere",
    PYTHONPATH: "/elsewhere",
  });
  expect(Object.values(variables)).not.toContain("/elsewhere");
  const folders = [
    "JUPYTER_DATA_DIR",
    "JUPYTER_CONFIG_DIR",
    "JUPYTER_RUNTIME_DIR",
    "JUPYTER_PATH",
    "IPYTHONDIR",
  ];
  for (const name of folders) expect(variables[name]).toSatisfy((folder: string) => folder.startsWith(home));
});

it("Jupyter itself finds our two kernels and no other", async () => {
  const listed = JSON.parse(await python(["-m", "jupyter", "kernelspec", "list", "--json"]));
  expect(Object.keys(listed.kernelspecs).sort()).toEqual(["spexlab", "tslab"]);
});

it("JupyterLab listens to this machine only", () => {
  expect(labArguments({ folder: "/n", port: 9999 })).toEqual(
    expect.arrayContaining(["--ServerApp.ip=127.0.0.1", "--ServerApp.port=9999", "--ServerApp.root_dir=/n"]),
  );
});

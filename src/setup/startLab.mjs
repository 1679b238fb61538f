import { spawn } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import path from "node:path";
import { jupyterVariables } from "./jupyter.mjs";
import { readOptions } from "./options.mjs";
import { notebooks, pythonExe, root } from "./paths.mjs";
import { prepare } from "./prepare.mjs";
import { main } from "./progress.mjs";

const FIRST = "01-sentiment.ipynb";

/**
 * npm start: sets up what is missing, then runs JupyterLab on the notebooks until it is stopped.
 * @param {string[]} args
 */
export function startLab(args) {
  return main(async () => {
    const options = readOptions(args);
    await prepare(options);
    if (options.prepareOnly) return 0;
    console.log("\nStarting JupyterLab; Ctrl-C, then y, stops it.\n");
    return runLab(options);
  });
}

/**
 * @param {import("./options.mjs").Options} options
 * @returns {Promise<number>}
 */
function runLab({ browser, port }) {
  mkdirSync(notebooks, { recursive: true });
  const args = labArguments({ folder: notebooks, port });
  const first = existsSync(path.join(notebooks, FIRST)) ? `/${FIRST}` : "";
  args.push(`--LabApp.default_url=/lab/tree${first}`);
  if (!browser) args.push("--no-browser");
  const lab = spawn(pythonExe, args, { cwd: root, env: jupyterVariables(), stdio: "inherit" });
  // The terminal sends Ctrl-C to JupyterLab as well, which asks back; we only wait for its end.
  process.on("SIGINT", () => {});
  process.on("SIGTERM", () => lab.kill("SIGTERM"));
  return new Promise((resolve, reject) => {
    lab.on("error", reject);
    lab.on("close", (code) => resolve(code ?? 1));
  });
}

/**
 * The arguments after `python` that start JupyterLab on a folder, reachable from this machine only, with its usual token.
 * @param {{ folder: string, port?: number }} options
 * @returns {string[]}
 */
export function labArguments({ folder, port }) {
  const args = ["-m", "jupyterlab", `--ServerApp.root_dir=${folder}`, "--ServerApp.ip=127.0.0.1"];
  if (port !== undefined) args.push(`--ServerApp.port=${port}`, "--ServerApp.port_retries=0");
  if (process.getuid?.() === 0) args.push("--allow-root");
  return args;
}

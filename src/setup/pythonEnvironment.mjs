import { spawnSync } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { command } from "./command.mjs";
import { findPython } from "./findPython.mjs";
import { pythonExe, pythonHome } from "./paths.mjs";
import { announce } from "./progress.mjs";
import { digest, isStamped, writeStamp } from "./stamp.mjs";

const here = import.meta.dirname;
const requirements = path.join(here, "requirements.txt");

/**
 * The environment of every Python process of ours: what the user's shell says about other Pythons is left out, and pip
 * asks nothing.
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {NodeJS.ProcessEnv}
 */
export function pythonVariables(env = process.env) {
  const { PYTHONHOME, PYTHONPATH, PIP_TARGET, PIP_PREFIX, ...rest } = env;
  return {
    ...rest,
    PYTHONNOUSERSITE: "1",
    PIP_USER: "0",
    PIP_NO_INPUT: "1",
    PIP_DISABLE_PIP_VERSION_CHECK: "1",
  };
}

/**
 * Makes the virtual environment with JupyterLab when it is missing, broken or older than requirements.txt.
 * @param {(text: string) => void} note
 */
export async function makePythonEnvironment(note) {
  const stamp = path.join(pythonHome, "spexlab-stamp");
  const wanted = digest(here, ["requirements.txt"]);
  if (isStamped(stamp, wanted) && spawnSync(pythonExe, ["-c", ""]).status === 0) return note("up to date");
  const python = findPython();
  announce(`making the Python environment with JupyterLab (Python ${python.version})`);
  rmSync(pythonHome, { recursive: true, force: true });
  const [program, ...args] = python.program;
  const env = pythonVariables();
  await command("venv", program, [...args, "-m", "venv", pythonHome], {
    what: "make the Python environment",
    env,
  });
  // JupyterLab starts a CommonJS script with Node: our package.json above it must not make it a module.
  writeFileSync(path.join(pythonHome, "package.json"), '{ "type": "commonjs" }\n');
  await command("pip", pythonExe, ["-m", "pip", "install", "--requirement", requirements], {
    what: "install JupyterLab into the Python environment",
    env,
  });
  writeStamp(stamp, wanted);
  note(`Python ${python.version} with JupyterLab`);
}

import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import path from "node:path";
import { command } from "../setup/command.mjs";
import { findPython } from "../setup/findPython.mjs";
import { home } from "../setup/paths.mjs";
import { announce } from "../setup/progress.mjs";
import { pythonVariables } from "../setup/pythonEnvironment.mjs";
import { digest, isStamped, writeStamp } from "../setup/stamp.mjs";

/** shapiq wants 3.12, and its pinned companions have wheels up to 3.13. */
export const BENCH = {
  variable: "SPEXLAB_BENCH_PYTHON",
  versions: ["3.13", "3.12"],
  newest: "3.13",
  purpose: "the reference implementations of the benchmark",
  command: "npm run bench",
};

const peers = path.join(import.meta.dirname, "peers");
const folder = path.join(home, "bench-python");
const executable =
  process.platform === "win32"
    ? path.join(folder, "Scripts", "python.exe")
    : path.join(folder, "bin", "python");

/**
 * Makes the virtual environment of the reference implementations when it is missing, broken or older than requirements.txt.
 * Nothing is installed that requirements.txt does not name, so nothing with CUDA comes along.
 * @param {(text: string) => void} note
 * @returns {Promise<string>} its Python
 */
export async function makeReferenceEnvironment(note) {
  const stamp = path.join(folder, "spexlab-stamp");
  const wanted = digest(peers, ["requirements.txt"]);
  if (isStamped(stamp, wanted) && spawnSync(executable, ["-c", ""]).status === 0) {
    note("up to date");
    return executable;
  }
  const python = findPython({ need: BENCH });
  announce(`making the Python environment of the references (Python ${python.version}, about 750 MB)`);
  rmSync(folder, { recursive: true, force: true });
  const [program, ...args] = python.program;
  const env = pythonVariables();
  await command("bench-venv", program, [...args, "-m", "venv", folder], {
    what: "make the Python environment of the references",
    env,
  });
  await command(
    "bench-pip",
    executable,
    [
      ...["-m", "pip", "install", "--no-deps", "--only-binary", ":all:"],
      ...["--requirement", path.join(peers, "requirements.txt")],
    ],
    { what: "install the reference implementations", env },
  );
  writeStamp(stamp, wanted);
  note(`Python ${python.version} with spectralexplain, shapiq, LightGBM and XGBoost`);
  return executable;
}

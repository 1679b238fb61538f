import path from "node:path";
import { fileURLToPath } from "node:url";

/** The project's root folder. */
export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..", "..");

/** Everything that the set-up makes lies here, inside the project; deleting the folder undoes it. */
export const home = path.join(root, ".spexlab");

export const pythonHome = path.join(home, "python");
export const pythonExe =
  process.platform === "win32"
    ? path.join(pythonHome, "Scripts", "python.exe")
    : path.join(pythonHome, "bin", "python");

/** Jupyter's data folder: kernels, the notebook trust database and, in folders of their own, configuration and runtime files. */
export const jupyterHome = path.join(home, "jupyter");
export const models = path.join(home, "models");
export const logs = path.join(home, "logs");
export const stamps = path.join(home, "stamps");
export const notebooks = path.join(root, "notebooks");

import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** Jupyter's name of our kernel. */
export const kernelName = "spexlab";

/** How a Jupyter starts the kernel of this installation with this Node. */
export function kernelSpec(): {
  readonly argv: readonly string[];
  readonly display_name: string;
  readonly language: string;
  readonly interrupt_mode: string;
} {
  const main = fileURLToPath(new URL("./main.js", import.meta.url));
  return {
    // The option lets an interrupt end a loop that never returns.
    argv: [process.execPath, "--no-force-async-hooks-checks", main, "kernel", "{connection_file}"],
    display_name: "TypeScript (spexlab)",
    language: "typescript",
    interrupt_mode: "message",
  };
}

/** The folder where a user's own Jupyter looks for kernels and the like. */
export function userJupyter(
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): string {
  if (env.JUPYTER_DATA_DIR) return env.JUPYTER_DATA_DIR;
  const home = os.homedir();
  if (platform === "darwin") return path.join(home, "Library", "Jupyter");
  if (platform === "win32") return path.join(env.APPDATA ?? path.join(home, "AppData", "Roaming"), "jupyter");
  return path.join(env.XDG_DATA_HOME ?? path.join(home, ".local", "share"), "jupyter");
}

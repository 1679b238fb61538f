import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { SpexlabError, shown } from "../errors.js";
import { kernelName, kernelSpec, userJupyter } from "./kernelSpec.js";

/**
 * `spexlab install [--user | --prefix DIR]`: registers the kernel with a user's own Jupyter, for the user (as when nothing is
 * said) or in a Python environment. Returns what to tell. Throws `BAD_ARGUMENTS`.
 */
export function install(args: readonly string[]): string {
  const folder = path.join(dataFolder(args), "kernels", kernelName);
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, "kernel.json"), `${JSON.stringify(kernelSpec(), null, 2)}\n`);
  return [
    `Registered "${kernelSpec().display_name}" in ${folder}.`,
    "It starts with this Node and this installation of spexlab: after moving either, run it again.",
    "For live outputs your Jupyter needs two extensions: pip install anywidget jupyterlab_widgets",
  ].join("\n");
}

function dataFolder(args: readonly string[]): string {
  const [option, folder, ...rest] = args;
  if (option === undefined || (option === "--user" && folder === undefined)) return userJupyter();
  const prefix = option === "--prefix" ? folder : option.match(/^--prefix=(.+)$/)?.[1];
  const used = option === "--prefix" ? rest.length : args.length - 1;
  if (prefix === undefined || used > 0) {
    throw new SpexlabError(
      "BAD_ARGUMENTS",
      `Expected --user or --prefix DIR (a Python environment's folder), got ${shown(args.join(" "))}.`,
    );
  }
  return path.join(path.resolve(prefix), "share", "jupyter");
}

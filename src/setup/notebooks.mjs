// npm run notebooks [-- FILE.ipynb …]: runs the notebooks (all, also those in folders, when none is named) in the project's kernel and keeps their outputs;
// then README.md gets its picture and results anew, as by npm run readme.
import { spawn } from "node:child_process";
import path from "node:path";
import { ensureChromium } from "./chromium.mjs";
import { SetupFailure } from "./failure.mjs";
import { jupyterVariables } from "./jupyter.mjs";
import { notebookFiles } from "./notebookFiles.mjs";
import { pythonExe } from "./paths.mjs";
import { prepare } from "./prepare.mjs";
import { announce, main, step } from "./progress.mjs";
import { refreshReadme } from "./readmeParts.mjs";

const script = path.join(import.meta.dirname, "executeNotebook.py");

main(async () => {
  // Live cells ask the model, so it is fetched.
  await prepare({ model: true });
  const named = process.argv.slice(2).map((file) => path.resolve(file));
  for (const file of named.length > 0 ? named : notebookFiles()) {
    announce(`running ${path.basename(file)}`);
    await execute(file);
  }
  const chromium = await step("chromium", ensureChromium);
  await step("readme", (note) => refreshReadme(note, chromium));
  return 0;
});

/**
 * @param {string} file
 * @returns {Promise<void>}
 */
function execute(file) {
  const child = spawn(pythonExe, [script, file], { env: jupyterVariables(), stdio: "inherit" });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) =>
      code === 0
        ? resolve()
        : reject(new SetupFailure(`${path.basename(file)} did not run to its end; it is as it was.`)),
    );
  });
}

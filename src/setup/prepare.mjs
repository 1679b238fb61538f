import { build } from "./build.mjs";
import { fetchModel } from "./fetchModel.mjs";
import { registerKernel } from "./jupyter.mjs";
import { installNodePackages } from "./nodePackages.mjs";
import { root } from "./paths.mjs";
import { step } from "./progress.mjs";
import { makePythonEnvironment } from "./pythonEnvironment.mjs";
import { linkSelf } from "./selfLink.mjs";

/**
 * Makes all that a notebook needs; what is there already is left alone.
 * @param {{ model: boolean }} options
 */
export async function prepare({ model }) {
  await step("node packages", installNodePackages);
  await step("spexlab", async (note) => {
    linkSelf(root);
    await build(note);
  });
  await step("python", makePythonEnvironment);
  await step("kernel", (note) => {
    registerKernel();
    note("registered in .spexlab/jupyter");
  });
  await step("model", (note) => fetchModel(note, { wanted: model }));
}

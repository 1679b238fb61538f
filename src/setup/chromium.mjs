import { spawnSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import path from "node:path";
import { command } from "./command.mjs";
import { SetupFailure } from "./failure.mjs";
import { announce } from "./progress.mjs";

const NAMES = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome"];
const APPLICATIONS = [
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
  "C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe",
];

/**
 * The path of a Chromium or Chrome; SPEXLAB_CHROMIUM, when set, is the only candidate. Undefined when there is none.
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {string | undefined}
 */
export function findChromium(env = process.env) {
  const chosen = env.SPEXLAB_CHROMIUM;
  if (chosen) {
    if (runnable(chosen)) return chosen;
    throw new SetupFailure(
      `SPEXLAB_CHROMIUM=${chosen} is not a program. Set it to a Chromium or Chrome, or unset it.`,
    );
  }
  const folders = (env.PATH ?? "").split(path.delimiter).filter(Boolean);
  return [...folders.flatMap((folder) => NAMES.map((name) => path.join(folder, name))), ...APPLICATIONS].find(
    runnable,
  );
}

/**
 * Finds the browser of the tests; where the system's packages may be installed (root, apt-get), installs it.
 * @param {(text: string) => void} note
 * @returns {Promise<string>}
 */
export async function ensureChromium(note) {
  const found = findChromium();
  if (found) {
    note(found);
    return found;
  }
  const apt = spawnSync("apt-get", ["--version"]).status === 0;
  if (!apt || process.getuid?.() !== 0) {
    throw new SetupFailure(
      "The tests need Chromium or Chrome, and none was found. " +
        `Install one${apt ? " (sudo apt-get install chromium)" : ""}, or name it: SPEXLAB_CHROMIUM=/path/to/chrome npm test`,
    );
  }
  announce("installing Chromium with apt-get");
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const what = "install Chromium";
  await command("apt-update", "apt-get", ["update"], { env, what });
  await command("apt-install", "apt-get", ["install", "--yes", "--no-install-recommends", "chromium"], {
    env,
    what,
  });
  const installed = findChromium();
  if (!installed)
    throw new SetupFailure("apt-get installed the package chromium, but no program chromium is on the PATH.");
  note(`installed ${installed}`);
  return installed;
}

/** @param {string} file */
function runnable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

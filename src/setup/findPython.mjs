import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { SetupFailure } from "./failure.mjs";

const OLDEST = [3, 11];
const PROBE = `
import sys
missing = []
for name in ("venv", "ensurepip"):
    try: __import__(name)
    except ImportError: missing.append(name)
print("%d.%d.%d" % sys.version_info[:3], sys.executable, ",".join(missing), sep="|")`;

/**
 * @typedef {{ program: string[], version: string, executable: string, missing: string }} Found a Python that answered
 * @typedef {(program: string[]) => Found | undefined} Probe
 */

/**
 * Finds a Python that can make our environment. The variable SPEXLAB_PYTHON, when set, is the only candidate.
 * Names alone prove nothing (a pyenv shim exists for versions that are switched off), so each candidate is run.
 * @param {{ env?: NodeJS.ProcessEnv, platform?: string, probe?: Probe }} [options]
 * @returns {Found}
 */
export function findPython({ env = process.env, platform = process.platform, probe = runProbe } = {}) {
  const chosen = env.SPEXLAB_PYTHON;
  const rejected = [];
  for (const program of chosen ? [[chosen]] : candidates(env, platform)) {
    const found = probe(program);
    if (!found) continue;
    if (tooOld(found.version)) rejected.push(`${found.executable} is Python ${found.version}`);
    else if (found.missing)
      rejected.push(`${found.executable} (Python ${found.version}) has no ${found.missing}`);
    else return found;
  }
  const seen = rejected.length ? `Found: ${[...new Set(rejected)].join("; ")}.` : "Found none.";
  const advice = rejected.some((text) => text.includes(" has no "))
    ? "On Debian and Ubuntu, `apt install python3-venv` adds what is missing."
    : "Install a current Python (with your package manager, pyenv or the installer of python.org).";
  throw new SetupFailure(
    chosen
      ? `SPEXLAB_PYTHON=${chosen} is not a Python ${OLDEST.join(".")} or newer with venv. ${seen} Set it to one that is, or unset it to let spexlab search.`
      : `spexlab needs Python ${OLDEST.join(".")} or newer for JupyterLab. ${seen}\n${advice} Or name one: SPEXLAB_PYTHON=/path/to/python3 npm start`,
  );
}

/**
 * @param {NodeJS.ProcessEnv} env
 * @param {string} platform
 * @returns {string[][]}
 */
function candidates(env, platform) {
  const names = ["3.13", "3.12", "3.11"].map((version) => [`python${version}`]);
  const launchers = platform === "win32" ? ["3.13", "3.12", "3.11", "3"].map((v) => ["py", `-${v}`]) : [];
  return [...launchers, ...names, ["python3"], ["python"], ...pyenvVersions(env, platform)];
}

/**
 * @param {NodeJS.ProcessEnv} env
 * @param {string} platform
 * @returns {string[][]}
 */
function pyenvVersions(env, platform) {
  const folder = path.join(env.PYENV_ROOT ?? path.join(env.HOME ?? os.homedir(), ".pyenv"), "versions");
  try {
    const inside = platform === "win32" ? ["python.exe"] : ["bin", "python3"];
    return readdirSync(folder)
      .sort((a, b) => b.localeCompare(a, "en", { numeric: true }))
      .map((version) => [path.join(folder, version, ...inside)]);
  } catch {
    return [];
  }
}

/** @param {string} version */
function tooOld(version) {
  const [major, minor] = version.split(".").map(Number);
  return major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1]);
}

/**
 * @param {string[]} program
 * @returns {Found | undefined}
 */
function runProbe(program) {
  const answer = spawnSync(program[0], [...program.slice(1), "-c", PROBE], {
    encoding: "utf8",
    timeout: 20_000,
  });
  const [version, executable, missing] = (answer.stdout ?? "").trim().split("|");
  return answer.status === 0 && missing !== undefined ? { program, version, executable, missing } : undefined;
}

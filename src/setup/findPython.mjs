import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { SetupFailure } from "./failure.mjs";

/**
 * @typedef {object} Need what a Python is wanted for, and which ones will do
 * @property {string} variable environment variable that names the one to take
 * @property {string[]} versions minor versions to ask for by name, best first; the last is the oldest that will do
 * @property {string} [newest] newest that will do
 * @property {string} purpose
 * @property {string} command
 */

/** @type {Need} */
const JUPYTER = {
  variable: "SPEXLAB_PYTHON",
  versions: ["3.13", "3.12", "3.11"],
  purpose: "JupyterLab",
  command: "npm start",
};

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
 * Finds a Python that can make an environment of ours. The variable of the need, when set, is the only candidate.
 * Names alone prove nothing (a pyenv shim exists for versions that are switched off), so each candidate is run.
 * @param {{ env?: NodeJS.ProcessEnv, platform?: string, probe?: Probe, need?: Need }} [options]
 * @returns {Found}
 */
export function findPython({
  env = process.env,
  platform = process.platform,
  probe = runProbe,
  need = JUPYTER,
} = {}) {
  const { variable, versions, newest, purpose } = need;
  const oldest = versions[versions.length - 1];
  const wanted = newest === undefined ? `${oldest} or newer` : `${oldest} to ${newest}`;
  const chosen = env[variable];
  const rejected = [];
  for (const program of chosen ? [[chosen]] : candidates(env, platform, versions)) {
    const found = probe(program);
    if (!found) continue;
    if (compare(found.version, oldest) < 0 || (newest && compare(found.version, newest) > 0))
      rejected.push(`${found.executable} is Python ${found.version}`);
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
      ? `${variable}=${chosen} is not a Python ${wanted} with venv. ${seen} Set it to one that is, or unset it to let spexlab search.`
      : `spexlab needs Python ${wanted} for ${purpose}. ${seen}\n${advice} Or name one: ${variable}=/path/to/python3 ${need.command}`,
  );
}

/**
 * @param {NodeJS.ProcessEnv} env
 * @param {string} platform
 * @param {string[]} versions
 * @returns {string[][]}
 */
function candidates(env, platform, versions) {
  const names = versions.map((version) => [`python${version}`]);
  const launchers = platform === "win32" ? [...versions, "3"].map((v) => ["py", `-${v}`]) : [];
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

/**
 * Difference of two versions by major and minor number: below 0 when `version` is the older.
 * @param {string} version
 * @param {string} other
 */
function compare(version, other) {
  const [major, minor] = version.split(".").map(Number);
  const [otherMajor, otherMinor] = other.split(".").map(Number);
  return major - otherMajor || minor - otherMinor;
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

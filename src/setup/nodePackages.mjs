import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { command } from "./command.mjs";
import { SetupFailure } from "./failure.mjs";
import { root } from "./paths.mjs";
import { announce } from "./progress.mjs";

/**
 * Why packages have to be installed; an empty string when what is installed is what package-lock.json names.
 * npm keeps its own record of what it installed (node_modules/.package-lock.json), so no stamp of ours is needed and an
 * `npm install` done by hand counts.
 * @param {string} folder
 * @returns {string}
 */
export function staleReason(folder) {
  const lock = readJson(path.join(folder, "package-lock.json"));
  const installed = readJson(path.join(folder, "node_modules", ".package-lock.json"));
  if (!lock)
    throw new SetupFailure("package-lock.json is missing: restore it (git checkout package-lock.json).");
  checkLock(readJson(path.join(folder, "package.json")), lock);
  if (!installed) return "nothing is installed yet";
  for (const [name, wanted] of Object.entries(lock.packages)) {
    if (name === "" || wanted.link) continue;
    const found = installed.packages[name];
    if (!found && wanted.optional) continue;
    if (!found || found.version !== wanted.version) {
      return `${name.replace(/^.*node_modules\//, "")} ${wanted.version} is missing`;
    }
  }
  return "";
}

/**
 * Refuses a lock that does not belong to package.json.
 * @param {Record<string, Record<string, string> | undefined>} manifest
 * @param {{ packages: Record<string, Record<string, Record<string, string>>> }} lock
 */
function checkLock(manifest, lock) {
  for (const group of ["dependencies", "devDependencies", "peerDependencies"]) {
    if (JSON.stringify(sorted(manifest[group])) === JSON.stringify(sorted(lock.packages[""][group])))
      continue;
    throw new SetupFailure(
      `package.json names other ${group} than package-lock.json. If you changed package.json, run: npm install`,
    );
  }
}

/**
 * Installs what the lock names. Not by `npm ci`: it refuses a lock made where the registry lacked another platform's
 * optional packages, and those are what that platform needs.
 * @param {(text: string) => void} note
 */
export async function installNodePackages(note) {
  const reason = staleReason(root);
  if (!reason) return note("up to date");
  announce(`installing the Node packages (${reason})`);
  const { program, args, shell } = npm();
  await command("npm", program, [...args, "install", "--no-save", "--loglevel=warn"], {
    what: "install the Node packages",
    shell,
  });
  note("installed");
}

/** How npm is started: the one that runs us, else the one beside node, else the one on the PATH. */
function npm() {
  const beside = path.dirname(process.execPath);
  const places = [
    process.env.npm_execpath ?? "",
    path.join(beside, "node_modules", "npm", "bin", "npm-cli.js"),
    path.join(beside, "..", "lib", "node_modules", "npm", "bin", "npm-cli.js"),
  ];
  const script = places.find((place) => path.basename(place) === "npm-cli.js" && existsSync(place));
  return script
    ? { program: process.execPath, args: [script], shell: false }
    : { program: "npm", args: [], shell: process.platform === "win32" };
}

/** @param {string} file */
function readJson(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined;
}

/** @param {Record<string, string>} [packages] */
function sorted(packages = {}) {
  return Object.entries(packages).sort(([a], [b]) => (a < b ? -1 : 1));
}

import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { command } from "./command.mjs";
import { root } from "./paths.mjs";
import { announce } from "./progress.mjs";

/**
 * Why `npm ci` has to run; an empty string when what is installed is what package-lock.json names.
 * npm keeps its own record of what it installed (node_modules/.package-lock.json), so no stamp of ours is needed and an
 * `npm install` done by hand counts.
 * @param {string} folder
 * @returns {string}
 */
export function staleReason(folder) {
  const lock = readJson(path.join(folder, "package-lock.json"));
  const installed = readJson(path.join(folder, "node_modules", ".package-lock.json"));
  if (!lock) return "package-lock.json is missing";
  if (!installed) return "nothing is installed yet";
  const manifest = readJson(path.join(folder, "package.json"));
  for (const group of ["dependencies", "devDependencies", "peerDependencies"]) {
    if (JSON.stringify(sorted(manifest[group])) !== JSON.stringify(sorted(lock.packages[""][group]))) {
      return `package.json names other ${group} than package-lock.json`;
    }
  }
  for (const [name, wanted] of Object.entries(lock.packages)) {
    if (name === "" || wanted.link) continue;
    const found = installed.packages[name];
    if (!found && (wanted.optional || wanted.devOptional || (wanted.peer && wanted.optional))) continue;
    if (!found || found.version !== wanted.version) {
      return `${name.replace(/^.*node_modules\//, "")} ${wanted.version} is missing`;
    }
  }
  return "";
}

/** @param {(text: string) => void} note */
export async function installNodePackages(note) {
  const reason = staleReason(root);
  if (!reason) return note("up to date");
  announce(`installing the Node packages (${reason})`);
  const { program, args, shell } = npm();
  await command("npm", program, [...args, "ci", "--loglevel=warn"], {
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

import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { kernelName, userJupyter } from "./kernelSpec.js";

/** One thing that was looked for. */
export interface Finding {
  readonly what: string;
  /** "optional": it is not there, and most things work without. */
  readonly state: "ok" | "missing" | "optional";
  readonly found: string;
  /** What to type when it is not there. */
  readonly remedy?: string;
}

/** What is installed and what is missing for notebooks; looks only at this machine, changes nothing. `own`: see `ownJupyter`. */
export function doctor(own: OwnJupyter | null = ownJupyter()): Finding[] {
  const folders = jupyterFolders(own);
  return [
    node(),
    pack("tslab", "the kernel is built on it"),
    pack("typescript", "the kernel compiles cells with it"),
    zeromq(),
    jupyter(folders, own),
    kernel(folders ?? [userJupyter()]),
    extension(folders, "anywidget", "anywidget"),
    extension(folders, "@jupyter-widgets/jupyterlab-manager", "jupyterlab_widgets"),
    model(),
  ];
}

/** The findings as a table for people. */
export function report(findings: readonly Finding[]): string {
  const mark = { ok: "ok      ", missing: "MISSING ", optional: "optional" };
  const width = Math.max(...findings.map(({ what }) => what.length));
  const lines = findings.flatMap(({ what, state, found, remedy }) => [
    `${mark[state]}  ${what.padEnd(width)}  ${found}`,
    ...(remedy === undefined ? [] : [`${" ".repeat(width + 12)}type: ${remedy}`]),
  ]);
  const missing = findings.filter(({ state }) => state === "missing").length;
  return [...lines, "", missing === 0 ? "Notebooks can run." : `Missing: ${missing}.`].join("\n");
}

function node(): Finding {
  const [major, minor] = process.versions.node.split(".").map(Number);
  const fits = major > 20 || (major === 20 && minor >= 19);
  return fits
    ? { what: "Node", state: "ok", found: process.version }
    : {
        what: "Node",
        state: "missing",
        found: `${process.version}; 20.19 or newer is needed`,
        remedy: "nvm install 20",
      };
}

function pack(name: string, why: string): Finding {
  try {
    const { version } = createRequire(import.meta.url)(`${name}/package.json`) as { version: string };
    return { what: name, state: "ok", found: version };
  } catch {
    return { what: name, state: "missing", found: `not installed; ${why}`, remedy: "npm install" };
  }
}

function zeromq(): Finding {
  try {
    const require = createRequire(import.meta.url);
    createRequire(require.resolve("tslab/package.json"))("zeromq");
    return { what: "ZeroMQ", state: "ok", found: "loads" };
  } catch (error) {
    const [reason] = String((error as Error).message).split("\n");
    return {
      what: "ZeroMQ",
      state: "missing",
      found: `does not load: ${reason}`,
      remedy: "npm rebuild zeromq",
    };
  }
}

/** What `npm start` made in spexlab's own project: the Python environment's programs and Jupyter's folder. */
interface OwnJupyter {
  readonly programs: string;
  readonly folder: string;
}

/** It, where this file lies in such a project. */
function ownJupyter(): OwnJupyter | null {
  let root = path.dirname(fileURLToPath(import.meta.url));
  while (!existsSync(path.join(root, "package.json")) && path.dirname(root) !== root)
    root = path.dirname(root);
  const programs = path.join(root, ".spexlab", "python", process.platform === "win32" ? "Scripts" : "bin");
  return existsSync(programs) ? { programs, folder: path.join(root, ".spexlab", "jupyter") } : null;
}

/** Where Jupyter (the project's own, else the one on the PATH) looks for kernels and extensions; undefined without one. */
function jupyterFolders(own: OwnJupyter | null): readonly string[] | undefined {
  const { status, stdout } = spawnSync("jupyter", ["--paths", "--json"], {
    encoding: "utf8",
    shell: process.platform === "win32",
    env: own
      ? {
          ...process.env,
          PATH: `${own.programs}${path.delimiter}${process.env.PATH ?? ""}`,
          JUPYTER_PATH: own.folder,
        }
      : process.env,
  });
  if (status !== 0) return undefined;
  try {
    return (JSON.parse(stdout) as { data: string[] }).data;
  } catch {
    return undefined;
  }
}

function jupyter(folders: readonly string[] | undefined, own: OwnJupyter | null): Finding {
  return folders
    ? { what: "Jupyter", state: "ok", found: own ? "the project's own" : "on the PATH" }
    : {
        what: "Jupyter",
        state: "missing",
        found: "not on the PATH (npm start in spexlab's own project brings one along)",
        remedy: "pip install jupyterlab anywidget jupyterlab_widgets",
      };
}

function kernel(folders: readonly string[]): Finding {
  const what = "kernel";
  const file = folders
    .map((folder) => path.join(folder, "kernels", kernelName, "kernel.json"))
    .find((name) => existsSync(name));
  const remedy = "npx spexlab install";
  if (file === undefined) return { what, state: "missing", found: "not registered", remedy };
  const { argv } = JSON.parse(readFileSync(file, "utf8")) as { argv: string[] };
  const gone = [argv[0], argv[2]].find((part) => !existsSync(part));
  return gone === undefined
    ? { what, state: "ok", found: file }
    : { what, state: "missing", found: `registered, but ${gone} is not there any more`, remedy };
}

function extension(folders: readonly string[] | undefined, name: string, wheel: string): Finding {
  const what = `${wheel} (Lab extension)`;
  const there = folders?.some((folder) => existsSync(path.join(folder, "labextensions", name)));
  return there
    ? { what, state: "ok", found: "installed" }
    : {
        what,
        state: "optional",
        found: "not installed: outputs cannot ask the model, the surrogate answers",
        remedy: `pip install ${wheel}`,
      };
}

function model(): Finding {
  const what = "node-llama-cpp";
  // Where this package finds it, as sx.gemma() does, and not the folder in which doctor is asked.
  const folders = createRequire(import.meta.url).resolve.paths(what) ?? [];
  return folders.some((folder) => existsSync(path.join(folder, what, "package.json")))
    ? { what, state: "ok", found: "installed" }
    : {
        what,
        state: "optional",
        found: "not installed: sx.gemma() answers only what was recorded",
        remedy: "npm install node-llama-cpp@3.22.1",
      };
}

import { existsSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import { command } from "./command.mjs";
import { home, root, stamps } from "./paths.mjs";
import { announce } from "./progress.mjs";
import { digest, isStamped, writeStamp } from "./stamp.mjs";

export const compiler = path.join(root, "node_modules", "typescript", "bin", "tsc");

/**
 * Compiles the sources to dist/ when they changed. The old dist/ stays as it is when they do not compile.
 * @param {(text: string) => void} note
 */
export async function build(note) {
  const stamp = path.join(stamps, "build");
  const dist = path.join(root, "dist");
  const sources = digest(root, ["src", "widgets", "tsconfig.json", "node_modules/typescript/package.json"]);
  if (isStamped(stamp, sources) && existsSync(path.join(dist, "src", "index.js"))) return note("up to date");
  announce("compiling the sources");
  const fresh = path.join(home, "dist");
  rmSync(fresh, { recursive: true, force: true });
  await command(
    "tsc",
    process.execPath,
    [compiler, "-p", "tsconfig.json", "--outDir", fresh, "--noEmitOnError"],
    {
      what: "compile the sources",
    },
  );
  rmSync(dist, { recursive: true, force: true });
  renameSync(fresh, dist);
  writeStamp(stamp, sources);
  note("compiled to dist/");
}

import path from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "../setup/build.mjs";
import { SetupFailure } from "../setup/failure.mjs";
import { installNodePackages } from "../setup/nodePackages.mjs";
import { home, logs, root } from "../setup/paths.mjs";
import { announce, main, step } from "../setup/progress.mjs";
import { makeReferenceEnvironment } from "./referenceEnvironment.mjs";

const USAGE = `npm run bench -- [options]
  --quick          a few cases, about 4 minutes (default: all of them, about 35)
  --only TEXT      only the cases whose name contains TEXT; nothing is written to fixtures/bench
  --ours           no reference methods, no Python
  --out FILE       write the results there
  --table FILE     measure nothing: print the Markdown tables of results written before`;

/**
 * @typedef {{ quick: boolean, ours: boolean, only: string | undefined, out: string | undefined, table: string | undefined }} Options
 */

/**
 * What `npm run bench` was asked for.
 * @param {string[]} args
 * @returns {Options}
 */
export function readOptions(args) {
  /** @type {Options} */
  const options = { quick: false, ours: false, only: undefined, out: undefined, table: undefined };
  const rest = args.flatMap((arg) => {
    const [, name, value] = /^(--[a-z]+)=(.*)$/.exec(arg) ?? [];
    return name === undefined ? [arg] : [name, value];
  });
  while (rest.length > 0) {
    const arg = rest.shift();
    if (arg === "--quick") options.quick = true;
    else if (arg === "--ours") options.ours = true;
    else if (arg === "--only" || arg === "--out" || arg === "--table") {
      const value = rest.shift();
      if (value === undefined || value.startsWith("--"))
        throw new SetupFailure(`${arg} needs a value.\n${USAGE}`);
      options[/** @type {"only" | "out" | "table"} */ (arg.slice(2))] = value;
    } else throw new SetupFailure(`npm run bench does not know \`${arg}\`.\n${USAGE}`);
  }
  return options;
}

/**
 * Python of the references; undefined, with the reason on the screen, where they cannot be installed: spexlab is measured all the same.
 * @param {(note: (text: string) => void) => Promise<string>} make
 * @returns {Promise<string | undefined>}
 */
export async function referencePython(make = makeReferenceEnvironment) {
  try {
    return await step("references", make);
  } catch (error) {
    if (!(error instanceof SetupFailure)) throw error;
    announce(`measuring spexlab alone, without ratios; nothing is written to fixtures/bench. The reason:`);
    console.log(error.message);
    return undefined;
  }
}

/**
 * Prepares what the benchmark needs, then runs it (dist/src/bench/main.js).
 * @param {string[]} args
 */
export function startBench(args) {
  return main(async () => {
    const options = readOptions(args);
    await step("node packages", installNodePackages);
    await step("spexlab", build);
    const python = options.ours || options.table ? undefined : await referencePython();
    const bench = await import(pathToFileURL(path.join(root, "dist", "src", "bench", "main.js")).href);
    return bench.main(options, { root, python, scratch: path.join(home, "bench"), logs });
  });
}

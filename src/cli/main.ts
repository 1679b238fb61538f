#!/usr/bin/env node
import { SpexlabError } from "../errors.js";
import { commands, usage } from "./commands.js";

/** The command line: `spexlab kernel | install | doctor | explore`. */
async function main([name, ...args]: readonly string[]): Promise<number> {
  if (name === undefined || name === "help" || name === "--help" || name === "-h") {
    console.log(usage);
    return name === undefined ? 2 : 0;
  }
  const command = commands[name];
  if (command === undefined) {
    console.error(`spexlab has no command "${name}".\n\n${usage}`);
    return 2;
  }
  return command(args);
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(error instanceof SpexlabError ? `${error.code}: ${error.message}` : error);
    process.exitCode = 1;
  },
);

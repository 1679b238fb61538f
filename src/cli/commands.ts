import { SpexlabError } from "../errors.js";

type Command = (args: readonly string[]) => Promise<number>;

export const usage = `Usage: spexlab <command>

  install [--user | --prefix DIR]  registers the notebook kernel "TypeScript (spexlab)" with your own Jupyter
  doctor                           says what is installed, what is missing and what to type
  explore DIR [--out SITE]         makes a site to browse the saved explanations (*.json) below DIR; SITE is DIR/site when not said
  kernel CONNECTION_FILE           the kernel itself; Jupyter starts it`;

/** Each command loads what it needs, and nothing else. */
export const commands: { readonly [name: string]: Command | undefined } = {
  async kernel(args) {
    if (args.length !== 1) {
      throw new SpexlabError(
        "BAD_ARGUMENTS",
        "Expected one connection file: Jupyter starts the kernel itself.",
      );
    }
    (await import("../kernel/start.js")).startKernel(args[0]);
    return 0;
  },
  async install(args) {
    const { install } = await import("./install.js");
    console.log(install(args));
    return 0;
  },
  async explore(args) {
    const { exploreCommand } = await import("./explore.js");
    console.log(exploreCommand(args));
    return 0;
  },
  async doctor() {
    const { doctor, report } = await import("./doctor.js");
    const findings = doctor();
    console.log(report(findings));
    return findings.some(({ state }) => state === "missing") ? 1 : 0;
  },
};

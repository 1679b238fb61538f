import { SetupFailure } from "./failure.mjs";

/**
 * @typedef {{ model: boolean, browser: boolean, prepareOnly: boolean, port: number | undefined }} Options
 */

const USAGE = `npm start -- [options]
  --no-model      do not fetch the language model (also: SPEXLAB_MODEL=none); recorded answers still replay
  --no-browser    start JupyterLab, print its address, open no browser
  --port N        JupyterLab's port
  --prepare-only  set everything up, start nothing`;

/**
 * What `npm start` was asked for.
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Options}
 */
export function readOptions(args, env = process.env) {
  /** @type {Options} */
  const options = { model: wantsModel(env), browser: true, prepareOnly: false, port: undefined };
  const rest = args.flatMap((arg) => (arg.startsWith("--port=") ? ["--port", arg.slice(7)] : [arg]));
  while (rest.length) {
    const arg = rest.shift();
    if (arg === "--no-model") options.model = false;
    else if (arg === "--no-browser") options.browser = false;
    else if (arg === "--prepare-only") options.prepareOnly = true;
    else if (arg === "--port") options.port = portNumber(rest.shift());
    else throw new SetupFailure(`npm start does not know \`${arg}\`.\n${USAGE}`);
  }
  return options;
}

/**
 * Whether the model is wanted: SPEXLAB_MODEL may say `none`, and nothing else.
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {boolean}
 */
export function wantsModel(env = process.env) {
  const value = env.SPEXLAB_MODEL ?? "";
  if (value !== "" && value !== "none") {
    throw new SetupFailure(`Expected SPEXLAB_MODEL to be \`none\` or unset, got \`${value}\`.`);
  }
  return value === "";
}

/**
 * @param {string | undefined} text
 * @returns {number}
 */
function portNumber(text) {
  const port = Number(text);
  if (!/^\d+$/.test(text ?? "") || port < 1 || port > 65_535) {
    throw new SetupFailure(`Expected --port to be a number from 1 to 65535, got \`${text ?? "nothing"}\`.`);
  }
  return port;
}

import { spawn } from "node:child_process";
import { createWriteStream, mkdirSync } from "node:fs";
import path from "node:path";
import { SetupFailure } from "./failure.mjs";
import { logs, root } from "./paths.mjs";

const UNREACHABLE =
  /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ERR_SOCKET_TIMEOUT|NewConnectionError|NameResolutionError|ProxyError|ConnectTimeoutError|ReadTimeoutError|SSLError|Max retries exceeded|Temporary failure resolving|Could not fetch URL/;

const NOT_OFFERED = /No matching distribution found|\bE404\b|\bETARGET\b|Unable to locate package/;

/**
 * Runs a program, writes all it says to a log file, and resolves with its output; a failure names the step, shows the
 * end of the output and says whether the network seems to be the reason.
 * @param {string} name the log file's name, without ending
 * @param {string} program
 * @param {string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, cwd?: string, what: string, logFolder?: string, shell?: boolean }} options `what` completes "Could not …"
 * @returns {Promise<string>}
 */
export function command(
  name,
  program,
  args,
  { env = process.env, cwd = root, what, logFolder = logs, shell },
) {
  mkdirSync(logFolder, { recursive: true });
  const logFile = path.join(logFolder, `${name}.log`);
  const log = createWriteStream(logFile);
  const child = spawn(program, args, { cwd, env, shell, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text) => {
      output += text;
      log.write(text);
    });
  }
  return new Promise((resolve, reject) => {
    child.on("error", (error) => {
      log.end();
      reject(new SetupFailure(`Could not ${what}: ${program} does not start (${error.message}).`));
    });
    child.on("close", (code, signal) => {
      log.end();
      if (code === 0) return resolve(output);
      const reason =
        reasonOf(output) ?? `${path.basename(program)} ended with ${signal ?? `exit code ${code}`}.`;
      reject(
        new SetupFailure(
          `Could not ${what}: ${reason}\n${tail(output)}\nAll of its output: ${path.relative(root, logFile)}`,
        ),
      );
    });
  });
}

/**
 * The reason that a package manager's output gives away, when it is the registry's.
 * @param {string} output
 */
function reasonOf(output) {
  const advice =
    "Check the network connection and the proxy or mirror settings, then run the command again; what is already there is kept.";
  if (UNREACHABLE.test(output)) return `the package registry could not be reached. ${advice}`;
  if (NOT_OFFERED.test(output))
    return `the package registry does not answer, or does not offer a pinned package. ${advice}`;
}

/**
 * The last lines of an output, without the addresses of registries (which may carry credentials).
 * @param {string} output
 * @param {number} [lines]
 */
export function tail(output, lines = 12) {
  return output
    .trimEnd()
    .split("\n")
    .slice(-lines)
    .map((line) =>
      line
        .replace(/\b(?:https?|file):\/\/[^\s'")>]+/g, "<address>")
        .replace(/host='[^']*'/g, "host='<address>'")
        .replace(/(getaddrinfo \w+) \S+/g, "$1 <address>"),
    )
    .map((line) => `  | ${line}`)
    .join("\n");
}

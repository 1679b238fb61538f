import { execFileSync, spawn } from "node:child_process";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { findModel } from "../../src/games/modelFile.js";

const REQUIREMENTS = "test/support/server-requirements.txt";
const PACKAGES = join(".spexlab", "xllamacpp");
const PYTHON = join(".spexlab", "python", process.platform === "win32" ? "Scripts/python.exe" : "bin/python");

/** A real server of the pinned model. */
export interface LlamaServer {
  readonly url: string;
  close(): void;
}

/** Starts xllamacpp, installed for the tests when it is not there yet, with Gemma. One thread and one slot. */
export async function llamaServer(): Promise<LlamaServer> {
  install();
  const child = spawn(PYTHON, ["test/support/llamaServer.py", findModel()], {
    env: { ...process.env, PYTHONPATH: PACKAGES },
    stdio: ["ignore", "pipe", "ignore"],
  });
  const url = await new Promise<string>((resolve, reject) => {
    let output = "";
    child.stdout!.setEncoding("utf8").on("data", (data) => {
      output += data;
      const found = /listening on (http:\S+)/.exec(output);
      if (found) resolve(`${found[1]}/v1`);
    });
    child.on("exit", (code) => reject(new Error(`the server ended with ${code}: ${output}`)));
  });
  return { url, close: () => void child.kill() };
}

function install(): void {
  const stamp = join(PACKAGES, "stamp");
  const wanted = readFileSync(REQUIREMENTS, "utf8");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  rmSync(PACKAGES, { recursive: true, force: true });
  const { PIP_TARGET, PIP_PREFIX, PYTHONPATH, ...env } = process.env;
  execFileSync(
    PYTHON,
    ["-m", "pip", "install", "-q", "--no-deps", "--target", PACKAGES, "--requirement", REQUIREMENTS],
    { env: { ...env, PIP_USER: "0", PIP_DISABLE_PIP_VERSION_CHECK: "1" }, stdio: "pipe" },
  );
  writeFileSync(stamp, wanted);
}

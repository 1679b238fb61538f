import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { jupyterVariables, kernelName } from "../../src/setup/jupyter.mjs";
import { notebooks, pythonExe } from "../../src/setup/paths.mjs";

/** One output of a cell as the kernel sent it; `type` is the Jupyter message type. */
export interface Output {
  readonly type:
    | "stream"
    | "display_data"
    | "execute_result"
    | "update_display_data"
    | "clear_output"
    | "error";
  /** When it came, in milliseconds as `Date.now()` tells them. */
  readonly at?: number;
  /** stdout or stderr of a stream; the class of an error. */
  readonly name?: string;
  readonly text?: string;
  /** MIME type → content. */
  readonly data?: Readonly<Record<string, unknown>>;
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly transient?: { readonly display_id?: string };
}

/** What one cell did. */
export interface CellResult {
  readonly code: string;
  /** "ok", "error", "abort" or "timeout": the status of the kernel's reply. */
  readonly status: string;
  /** As a notebook keeps them. */
  readonly outputs: readonly Output[];
  /** What was shown and then cleared, up to the message that cleared it. */
  readonly passed: readonly Output[];
  readonly stdout: string;
  /** What was written to stderr, then the error message: stock tslab writes the one, our kernel sends the other. */
  readonly stderr: string;
  /** All outputs of one MIME type, in order. */
  shown(mime: string): unknown[];
}

/** How cells are run. */
export interface KernelOptions {
  /** The kernel's working directory (default: where `file` lies, else the project's notebooks). */
  readonly cwd?: string;
  /** The notebook that the cells are from. */
  readonly file?: string;
  /** The kernel's name (default: ours); `stockKernelName` for tslab as it comes. */
  readonly kernel?: string;
  /** Seconds that one cell may take (default 60). */
  readonly timeout?: number;
  /** More environment variables for the kernel. */
  readonly env?: NodeJS.ProcessEnv;
}

/**
 * Runs cells one after another in one fresh kernel, the one that JupyterLab uses, and ends the kernel.
 * The first cell that fails is the last in the result: check `status`.
 *
 * @example
 * const [cell] = await runCells(["1 + 1"]);
 * expect(cell.stdout).toBe("2\n");
 */
export async function runCells(
  cells: readonly string[],
  {
    file,
    cwd = file === undefined ? notebooks : path.dirname(file),
    timeout = 60,
    env,
    kernel = kernelName,
  }: KernelOptions = {},
): Promise<CellResult[]> {
  const script = path.join(import.meta.dirname, "runCells.py");
  const answer = await python([script], JSON.stringify({ cells, cwd, kernel, timeout }), env);
  const results: { status: string; outputs: Output[] }[] = JSON.parse(answer);
  return results.map(({ status, outputs: all }, i) => {
    const kept = all.findLastIndex(({ type }) => type === "clear_output") + 1;
    const outputs = all.slice(kept);
    return {
      code: cells[i],
      status,
      outputs,
      passed: all.slice(0, kept),
      stdout: streamed(outputs, "stdout"),
      stderr:
        streamed(outputs, "stderr") +
        outputs.map(({ type, text }) => (type === "error" ? text : "")).join(""),
      shown: (mime) =>
        outputs.flatMap((output) => (output.data && mime in output.data ? [output.data[mime]] : [])),
    };
  });
}

/** The sources of a notebook's code cells. */
export function codeCells(file: string): string[] {
  const notebook: { cells: { cell_type: string; source: string | string[] }[] } = JSON.parse(
    readFileSync(file, "utf8"),
  );
  return notebook.cells
    .filter((cell) => cell.cell_type === "code")
    .map(({ source }) => (typeof source === "string" ? source : source.join("")));
}

/** Runs the project's Python with Jupyter's environment; resolves with its stdout. */
export function python(args: readonly string[], input = "", env: NodeJS.ProcessEnv = {}): Promise<string> {
  const child = spawn(pythonExe, args, { env: { ...jupyterVariables(), ...env } });
  let [out, err] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text) => {
    out += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text) => {
    err += text;
  });
  child.stdin.end(input);
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) =>
      code === 0 ? resolve(out) : reject(new Error(`python ended with ${code}:\n${err}`)),
    );
  });
}

function streamed(outputs: readonly Output[], name: string): string {
  return outputs
    .map((output) => (output.type === "stream" && output.name === name ? output.text : ""))
    .join("");
}

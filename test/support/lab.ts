import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { createServer } from "node:net";
import type { Page } from "playwright-core";
import { jupyterVariables } from "../../src/setup/jupyter.mjs";
import { pythonExe } from "../../src/setup/paths.mjs";
import { labArguments } from "../../src/setup/startLab.mjs";
import { makeWorkspace } from "./workspace.js";

/** A running JupyterLab with the project's kernel. */
export interface Lab {
  /** The copied notebooks that it serves: tests may write here. */
  readonly notebooks: string;
  /** The address of a notebook, alone on the page, with the token: for `page.goto`. */
  url(notebook: string): string;
  /** Ends the server and its kernels and deletes the copy. Call it in `afterAll`. */
  stop(): Promise<void>;
}

/**
 * Starts JupyterLab on a temporary copy of the notebooks, on a free port of the loopback address, with a random token.
 *
 * @example
 * const lab = await startLab();
 * const page = await browser.context.newPage();
 * await openNotebook(page, lab.url("01-sentiment.ipynb"));
 * await runAllCells(page);
 */
export async function startLab(): Promise<Lab> {
  const workspace = makeWorkspace();
  const token = randomBytes(16).toString("hex");
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const args = [
    ...labArguments({ folder: workspace.notebooks, port }),
    "--no-browser",
    `--IdentityProvider.token=${token}`,
    "--LabApp.expose_app_in_browser=True",
  ];
  // A process group of its own, so that a Ctrl-C in the tests' terminal does not make the server ask back.
  const server = spawn(pythonExe, args, {
    env: jupyterVariables(),
    stdio: ["ignore", "ignore", "pipe"],
    detached: process.platform !== "win32",
  });
  let log = "";
  server.stderr?.setEncoding("utf8").on("data", (text) => {
    log += text;
  });
  // Kernels are sessions of their own: only the server can end them, and it does so on SIGTERM.
  const terminate = () => end(server, "SIGTERM");
  process.once("exit", terminate);
  const stop = async () => {
    if (server.exitCode === null && server.signalCode === null) {
      const ended = new Promise((resolve) => server.once("close", resolve));
      terminate();
      const late = setTimeout(() => end(server, "SIGKILL"), 10_000);
      await ended;
      clearTimeout(late);
    }
    process.removeListener("exit", terminate);
    workspace.remove();
  };
  try {
    await answered(`${origin}/api/status?token=${token}`, server);
  } catch (error) {
    await stop();
    throw new Error(`JupyterLab did not start: ${(error as Error).message}\n${log}`);
  }
  const url = (notebook: string) => `${origin}/doc/tree/${encodeURI(notebook)}?reset&token=${token}`;
  return { notebooks: workspace.notebooks, url, stop };
}

/** The part of JupyterLab's application object that the tests use (shown to pages by `expose_app_in_browser`). */
interface Application {
  restored: Promise<void>;
  shell: {
    currentWidget: {
      context: { ready: Promise<void> };
      sessionContext: { ready: Promise<void> };
      content: {
        notebookConfig: object;
        widgets: { node: HTMLElement }[];
      };
    };
  };
  commands: { execute(command: string, args?: object): Promise<unknown> };
}

/**
 * Opens a notebook's address and waits until its document and its kernel are ready.
 *
 * @param options.whole Whether cells out of sight are drawn too (default false).
 */
export async function openNotebook(page: Page, url: string, { whole = false } = {}): Promise<void> {
  await page.goto(url);
  await page.waitForFunction(() => "jupyterapp" in globalThis, null, { timeout: 60_000 });
  await page.waitForSelector(".jp-Notebook .jp-Cell", { timeout: 60_000 });
  await page.evaluate(async (all) => {
    const { jupyterapp } = globalThis as unknown as { jupyterapp: Application };
    await jupyterapp.restored;
    const { content, context, sessionContext } = jupyterapp.shell.currentWidget;
    await context.ready;
    if (all) content.notebookConfig = { ...content.notebookConfig, windowingMode: "none" };
    await sessionContext.ready;
  }, whole);
  if (!whole) return;
  const drawn = () => {
    const { content } = (globalThis as unknown as { jupyterapp: Application }).jupyterapp.shell.currentWidget;
    return content.widgets.every(({ node }) => node.isConnected);
  };
  await page.waitForFunction(drawn, null, { timeout: 30_000, polling: 200 });
}

/** Runs a command of JupyterLab in the page, such as `notebook:run-all-cells` or `docmanager:save`. */
export async function labCommand(page: Page, command: string): Promise<void> {
  await page.evaluate(async (name) => {
    await (globalThis as unknown as { jupyterapp: Application }).jupyterapp.commands.execute(name);
  }, command);
}

/** JupyterLab's light or dark theme. */
export async function setTheme(page: Page, theme: "Light" | "Dark"): Promise<void> {
  await page.evaluate(async (name) => {
    const { commands } = (globalThis as unknown as { jupyterapp: Application }).jupyterapp;
    await commands.execute("apputils:change-theme", { theme: `JupyterLab ${name}` });
  }, theme);
  await page.locator(`body[data-jp-theme-light="${theme === "Light"}"]`).waitFor({ state: "attached" });
}

/** Runs all cells of the open notebook; resolves when the last one has ended. */
export function runAllCells(page: Page): Promise<void> {
  return labCommand(page, "notebook:run-all-cells");
}

function end(server: ChildProcess, signal: NodeJS.Signals): void {
  if (server.pid === undefined) return;
  try {
    if (process.platform === "win32") server.kill(signal);
    else process.kill(-server.pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

async function answered(url: string, server: ChildProcess): Promise<void> {
  const begun = Date.now();
  while (Date.now() - begun < 60_000) {
    if (server.exitCode !== null) throw new Error(`it ended with exit code ${server.exitCode}`);
    const response = await fetch(url).catch(() => undefined);
    if (response?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("no answer within 60 s");
}

function freePort(): Promise<number> {
  const probe = createServer();
  return new Promise((resolve, reject) => {
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}

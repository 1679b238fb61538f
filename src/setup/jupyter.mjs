import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { jupyterHome, root } from "./paths.mjs";
import { pythonVariables } from "./pythonEnvironment.mjs";

export const kernelName = "spexlab";
/** tslab as it comes, for comparison and for notebooks that were made with it. */
export const stockKernelName = "tslab";

/**
 * The environment of every Jupyter process of ours: kernels, configuration, trust database and runtime files lie inside
 * the project, and nothing is read from or written to the user's home.
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {NodeJS.ProcessEnv}
 */
export function jupyterVariables(env = process.env) {
  const { JUPYTER_CONFIG_PATH, JUPYTERLAB_DIR, JUPYTERLAB_SETTINGS_DIR, JUPYTERLAB_WORKSPACES_DIR, ...rest } =
    env;
  return {
    ...pythonVariables(rest),
    JUPYTER_PATH: jupyterHome,
    JUPYTER_DATA_DIR: jupyterHome,
    JUPYTER_CONFIG_DIR: path.join(jupyterHome, "config"),
    JUPYTER_RUNTIME_DIR: path.join(jupyterHome, "runtime"),
    JUPYTER_PLATFORM_DIRS: "1",
    IPYTHONDIR: path.join(jupyterHome, "ipython"),
  };
}

/**
 * Our kernel as Jupyter starts it.
 * @param {string} [folder] the project's root
 */
export function kernelSpec(folder = root) {
  const main = path.join(folder, "dist", "src", "cli", "main.js");
  return {
    // The option lets an interrupt end a loop that never returns.
    argv: [process.execPath, "--no-force-async-hooks-checks", main, "kernel", "{connection_file}"],
    display_name: "TypeScript (spexlab)",
    language: "typescript",
    interrupt_mode: "message",
  };
}

/**
 * Stock tslab as Jupyter starts it.
 * @param {string} [folder] the project's root
 */
export function stockKernelSpec(folder = root) {
  const launcher = path.join(folder, "node_modules", "tslab", "bin", "tslab");
  return {
    argv: [process.execPath, launcher, "kernel", "--config-path", "{connection_file}"],
    display_name: "TypeScript (tslab)",
    language: "typescript",
  };
}

/** JupyterLab without the question whether it may fetch news. */
const pageSettings = { disabledExtensions: { "@jupyterlab/apputils-extension:announcements": true } };

/** JupyterLab as we want it: our kernels only, few words, no questions to the network (news, updates, extension lists). */
const settings = {
  Application: { log_level: "WARN" },
  ServerApp: { jpserver_extensions: { jupyter_lsp: false } },
  KernelSpecManager: { allowed_kernelspecs: [kernelName, stockKernelName], ensure_native_kernel: false },
  MultiKernelManager: { default_kernel_name: kernelName },
  // A cell may print megabytes: nothing is thrown away.
  ZMQChannelsWebsocketConnection: { iopub_data_rate_limit: 1e9, iopub_msg_rate_limit: 1e5 },
  LabApp: {
    news_url: null,
    check_for_updates_class: "jupyterlab.NeverCheckForUpdate",
    extension_manager: "readonly",
  },
};

/**
 * Registers the kernels and writes Jupyter's settings, inside the project. Done at every start: it costs nothing, and the
 * paths follow a moved project or a new Node.
 * @param {string} [home]
 */
export function registerKernel(home = jupyterHome) {
  const kernels = path.join(home, "kernels");
  const specs = { [kernelName]: kernelSpec(), [stockKernelName]: stockKernelSpec() };
  const config = path.join(home, "config");
  const page = path.join(config, "labconfig");
  for (const folder of [page, path.join(home, "runtime")]) mkdirSync(folder, { recursive: true });
  for (const [name, spec] of Object.entries(specs)) {
    mkdirSync(path.join(kernels, name), { recursive: true });
    writeJson(path.join(kernels, name, "kernel.json"), spec);
  }
  writeJson(path.join(config, "jupyter_config.json"), settings);
  writeJson(path.join(page, "page_config.json"), pageSettings);
}

/**
 * @param {string} file
 * @param {unknown} value
 */
function writeJson(file, value) {
  writeFileSync(file, `${JSON.stringify(value, null, 2)}\n`);
}

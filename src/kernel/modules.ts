import Module, { createRequire } from "node:module";
import path from "node:path";
import vm from "node:vm";

type Require = (id: string) => unknown;

/** What Node says of a module that only `import()` can load. */
const ONLY_IMPORT = new Set(["ERR_REQUIRE_ASYNC_MODULE", "ERR_REQUIRE_ESM", "ERR_PACKAGE_PATH_NOT_EXPORTED"]);

/** How cells find modules: packages from the notebook's folder, TypeScript files beside it, and "tslab". */
export class CellModules {
  readonly require: Require;
  readonly #folder: string;
  readonly #packages: NodeJS.Require;
  readonly #imported = new Map<string, unknown>();
  readonly #compiled = new Map<string, string>();
  readonly #loaded = new Map<string, { readonly exports: unknown }>();
  readonly #tslab: unknown;

  constructor(folder: string, tslab: unknown) {
    this.#folder = folder;
    this.#tslab = tslab;
    this.#packages = createRequire(path.join(folder, "cell.js"));
    this.require = this.#requireFrom(folder, this.#packages);
  }

  /** Takes what the compiler made of TypeScript files beside the notebook. */
  add(files: readonly { readonly path: string; readonly data: string }[]): void {
    for (const file of files) {
      this.#loaded.delete(file.path);
      this.#compiled.set(file.path, file.data);
    }
  }

  /**
   * Loads, by a real `import()`, the packages that a cell's JavaScript requires and that `require` cannot load: those with a
   * top-level await or with nothing but an `import` entry. Errors are left to the cell's own `require`.
   */
  async prepare(code: string): Promise<void> {
    for (const [, id] of code.matchAll(/\brequire\("([^"./][^"]*)"\)/g)) {
      if (id === "tslab" || Module.isBuiltin(id) || this.#imported.has(id)) continue;
      try {
        this.#packages(id);
      } catch (error) {
        if (!ONLY_IMPORT.has((error as NodeJS.ErrnoException)?.code ?? "")) continue;
        this.#imported.set(id, await importFrom(this.#folder, id));
      }
    }
  }

  #requireFrom(folder: string, packages: Require): Require {
    const require = (id: string): unknown => {
      if (id === "tslab") return this.#tslab;
      if (this.#imported.has(id)) return this.#imported.get(id);
      return id.startsWith(".") ? (this.#beside(folder, id)?.exports ?? packages(id)) : packages(id);
    };
    return Object.assign(require, packages);
  }

  #beside(folder: string, id: string): { readonly exports: unknown } | undefined {
    const wanted = path.join(folder, id).replaceAll("\\", "/");
    const file = [wanted, `${wanted}.js`].find((name) => this.#compiled.has(name));
    if (file === undefined) return undefined;
    const known = this.#loaded.get(file);
    if (known !== undefined) return known;
    const loaded = new Module(file) as Module & { _compile(code: string, file: string): void };
    const here = path.dirname(file);
    loaded.filename = file;
    this.#loaded.set(file, loaded);
    loaded.require = this.#requireFrom(here, createRequire(file)) as NodeJS.Require;
    loaded._compile(this.#compiled.get(file)!, file);
    return loaded;
  }
}

function importFrom(folder: string, id: string): Promise<unknown> {
  const load: (id: string) => Promise<unknown> = vm.runInThisContext("(id) => import(id)", {
    filename: path.join(folder, "cell.mjs"),
    importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
  return load(id);
}

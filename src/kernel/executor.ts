import vm from "node:vm";
import { takeMaps } from "./compiler/transpile.js";
import type { Converter, Tslab } from "./compiler/tslab.js";
import { cellExports } from "./exports.js";
import { onFreshStack } from "./freshStack.js";
import type { Guard } from "./guard.js";
import { CellModules } from "./modules.js";
import { CompileFailure, type Traces } from "./trace.js";

/** What an interrupted cell ends with, unless it says something better itself. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
  constructor() {
    super("The cell was interrupted.");
  }
}

/** How long an interrupted cell may take to end by itself and say what it has in hand. */
const GRACE_MS = 400;

type CellFunction = (exports: object, require: (id: string) => unknown) => unknown;

/** Compiles and runs cells, one after another. */
export class Executor {
  /** The variables that cells share. */
  readonly #exports = cellExports();
  readonly #modules: CellModules;
  readonly #node: Converter;
  #browser: Converter | undefined;
  /** Declarations of what earlier cells declared. */
  #declared = "";
  #running: { fail(error: unknown): void } | undefined;

  constructor(
    folder: string,
    private readonly tslab: Tslab,
    private readonly traces: Traces,
    private readonly guard: Guard,
    private readonly show: (value: unknown) => void,
  ) {
    this.#modules = new CellModules(folder, tslab.api);
    this.#node = tslab.converter.createConverter({ isJS: false, isBrowser: false });
  }

  /** Runs a cell and shows its last expression. Throws what it throws, `CompileFailure` or `Interrupted`. */
  async execute(source: string, count: number): Promise<void> {
    const meta = this.tslab.metadata.getCodeMetadata(source);
    const converter = meta.mode === "browser" ? this.#forBrowser() : this.#node;
    if (meta.module !== undefined) {
      const diagnostics = this.guard.run(() => converter.addModule(meta.module!, source, meta));
      if (diagnostics.length > 0) throw new CompileFailure(diagnostics);
      return;
    }
    if (meta.mode === "browser") return;
    const cell = this.guard.run(() => this.#node.convert(this.#declared, source));
    if (cell.sideOutputs) this.#modules.add(cell.sideOutputs);
    if (cell.diagnostics.length > 0) throw new CompileFailure(cell.diagnostics);
    const code = cell.output ?? "";
    const filename = this.traces.add(count, source, takeMaps(code));
    await this.#interruptible(async () => {
      await this.#modules.prepare(code);
      await this.#run(code, filename, cell.hasToplevelAwait === true);
    });
    this.#declared = cell.declOutput ?? "";
    const last = cell.lastExpressionVar;
    if (last === undefined) return;
    const value = this.#exports[last];
    delete this.#exports[last];
    if (value != null) await this.#interruptible(async () => this.show(value));
  }

  /** What a frontend's Tab wants. */
  complete(source: string, position: number): ReturnType<Converter["complete"]> {
    return this.guard.run(() => this.#converterOf(source).complete(this.#declared, source, position));
  }

  /** What a frontend's Shift-Tab wants; undefined when there is nothing to say. */
  inspect(source: string, position: number): string | undefined {
    const info = this.guard.run(() => this.#converterOf(source).inspect(this.#declared, source, position));
    return info && this.tslab.inspect.printQuickInfo(info);
  }

  /** Ends the cell under way. */
  interrupt(): void {
    const running = this.#running;
    if (running) setTimeout(() => running.fail(new Interrupted()), GRACE_MS);
  }

  /** Fails the cell under way; false when none is. */
  fail(error: unknown): boolean {
    this.#running?.fail(error);
    return this.#running !== undefined;
  }

  close(): void {
    this.#node.close();
    this.#browser?.close();
  }

  #run(code: string, filename: string, isAsync: boolean): unknown {
    const script = new vm.Script(`(${isAsync ? "async " : ""}function (exports, require) {\n${code}\n})`, {
      filename,
      lineOffset: -1,
      importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    });
    const run: CellFunction = script.runInThisContext({ displayErrors: false });
    const result = run(this.#exports, this.#modules.require);
    return isAsync ? result : undefined;
  }

  /**
   * Starts work on a stack of its own: when the postman ends a loop, that stack is gone and never settles, but this promise
   * is still there to be rejected.
   */
  #interruptible(work: () => Promise<void>): Promise<void> {
    return new Promise<void>((resolve, reject) => {
      const running = { fail: reject };
      this.#running = running;
      onFreshStack(() => work().then(resolve, reject));
    }).finally(() => {
      this.#running = undefined;
    });
  }

  #converterOf(source: string): Converter {
    return this.tslab.metadata.getCodeMetadata(source).mode === "browser" ? this.#forBrowser() : this.#node;
  }

  #forBrowser(): Converter {
    return (this.#browser ??= this.tslab.converter.createConverter({ isJS: false, isBrowser: true }));
  }
}

import type { Json } from "./types.js";

/**
 * What our own Jupyter kernel offers to the library that runs inside it. Under another kernel, and outside notebooks, there
 * is none, and everything works without.
 */
export interface KernelHost {
  readonly version: 1;
  /**
   * Lets the output that is about to be shown ask the kernel. Returns an address that is told to that output only; whoever
   * knows it may call `answer`, as long as the kernel lives and the address is among the newest. The signal aborts on
   * Interrupt.
   */
  serve(answer: (question: Json, signal: AbortSignal) => Promise<Json>): string;
  /**
   * Shows something in the cell under way until the function that comes back is called, which leaves no trace of it; undefined where the cell
   * has shown something before: Jupyter clears a cell's outputs as a whole.
   */
  passing?(data: { readonly [mime: string]: string }): (() => void) | undefined;
  /** Tells the page how far the work behind an address is, so that what shows it changes in place. */
  progress(address: string, state: { readonly percent: number; readonly words: string }): void;
}

const KEY = Symbol.for("spexlab.kernel");

/** The kernel that we run in, if it is ours. */
export function kernelHost(): KernelHost | undefined {
  const host = (globalThis as { [KEY]?: KernelHost })[KEY];
  return host?.version === 1 ? host : undefined;
}

/** Called by the kernel, once. */
export function offerHost(host: KernelHost): void {
  Object.defineProperty(globalThis, KEY, { value: host, configurable: true });
}

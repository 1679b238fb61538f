import { setMaxListeners } from "node:events";

/** A signal that aborts when `outer` does or the user interrupts (SIGINT). `release` takes the listeners away. */
export interface Interruptible {
  readonly signal: AbortSignal;
  /** Aborts it, as an interrupt does. */
  stop(): void;
  release(): void;
}

const underWay = new Set<AbortController>();

function onSigint(): void {
  const all = [...underWay];
  // What begins from now on listens anew; a second Ctrl-C before that ends the process.
  underWay.clear();
  for (const controller of all) controller.abort(new Error("Interrupted by the user."));
}

/**
 * Listens for an interrupt while masks are evaluated. In plain Node the first Ctrl-C stops the evaluation and a second one
 * ends the process as usual; in tslab the kernel's own listener goes on working beside this one.
 *
 * Not to be called in the synchronous part of a notebook cell: tslab runs that with the vm option `breakOnSigint`, at whose
 * end Node resets the signal to "exit" unless no listener was added meanwhile, and the next interrupt would kill the kernel.
 */
export function interruptible(outer?: AbortSignal): Interruptible {
  const controller = new AbortController();
  const onOuter = (): void => controller.abort(outer?.reason);
  // One listener of the process for all: Node warns of more than ten, on a signal as well.
  if (underWay.size === 0) process.once("SIGINT", onSigint);
  underWay.add(controller);
  if (outer?.aborted) onOuter();
  else if (outer !== undefined) {
    setMaxListeners(0, outer);
    outer.addEventListener("abort", onOuter, { once: true });
  }
  return {
    signal: controller.signal,
    stop: () => controller.abort(new Error("Stopped from the output.")),
    release(): void {
      underWay.delete(controller);
      if (underWay.size === 0) process.removeListener("SIGINT", onSigint);
      outer?.removeEventListener("abort", onOuter);
    },
  };
}

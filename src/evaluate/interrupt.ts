/** A signal that aborts when `outer` does or the user interrupts (SIGINT). `release` takes the listeners away. */
export interface Interruptible {
  readonly signal: AbortSignal;
  /** Aborts it, as an interrupt does. */
  stop(): void;
  release(): void;
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
  const onSigint = (): void => controller.abort(new Error("Interrupted by the user."));
  const onOuter = (): void => controller.abort(outer?.reason);
  process.once("SIGINT", onSigint);
  if (outer?.aborted) onOuter();
  else outer?.addEventListener("abort", onOuter, { once: true });
  return {
    signal: controller.signal,
    stop: () => controller.abort(new Error("Stopped from the output.")),
    release(): void {
      process.removeListener("SIGINT", onSigint);
      outer?.removeEventListener("abort", onOuter);
    },
  };
}

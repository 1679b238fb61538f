import { MessageChannel } from "node:worker_threads";

const { port1, port2 } = new MessageChannel();
const waiting: (() => void)[] = [];
port1.on("message", () => waiting.shift()?.());
// The kernel's sockets keep the process alive, not this.
port1.unref();

/**
 * Calls `work` soon, on a stack of its own: when an interrupt ends a loop from outside, that whole stack is gone and nothing
 * that waits for it is told. By a message, not by `setImmediate`: timers and immediates leave marks on Node's own stack of
 * asynchronous work, which would be missed after such an end.
 */
export function onFreshStack(work: () => void): void {
  waiting.push(work);
  port2.postMessage(null);
}

import { readConnection } from "./connection.js";
import { Kernel } from "./kernel.js";

/**
 * Starts the kernel that a Jupyter connection file describes. It serves until it is shut down. Throws `BAD_CONNECTION`,
 * `WRONG_TSLAB`.
 */
export function startKernel(connectionFile: string): void {
  new Kernel(readConnection(connectionFile)).start();
}

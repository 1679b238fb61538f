import { GUARDED, HEARD } from "./postbox.js";

/** What the kernel and the postman know of each other while neither can wait for messages. */
export class Guard {
  constructor(readonly shared: Int32Array = new Int32Array(new SharedArrayBuffer(8))) {}

  /** Runs work of the kernel itself (compiling) that must not be ended in the middle. */
  run<T>(work: () => T): T {
    Atomics.add(this.shared, GUARDED, 1);
    try {
      return work();
    } finally {
      Atomics.sub(this.shared, GUARDED, 1);
    }
  }

  /** The kernel still hears: nothing needs to be ended. */
  heard(): void {
    Atomics.add(this.shared, HEARD, 1);
  }
}

import type { Message } from "./wire.js";

/** How long after a failure cells that were sent before it may still be on their way. */
const ON_THE_WAY_MS = 100;

interface Waiting {
  /** Runs the cell; resolves with when it failed if what waits behind it shall not run. */
  readonly run: () => Promise<number | undefined>;
  readonly abort: () => void;
}

/** Cells run one after another. After one that failed, those that were sent before the failure are not run. */
export class Queue {
  readonly #waiting: Waiting[] = [];
  #running = false;
  #failed = 0;

  add(message: Message, run: () => Promise<number | undefined>, abort: () => void): void {
    const sent = Date.parse(message.header.date);
    if (Date.now() - this.#failed < ON_THE_WAY_MS && sent < this.#failed) abort();
    else {
      this.#waiting.push({ run, abort });
      this.#next();
    }
  }

  async #next(): Promise<void> {
    if (this.#running) return;
    const next = this.#waiting.shift();
    if (next === undefined) return;
    this.#running = true;
    const failed = await next.run();
    this.#running = false;
    if (failed !== undefined) {
      this.#failed = failed;
      for (const { abort } of this.#waiting.splice(0)) abort();
    }
    this.#next();
  }
}

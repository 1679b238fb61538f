import { Readable } from "node:stream";
import { SpexlabError } from "../errors.js";

/** A cell that reads what a person would type is told that nobody can; merely looking at `process.stdin` is harmless. */
export function refuseStdin(): void {
  const stdin = new Readable({
    read() {
      this.destroy(
        new SpexlabError(
          "NO_STDIN",
          "A notebook cell has no standard input: put the value into the cell, or read it from a file.",
        ),
      );
    },
  });
  Object.defineProperty(process, "stdin", { value: stdin, configurable: true });
}

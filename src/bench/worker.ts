import { createInterface } from "node:readline";
import { peakMiB } from "./memory.js";
import { runOurs } from "./ours.js";
import type { RunRequest } from "./protocol.js";

/** Our worker: a request (JSON) a line on standard input, an answer (JSON) a line on standard output. */
createInterface({ input: process.stdin }).on("line", (line) => {
  const request = JSON.parse(line) as { id: number; op: string };
  let answer: object;
  try {
    answer =
      request.op === "run"
        ? runOurs(request as unknown as RunRequest)
        : { node: process.versions.node, peakMiB: peakMiB() };
  } catch (error) {
    answer = { error: (error as Error).message };
  }
  process.stdout.write(`${JSON.stringify({ id: request.id, ...answer })}\n`);
});

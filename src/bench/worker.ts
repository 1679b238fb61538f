import { createInterface } from "node:readline";
import { measureEvaluator } from "./evaluator/measure.js";
import type { EvaluatorRequest } from "./evaluator/protocol.js";
import { peakMiB } from "./memory.js";
import { runOurs } from "./ours.js";
import type { RunRequest } from "./protocol.js";

/** Our worker: a request (JSON) a line on standard input, an answer (JSON) a line on standard output. */
createInterface({ input: process.stdin }).on("line", async (line) => {
  const request = JSON.parse(line) as { id: number; op: string };
  const answer = await answerTo(request).catch((error: Error) => ({ error: error.message }));
  process.stdout.write(`${JSON.stringify({ id: request.id, ...answer })}\n`);
});

async function answerTo(request: { readonly op: string }): Promise<object> {
  switch (request.op) {
    case "run":
      return runOurs(request as RunRequest);
    case "evaluator":
      return { values: await measureEvaluator(request as EvaluatorRequest) };
    default:
      return { node: process.versions.node, peakMiB: peakMiB() };
  }
}

import { httpRates } from "./clients.js";
import type { EvaluatorRequest } from "./protocol.js";
import { functionRates, memoryOf, storeRates } from "./throughput.js";

/** Measures one thing about the evaluator, in the worker's process. */
export async function measureEvaluator(request: EvaluatorRequest): Promise<{ [name: string]: number }> {
  switch (request.measure) {
    case "function":
      return functionRates(request.n, request.masks);
    case "store":
      return storeRates(request.n, request.masks, request.folder);
    case "memory":
      return memoryOf(request.n, request.masks, request.folder);
    case "http":
      return httpRates(request);
  }
}

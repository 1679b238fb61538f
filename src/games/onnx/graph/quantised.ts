import type { Graph } from "./types.js";

/**
 * Is the model quantised as it runs (onnxruntime's dynamic quantisation)? It then takes one scale for all that a run holds, and the answer to one input
 * would depend on its neighbours in the batch.
 */
export function isQuantisedAsItRuns({ nodes }: Graph): boolean {
  return nodes.some(({ op }) => op.startsWith("DynamicQuantize"));
}

/** May answers depend on their neighbours in a batch? Yes where the bytes are in a form that does not tell (onnxruntime's own). */
export async function mixesBatches(bytes: Uint8Array, path: string): Promise<boolean> {
  const { readGraph } = await import("./read.js");
  try {
    return isQuantisedAsItRuns(readGraph(bytes, path));
  } catch {
    return true;
  }
}

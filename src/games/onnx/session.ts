import { dirname, resolve } from "node:path";
import type { InferenceSession, Tensor } from "onnxruntime-node";
import { SpexlabError } from "../../errors.js";

/** Kinds of numbers that models are fed with. */
export type FedType = "float32" | "float64" | "int64" | "int32" | "bool";

/** A loaded model: named tensors in, named tensors out. */
export interface Loaded {
  readonly session: InferenceSession;
  readonly tensor: (type: FedType, data: Tensor["data"], dims: readonly number[]) => Tensor;
}

/**
 * Loads an ONNX model for the CPU, with one thread: more change the last digits and gain little on small models. `path` says where it came from:
 * weights in other files are looked for beside it. `quiet`: only what is worked out before a run counts (shapes), so little is optimised and nothing logged.
 * Throws `MODEL_LIBRARY_MISSING`, `MODEL_FAILED`.
 */
export async function loadOnnx(
  bytes: Uint8Array,
  path: string,
  threads: number,
  quiet = false,
): Promise<Loaded> {
  const runtime = await import("onnxruntime-node").catch((cause: unknown) => {
    throw new SpexlabError(
      "MODEL_LIBRARY_MISSING",
      "The package onnxruntime-node, which runs ONNX models, is not installed. Install it with `npm install --ignore-scripts onnxruntime-node@1.30.0` (its CPU binary is inside; its install script only fetches CUDA's).",
      { cause },
    );
  });
  const { InferenceSession: Sessions, Tensor: Tensors } = runtime.default ?? runtime;
  try {
    const session = await Sessions.create(bytes, {
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      executionProviders: ["cpu"],
      extra: { session: { model_external_initializers_file_folder_path: dirname(resolve(path)) } },
      ...(quiet ? { graphOptimizationLevel: "basic", logSeverityLevel: 4 } : {}),
    });
    return { session, tensor: (type, data, dims) => new Tensors(type, data as never, dims) as Tensor };
  } catch (cause) {
    throw new SpexlabError(
      "MODEL_FAILED",
      `${path}: onnxruntime cannot load it: ${cause instanceof Error ? cause.message : cause}`,
      { cause },
    );
  }
}

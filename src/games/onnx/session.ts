import type { InferenceSession, Tensor } from "onnxruntime-node";
import { SpexlabError } from "../../errors.js";

/** A loaded model: named tensors in, named tensors out. */
export interface Loaded {
  readonly session: InferenceSession;
  readonly tensor: (data: Float32Array, dims: readonly number[]) => Tensor;
}

/** Loads an ONNX file for the CPU, with one thread: more change the last digits and gain little on small models. */
export async function loadOnnx(bytes: Uint8Array, path: string, threads: number): Promise<Loaded> {
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
    });
    return { session, tensor: (data, dims) => new Tensors("float32", data, dims) };
  } catch (cause) {
    throw new SpexlabError(
      "MODEL_FAILED",
      `${path}: onnxruntime cannot load it: ${cause instanceof Error ? cause.message : cause}`,
      { cause },
    );
  }
}

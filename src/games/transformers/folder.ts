import { join } from "node:path";

/** The weights' file in the folder of a transformers.js model. */
export function weightsFile(dtype: string): string {
  const suffix = dtype === "fp32" ? "" : dtype === "q8" ? "_quantized" : `_${dtype}`;
  return join("onnx", `model${suffix}.onnx`);
}

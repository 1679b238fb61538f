import type { Flow } from "../graph/flow.js";
import type { GraphNode } from "../graph/types.js";

/** Operators with a weight whose columns (or filters) each make one number of the output, and the output's axis of them. */
const WEIGHTED: { readonly [op: string]: number } = {
  Gemm: -1,
  MatMul: -1,
  MatMulInteger: -1,
  MatMulNBits: -1,
  DynamicQuantizeMatMul: -1,
  QGemm: -1,
  QLinearMatMul: -1,
  FusedMatMul: -1,
  FusedGemm: -1,
  Conv: 1,
  FusedConv: 1,
  ConvInteger: 1,
  QLinearConv: 1,
};

/** Operators that treat every number alone and keep sums apart: no activation. */
const LINEAR = new Set(
  "Add Sub Neg Mul Div Identity Dropout Cast BatchNormalization QuantizeLinear DequantizeLinear".split(" "),
);

/** Operators that treat every number alone: activations. */
const CURVED = new Set(
  "Abs BiasGelu Celu Clip Elu Erf Exp FastGelu Gelu HardSigmoid HardSwish LeakyRelu Log Max Min Mish Pow PRelu QuickGelu Relu Selu Sigmoid Softplus Softsign Sqrt Swish Tanh ThresholdedRelu".split(
    " ",
  ),
);

/** Axis of the numbers that a weight's columns make (−1: the last); undefined for other nodes. */
export function widthAxis({ op, inputs }: GraphNode, flow: Flow): number | undefined {
  // In the QLinear operators scale and zero point stand before the weight.
  const weight = op.startsWith("QLinear") || op === "QGemm" ? inputs[3] : inputs[1];
  if (weight === undefined || !flow.isStill(weight) || flow.isStill(inputs[0])) return undefined;
  return WEIGHTED[op];
}

/** Does a node treat every number alone? */
export function isElementwise({ op }: GraphNode): boolean {
  return LINEAR.has(op) || CURVED.has(op);
}

/** Is it an activation? */
export function isCurved({ op }: GraphNode): boolean {
  return CURVED.has(op);
}

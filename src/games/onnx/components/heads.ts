import type { Flow } from "../graph/flow.js";
import type { GraphNode } from "../graph/types.js";
import { axesOf, type Cut, cutOf, isReal, type TwoShapes } from "./cut.js";

/** The heads of one attention: where their outputs lie before they are merged. */
export interface Heads {
  readonly cut: Cut;
  readonly count: number;
  /** Index of the node that makes the outputs. */
  readonly node: number;
}

/** Operators between the softmax and the product with the values that keep the heads apart. */
const BETWEEN = new Set(["Cast", "Dropout", "Identity", "Where", "Mul", "IsNaN"]);

/** Operators that are a whole attention; their output has the heads side by side on the last axis. */
const WHOLE = new Set([
  "Attention",
  "MultiHeadAttention",
  "GroupQueryAttention",
  "DecoderMaskedMultiHeadAttention",
  "PackedAttention",
  "PackedMultiHeadAttention",
  "QAttention",
]);

/** The heads of every attention of a graph, in its order: softmax, then a product with the values; or one operator for all of it. */
export function headsOf(flow: Flow, shapes: TwoShapes): Heads[] {
  const found = new Map<number, Heads>();
  for (const node of flow.nodes) {
    const products =
      node.op === "Softmax"
        ? productsAfter(flow, node.outputs[0])
        : WHOLE.has(node.op) && !flow.isStill(node.outputs[0])
          ? [node]
          : [];
    for (const product of products) {
      const [tensor] = product.outputs;
      const heads = product === node ? sideBySide(shapes, node) : apart(shapes, tensor);
      const place = flow.maker(tensor);
      if (heads !== undefined && isReal(shapes, tensor)) found.set(place, { ...heads, node: place });
    }
  }
  return [...found.values()].sort((a, b) => a.node - b.node);
}

/** Products of attention weights (the first factor) with values that depend on the input. */
function productsAfter(flow: Flow, weights: string): GraphNode[] {
  const products: GraphNode[] = [];
  const met = new Set<string>();
  const open = [weights];
  while (open.length > 0) {
    const tensor = open.pop()!;
    if (met.has(tensor)) continue;
    met.add(tensor);
    for (const reader of flow.readers(tensor)) {
      if (reader.op === "MatMul" && reader.inputs[0] === tensor && !flow.isStill(reader.inputs[1])) {
        products.push(reader);
      } else if (BETWEEN.has(reader.op)) open.push(...reader.outputs);
    }
  }
  return products;
}

/** Heads on an axis of their own (batch × heads × places × width), merged with the batch (batch · heads × places × width), or one head. */
function apart(shapes: TwoShapes, tensor: string): Omit<Heads, "node"> | undefined {
  const axes = axesOf(shapes, tensor);
  if (axes === undefined || axes.length < 2) return undefined;
  const along = (axis: number | null, count: number, merged = false): Omit<Heads, "node"> => ({
    cut: cutOf(shapes, tensor, axis, count, merged),
    count,
  });
  const axis = axes.length - 3;
  if (axis < 0) return along(null, 1);
  const fixed = axes[axis];
  if (fixed !== null) return along(axis, fixed);
  const [one, other] = [shapes.one, shapes.other].map((of) => of.get(tensor)?.dims[axis] ?? Number.NaN);
  const [count, same] = [one / shapes.batch[0], other / shapes.batch[1]];
  if (axis > 0 || count !== same || !Number.isInteger(count)) return undefined;
  return count === 1 ? along(null, 1) : along(0, count, true);
}

function sideBySide(shapes: TwoShapes, node: GraphNode): Omit<Heads, "node"> | undefined {
  const [tensor] = node.outputs;
  const axes = axesOf(shapes, tensor);
  if (axes?.length === 4) return apart(shapes, tensor);
  const count = node.numbers.get("num_heads") ?? node.numbers.get("q_num_heads");
  const width = axes?.at(-1);
  if (axes === undefined || count === undefined || typeof width !== "number" || width % count !== 0)
    return undefined;
  return { cut: cutOf(shapes, tensor, axes.length - 1, width), count };
}

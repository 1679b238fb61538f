import { SpexlabError } from "../../../errors.js";
import type { Graph, GraphInput, GraphNode, Weight } from "./types.js";
import { type Field, fieldsOf, integersOf, textOf } from "./wire.js";

const MODEL = { ir: 1, graph: 7, opset: 8 };
/** Fields of a graph. */
export const GRAPH = { node: 1, weight: 5, input: 11, output: 12, value: 13, sparse: 15 } as const;

/**
 * Reads an ONNX file's graph: nodes, inputs, outputs, and of the weights the names and shapes. The weights' numbers are skipped, nothing is copied.
 * Throws `MODEL_FAILED` when the bytes are no ONNX file or cut short.
 */
export function readGraph(bytes: Uint8Array, path: string): Graph {
  try {
    return graphOf(bytes);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new SpexlabError(
      "MODEL_FAILED",
      `${path} is no ONNX file, or it is cut short (${bytes.length} bytes: ${why}). Compare its size or sha256 with its source.`,
      { cause },
    );
  }
}

function graphOf(bytes: Uint8Array): Graph {
  const model = fieldsOf(bytes);
  const graphs = model.filter(({ no }) => no === MODEL.graph);
  if (graphs.length !== 1 || !model.some(({ no }) => no === MODEL.ir)) throw new Error("no graph in it");
  const [field] = graphs;
  const fields = fieldsOf(bytes, field.from, field.end);
  const of = (no: number): Field[] => fields.filter((each) => each.no === no);
  const weights = of(GRAPH.weight).map((each) => weightOf(bytes, each));
  const nodes = of(GRAPH.node).map((each) => nodeOf(bytes, each));
  if (nodes.length === 0) throw new Error("no nodes in its graph");
  return {
    opset: Math.max(0, ...model.filter(({ no }) => no === MODEL.opset).map((each) => opsetOf(bytes, each))),
    nodes,
    weights: new Map(weights.map((weight) => [weight.name, weight])),
    inputs: of(GRAPH.input).map((each) => inputOf(bytes, each)),
    outputs: of(GRAPH.output).map((each) => inputOf(bytes, each).name),
    field,
    fields,
  };
}

/** Version of the standard operators; 0 for another set. */
function opsetOf(bytes: Uint8Array, field: Field): number {
  let version = 0;
  for (const part of fieldsOf(bytes, field.from, field.end)) {
    if (part.no === 1 && !["", "ai.onnx"].includes(textOf(bytes, part))) return 0;
    if (part.no === 2) [version] = integersOf(bytes, part);
  }
  return version;
}

function nodeOf(bytes: Uint8Array, field: Field): GraphNode {
  const node = {
    op: "",
    domain: "",
    inputs: [] as string[],
    outputs: [] as string[],
    inner: [] as string[],
    numbers: new Map<string, number>(),
    field,
  };
  for (const part of fieldsOf(bytes, field.from, field.end)) {
    if (part.no === 1) node.inputs.push(textOf(bytes, part));
    else if (part.no === 2) node.outputs.push(textOf(bytes, part));
    else if (part.no === 4) node.op = textOf(bytes, part);
    else if (part.no === 7) node.domain = textOf(bytes, part);
    else if (part.no === 5) readAttribute(bytes, part, node);
  }
  return node;
}

function readAttribute(
  bytes: Uint8Array,
  field: Field,
  node: { readonly numbers: Map<string, number>; readonly inner: string[] },
): void {
  const parts = fieldsOf(bytes, field.from, field.end);
  const name = parts.find(({ no }) => no === 1);
  for (const part of parts) {
    if (part.no === 3 && name !== undefined)
      node.numbers.set(textOf(bytes, name), integersOf(bytes, part)[0]);
    if (part.no !== 6 && part.no !== 11) continue;
    for (const inside of fieldsOf(bytes, part.from, part.end)) {
      if (inside.no !== GRAPH.node) continue;
      const { inputs, inner } = nodeOf(bytes, inside);
      node.inner.push(...inputs, ...inner);
    }
  }
}

function weightOf(bytes: Uint8Array, field: Field): Weight {
  const weight = { name: "", dims: [] as number[], type: 0, external: false, field };
  for (const part of fieldsOf(bytes, field.from, field.end)) {
    if (part.no === 1) weight.dims.push(...integersOf(bytes, part));
    else if (part.no === 2) [weight.type] = integersOf(bytes, part);
    else if (part.no === 8) weight.name = textOf(bytes, part);
    else if (part.no === 14) weight.external = integersOf(bytes, part)[0] === 1;
  }
  return weight;
}

function inputOf(bytes: Uint8Array, field: Field): GraphInput {
  let name = "";
  let type = 0;
  let dims: (number | string)[] | undefined;
  const inside = (part: Field): Field[] => fieldsOf(bytes, part.from, part.end);
  for (const part of inside(field)) {
    if (part.no === 1) name = textOf(bytes, part);
    if (part.no !== 2) continue;
    for (const tensor of inside(part).filter(({ no }) => no === 1)) {
      for (const piece of inside(tensor)) {
        if (piece.no === 1) [type] = integersOf(bytes, piece);
        if (piece.no === 2) dims = inside(piece).map((dim) => axisOf(bytes, inside(dim)));
      }
    }
  }
  return { name, type, dims, field };
}

function axisOf(bytes: Uint8Array, parts: readonly Field[]): number | string {
  for (const part of parts) {
    if (part.no === 1) return integersOf(bytes, part)[0];
    if (part.no === 2) return textOf(bytes, part);
  }
  return "";
}

import { loadOnnx } from "../session.js";
import { GRAPH } from "./read.js";
import { ELEMENTS, type Graph, type Weight } from "./types.js";
import type { Field } from "./wire.js";
import { editedFile, valueField } from "./write.js";

/** A tensor's kind and axes; null where a length is not known. */
export interface Shape {
  readonly type: string;
  readonly dims: readonly (number | null)[];
}

/** Shapes by tensor. */
export type Shapes = ReadonlyMap<string, Shape>;

/** Weights with more bytes than this tell nothing about shapes (those that do hold the lengths of a few axes). */
const SMALL = 2048;

/**
 * The shape of every tensor in a graph for inputs of these lengths, as onnxruntime infers it; nothing is run. The weights' numbers are left out,
 * so the cost does not grow with the file: 10 ms for 200 nodes. Throws `MODEL_FAILED` when these lengths cannot be.
 */
export async function shapesOf(
  bytes: Uint8Array,
  graph: Graph,
  path: string,
  inputs: ReadonlyMap<string, readonly number[]>,
): Promise<Shapes> {
  const known = new Set(graph.inputs.map(({ name }) => name));
  const large = [...graph.weights.values()].filter(isLarge);
  const declared = new Map(graph.inputs.map((input) => [input.field, input]));
  const dropped = new Set(large.map(({ field }) => field));
  const made = graph.nodes.flatMap(({ outputs }) => outputs).filter((name) => name !== "");
  const skeleton = editedFile(bytes, graph, {
    replaced(field: Field) {
      if (dropped.has(field) || field.no === GRAPH.value || field.no === GRAPH.output) return null;
      const input = declared.get(field);
      const dims = input && inputs.get(input.name);
      return dims && [valueField("input", { name: input.name, type: input.type, dims })];
    },
    added: [
      ...large
        .filter(({ name }) => !known.has(name))
        .map(({ name, type, dims }) => valueField("input", { name, type, dims })),
      ...made.map((name) => valueField("output", { name })),
    ],
  });
  const { session } = await loadOnnx(skeleton, path, 1, true);
  const shapes = new Map<string, Shape>();
  for (const value of [...session.inputMetadata, ...session.outputMetadata]) {
    if (value.isTensor) shapes.set(value.name, { type: value.type, dims: value.shape.map(lengthOf) });
  }
  await session.release();
  for (const { name, dims, type } of graph.weights.values()) {
    const kind = Object.keys(ELEMENTS).find((element) => ELEMENTS[element] === type) ?? String(type);
    shapes.set(name, { type: kind, dims });
  }
  return shapes;
}

/**
 * Lengths for a graph's inputs where the file leaves them open: `batch` for first axes (with `freed` also for those that are fixed to more than one), other lengths
 * (`step` sets them apart) for the rest, the same for the same name.
 */
export function lengthsOf(graph: Graph, batch: number, step: number, freed: boolean): Map<string, number[]> {
  const open = graph.inputs.filter(({ name }) => !graph.weights.has(name));
  const named = new Map<string, number>();
  for (const { dims } of open) if (typeof dims?.[0] === "string" && dims[0] !== "") named.set(dims[0], batch);
  return new Map(
    open.map(({ name, dims = [] }) => [
      name,
      dims.map((dim, axis) => {
        if (axis === 0 && dim !== 1 && (freed || typeof dim === "string" || dim <= 0)) return batch;
        if (typeof dim === "number" && dim > 0) return dim;
        const own = named.get(String(dim));
        if (own !== undefined) return own;
        const length = dims.length === 4 ? 64 + 32 * step : 5 + step;
        if (typeof dim === "string" && dim !== "") named.set(dim, length);
        return length;
      }),
    ]),
  );
}

function isLarge({ external, field }: Weight): boolean {
  return external || field.end - field.from > SMALL;
}

function lengthOf(dim: number | string): number | null {
  return typeof dim === "number" && dim >= 0 ? dim : null;
}

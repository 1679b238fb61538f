import { Flow } from "../graph/flow.js";
import { readGraph } from "../graph/read.js";
import { lengthsOf, shapesOf } from "../graph/shapes.js";
import type { Graph } from "../graph/types.js";
import type { TwoShapes } from "./cut.js";
import { type Heads, headsOf } from "./heads.js";
import { type Branch, branchesOf } from "./layers.js";
import { type Neurons, neuronsOf } from "./neurons.js";

/** All that can be left out of a model. Holds none of the file's bytes. */
export interface Discovered {
  readonly heads: readonly (Heads & { readonly layer: number })[];
  readonly branches: readonly Branch[];
  readonly neurons: readonly Neurons[];
  readonly shapes: TwoShapes;
  /** Tensors that a node makes: others cannot be left out. */
  readonly made: ReadonlySet<string>;
}

/** Two sizes of batch and of other open lengths for which shapes are worked out, the most telling first: not every model takes all. */
const TRIED = [
  { batch: [2, 3], step: [0, 1], freed: true },
  { batch: [2, 3], step: [0, 1], freed: false },
  { batch: [1, 1], step: [0, 1], freed: false },
  { batch: [1, 1], step: [0, 0], freed: false },
] as const;

/** Finds what can be left out of the model in these bytes. Throws `MODEL_FAILED`. */
export async function discover(bytes: Uint8Array, path: string): Promise<Discovered> {
  const graph = readGraph(bytes, path);
  const shapes = await twoShapes(bytes, graph, path);
  const flow = new Flow(graph);
  const heads = headsOf(flow, shapes);
  const branches = branchesOf(flow, shapes, heads);
  return {
    heads: heads.map((each, k) => ({
      ...each,
      layer: branches.find(({ nodes }) => nodes.has(each.node))?.layer ?? k,
    })),
    branches,
    neurons: neuronsOf(flow, shapes, branches),
    shapes,
    made: new Set(graph.nodes.flatMap(({ outputs }) => outputs).filter((name) => name !== "")),
  };
}

async function twoShapes(bytes: Uint8Array, graph: Graph, path: string): Promise<TwoShapes> {
  let failed: unknown;
  for (const { batch, step, freed } of TRIED) {
    try {
      const [one, other] = [
        await shapesOf(bytes, graph, path, lengthsOf(graph, batch[0], step[0], freed)),
        await shapesOf(bytes, graph, path, lengthsOf(graph, batch[1], step[1], freed)),
      ];
      return { one, other, batch };
    } catch (cause) {
      failed ??= cause;
    }
  }
  throw failed;
}

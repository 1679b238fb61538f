import type { Flow } from "../graph/flow.js";
import type { GraphNode } from "../graph/types.js";
import { axesOf, type Cut, cutOf, isReal, type TwoShapes } from "./cut.js";
import type { Branch } from "./layers.js";
import { isCurved, isElementwise, widthAxis } from "./operators.js";

/** The neurons of one hidden layer, or the channels of one convolution: what the next weights read. */
export interface Neurons {
  readonly kind: "neuron" | "channel";
  /** Number of its layer, or a name outside the layers of a model that has such. */
  readonly layer: number | string;
  readonly name: string;
  readonly cut: Cut;
  readonly count: number;
}

/** Numbers that a weight's columns made and that were only treated one by one since. */
interface Width {
  readonly axis: number;
  readonly count: number;
  /** An activation, or a product of two of them, lies between; a convolution needs none. */
  readonly hidden: boolean;
  readonly kind: "neuron" | "channel";
}

/** The hidden layers of a graph, in its order: a weight's output, an activation, and then anything that mixes the numbers again. */
export function neuronsOf(flow: Flow, shapes: TwoShapes, branches: readonly Branch[]): Neurons[] {
  const widths = new Map<string, Width>();
  for (const node of flow.nodes) {
    const width = made(flow, shapes, node) ?? kept(flow, shapes, node, widths);
    if (width !== undefined) widths.set(node.outputs[0], width);
  }
  const last = [...widths].filter(
    ([tensor, { hidden }]) =>
      hidden &&
      isReal(shapes, tensor) &&
      flow
        .readers(tensor)
        .some((node) => node.op !== "Shape" && !(isElementwise(node) && widths.has(node.outputs[0]))),
  );
  const met = new Map<string, number>();
  return last.map(([tensor, { axis, count, kind }], k) => {
    const branch = branches.find(({ nodes }) => nodes.has(flow.maker(tensor)));
    const outside = branches.length === 0 ? k : `${kind === "channel" ? "convolution" : "dense"}`;
    const layer = branch?.layer ?? outside;
    const plain = typeof layer === "number" ? `layer ${layer}` : layer;
    const times = (met.get(plain) ?? 0) + 1;
    met.set(plain, times);
    const name = times === 1 ? plain : `${plain} (${times})`;
    return {
      kind,
      layer: typeof layer === "number" ? layer : name,
      name,
      cut: cutOf(shapes, tensor, axis, count),
      count,
    };
  });
}

/** The output of a weight. */
function made(flow: Flow, shapes: TwoShapes, node: GraphNode): Width | undefined {
  const along = widthAxis(node, flow);
  const axes = along === undefined ? undefined : axesOf(shapes, node.outputs[0]);
  if (along === undefined || axes === undefined || axes.length === 0) return undefined;
  const axis = along < 0 ? axes.length - 1 : along;
  const count = axes[axis];
  if (typeof count !== "number") return undefined;
  const channel = along > 0;
  return { axis, count, hidden: channel, kind: channel ? "channel" : "neuron" };
}

/** The output of an operator that treats each number alone. */
function kept(
  flow: Flow,
  shapes: TwoShapes,
  node: GraphNode,
  widths: ReadonlyMap<string, Width>,
): Width | undefined {
  if (!isElementwise(node)) return undefined;
  const moving = flow.moving(node).filter((name) => !isOne(shapes, name));
  const read = moving.map((name) => widths.get(name));
  const [first] = read;
  if (first === undefined || axesOf(shapes, node.outputs[0])?.[first.axis] !== first.count) return undefined;
  if (!read.every((width) => width?.axis === first.axis && width.count === first.count)) return undefined;
  const multiplies = (node.op === "Mul" || node.op === "Div") && read.length > 1;
  return { ...first, hidden: isCurved(node) || multiplies || read.some((width) => width?.hidden) };
}

/** One number for all: the scale of a quantised layer. */
function isOne({ one }: TwoShapes, tensor: string): boolean {
  return one.get(tensor)?.dims.every((dim) => dim === 1) ?? false;
}

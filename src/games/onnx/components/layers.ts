import type { Flow } from "../graph/flow.js";
import { type Cut, cutOf, isReal, type TwoShapes } from "./cut.js";
import type { Heads } from "./heads.js";
import { widthAxis } from "./operators.js";

/** What a layer adds to what it was given: its output before the sum. */
export interface Branch {
  readonly kind: "attention" | "MLP" | "block";
  /** Number of the layer: each attention begins one; without attention each branch is one. */
  readonly layer: number;
  readonly name: string;
  readonly cut: Cut;
  /** Indices of the nodes in it. */
  readonly nodes: ReadonlySet<number>;
}

/** Operators that add a branch to what goes round it. */
const SUMS = new Set(["Add", "SkipLayerNormalization", "SkipSimplifiedLayerNormalization"]);

/** The residual branches of a graph, in its order: of every sum of x and something made of x by weights, that something. */
export function branchesOf(flow: Flow, shapes: TwoShapes, heads: readonly Heads[]): Branch[] {
  let layer = -1;
  const names = new Map<string, number>();
  return innermost(flow, shapes).map(({ tensor, nodes }) => {
    const attends = heads.some(({ node }) => nodes.has(node));
    const dense = [...nodes].some((k) => widthAxis(flow.nodes[k], flow) === -1);
    const kind = attends ? "attention" : dense && heads.length > 0 ? "MLP" : "block";
    if (attends || heads.length === 0 || layer < 0) layer++;
    const plain = `layer ${layer} ${kind}`;
    const times = (names.get(plain) ?? 0) + 1;
    names.set(plain, times);
    return {
      kind,
      layer,
      name: times === 1 ? plain : `${plain} (${times})`,
      cut: cutOf(shapes, tensor, null),
      nodes,
    };
  });
}

interface Sum {
  /** Index of the node that adds. */
  readonly node: number;
  readonly tensor: string;
  /** Indices of the nodes in the branch. */
  readonly nodes: ReadonlySet<number>;
}

/** Sums without another in their branch. The shortest decide: a mask that every layer adds goes round all layers before. */
function innermost(flow: Flow, shapes: TwoShapes): Sum[] {
  const taken: Sum[] = [];
  const all = flow.nodes.flatMap((_, node) => sumAt(flow, node));
  for (const sum of all.sort((a, b) => a.nodes.size - b.nodes.size)) {
    if (isReal(shapes, sum.tensor) && !taken.some(({ node }) => sum.nodes.has(node))) taken.push(sum);
  }
  return taken.sort((a, b) => a.node - b.node);
}

function sumAt(flow: Flow, node: number): Sum[] {
  const { op, inputs } = flow.nodes[node];
  if (!SUMS.has(op)) return [];
  const [a, b] = inputs;
  if (flow.isStill(a) || flow.isStill(b) || a === b) return [];
  for (const [round, tensor] of [
    [a, b],
    [b, a],
  ]) {
    const nodes = flow.between(round, tensor);
    if ([...nodes].some((k) => widthAxis(flow.nodes[k], flow) !== undefined))
      return [{ node, tensor, nodes }];
  }
  return [];
}

import type { Graph, GraphNode } from "./types.js";

/** Which node makes and which nodes read a tensor, and what does not depend on the model's inputs. Nodes are in the file's order, which ONNX wants sorted. */
export class Flow {
  readonly nodes: readonly GraphNode[];
  readonly #maker = new Map<string, number>();
  readonly #readers = new Map<string, number[]>();
  readonly #still = new Set<string>();

  constructor(graph: Graph) {
    this.nodes = graph.nodes;
    for (const name of graph.weights.keys()) this.#still.add(name);
    graph.nodes.forEach((node, k) => {
      const read = [...node.inputs, ...node.inner].filter((name) => name !== "");
      for (const name of read) {
        const readers = this.#readers.get(name);
        if (readers === undefined) this.#readers.set(name, [k]);
        else readers.push(k);
      }
      for (const name of node.outputs) this.#maker.set(name, k);
      if (read.every((name) => this.#still.has(name)) && !node.op.startsWith("Random")) {
        for (const name of node.outputs) this.#still.add(name);
      }
    });
  }

  /** Index of the node that makes a tensor; −1 for an input or a weight. */
  maker(tensor: string): number {
    return this.#maker.get(tensor) ?? -1;
  }

  /** The nodes that read a tensor. */
  readers(tensor: string): GraphNode[] {
    return (this.#readers.get(tensor) ?? []).map((k) => this.nodes[k]);
  }

  /** The same for every input: a weight, or made of weights. */
  isStill(tensor: string): boolean {
    return this.#still.has(tensor);
  }

  /** A node's inputs that depend on the model's inputs. */
  moving(node: GraphNode): string[] {
    return node.inputs.filter((name) => name !== "" && !this.#still.has(name));
  }

  /** Indices of the nodes on the ways from one tensor to another; empty without a way. Cost: the nodes between them. */
  between(from: string, to: string): Set<number> {
    const start = this.maker(from);
    const on = new Set<number>();
    const met = new Map<number, boolean>();
    const stack: [number, boolean][] = [[this.maker(to), false]];
    const leads = (tensor: string): boolean => tensor === from || met.get(this.maker(tensor)) === true;
    while (stack.length > 0) {
      const [k, seen] = stack.pop()!;
      if (seen) {
        const reached = this.#read(k).some(leads);
        met.set(k, reached);
        if (reached) on.add(k);
        continue;
      }
      if (k <= start || met.has(k)) continue;
      met.set(k, false);
      stack.push([k, true]);
      for (const tensor of this.#read(k)) if (tensor !== from) stack.push([this.maker(tensor), false]);
    }
    return on;
  }

  #read(k: number): readonly string[] {
    return [...this.nodes[k].inputs, ...this.nodes[k].inner];
  }
}

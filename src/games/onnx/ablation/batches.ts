import type { Cut } from "../components/cut.js";
import { type Shapes, shapesOf } from "../graph/shapes.js";
import type { Graph } from "../graph/types.js";
import type { Feed } from "./feeds.js";

/** How several masks go into one run. */
export interface Batches {
  /** Copies in one run: a number that the file fixes, or null, as many as one likes. */
  readonly copies: number | null;
  /** For each cut the axis on which the copies lie; null: every mask has a run of its own. */
  readonly axes: readonly number[] | null;
}

/**
 * Finds where the copies of the input lie in each cut's tensor: shapes are worked out for two and for three of them. A mask of its own for each copy
 * is possible where one axis counts them in every cut and the first one in each output that is read; where they are mixed into an axis with other things it is not.
 */
export async function batchesOf(
  bytes: Uint8Array,
  graph: Graph,
  path: string,
  feeds: readonly Feed[],
  cuts: readonly Cut[],
  outputs: readonly string[],
): Promise<Batches> {
  const wanted = feeds.map(({ copies }) => copies).filter((copies) => copies !== 0);
  const fixed = wanted.find((copies) => copies !== null) ?? null;
  const copies = wanted.length === 0 ? 1 : fixed;
  if (copies === 1) return { copies, axes: null };
  const at = (batch: number): Promise<Shapes> =>
    shapesOf(
      bytes,
      graph,
      path,
      new Map(feeds.map(({ name, dims, copies }) => [name, copies === 0 ? dims : [batch, ...dims.slice(1)]])),
    );
  // A fixed batch may stand in the graph in more places than its inputs: then these lengths cannot be.
  const shapes = await Promise.all([at(2), at(3)]).catch(() => undefined);
  const axes = cuts.map(({ tensor, axis }) => {
    const found = shapes && copiesAxis(shapes, tensor);
    return found === axis ? undefined : found;
  });
  const readable = shapes !== undefined && outputs.every((output) => copiesAxis(shapes, output) === 0);
  const known = axes.filter((axis) => axis !== undefined);
  return { copies, axes: readable && known.length === cuts.length ? known : null };
}

/** The one axis that is 2 long with two copies and 3 long with three, all others alike. */
function copiesAxis([two, three]: readonly Shapes[], tensor: string): number | undefined {
  const [a, b] = [two.get(tensor)?.dims, three.get(tensor)?.dims];
  if (a === undefined || b === undefined || a.length !== b.length) return undefined;
  const differing = a.flatMap((dim, axis) => (dim === b[axis] && dim !== null ? [] : [axis]));
  const [axis] = differing;
  return differing.length === 1 && a[axis] === 2 && b[axis] === 3 ? axis : undefined;
}

import type { Cut } from "../components/cut.js";
import { isQuantisedAsItRuns } from "../graph/quantised.js";
import { type Shapes, shapesOf } from "../graph/shapes.js";
import type { Graph } from "../graph/types.js";
import type { Feed } from "./feeds.js";

/** Where the copies of the input lie in a tensor. */
export interface CopyAxis {
  readonly axis: number;
  /** Length of one copy on it: more than one where the axis is merged with another (places, heads), copy after copy. */
  readonly each: number;
}

/** How several masks go into one run. */
export interface Batches {
  /** Copies in one run: a number that the file fixes, or null, as many as one likes. */
  readonly copies: number | null;
  /** For each cut where the copies lie; null: every mask has a run of its own. */
  readonly axes: readonly CopyAxis[] | null;
}

/**
 * Finds where the copies of the input lie in each cut's tensor: shapes are worked out for two and for three of them. A mask of its own for each copy
 * is possible where one axis grows with them in every cut, and the first one of each output that is read counts them. That a merged axis holds copy after
 * copy shapes do not tell: see `isMerged`.
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
  if (copies === 1 || isQuantisedAsItRuns(graph)) return { copies, axes: null };
  const at = (batch: number): Promise<Shapes> =>
    shapesOf(
      bytes,
      graph,
      path,
      new Map(feeds.map(({ name, dims, copies }) => [name, copies === 0 ? dims : [batch, ...dims.slice(1)]])),
    );
  // A fixed batch may stand in the graph in more places than its inputs: then these lengths cannot be.
  const shapes = await Promise.all([at(2), at(3)]).catch(() => undefined);
  const axes = cuts.flatMap(({ tensor, axis, length }) => {
    const found = shapes && copiesAxis(shapes, tensor);
    if (found === undefined || (found.each > 1 && fixed !== null)) return [];
    return found.axis === axis && found.each !== length ? [] : [found];
  });
  const readable = outputs.every((output) => {
    const found = shapes && copiesAxis(shapes, output);
    return found?.axis === 0 && found.each === 1;
  });
  return { copies, axes: readable && axes.length === cuts.length ? axes : null };
}

/** Are copies merged with something else in a cut's tensor? */
export function isMerged({ axes }: Batches, cuts: readonly Cut[]): boolean {
  return axes?.some(({ axis, each }, k) => each > 1 || axis === cuts[k].axis) ?? false;
}

/** The one axis that differs between two copies and three, by two and three times the same. */
function copiesAxis([two, three]: readonly Shapes[], tensor: string): CopyAxis | undefined {
  const [a, b] = [two.get(tensor)?.dims, three.get(tensor)?.dims];
  if (a === undefined || b === undefined || a.length !== b.length) return undefined;
  const differing = a.flatMap((dim, axis) => (dim === b[axis] && dim !== null ? [] : [axis]));
  const [axis] = differing;
  const each = (a[axis] ?? Number.NaN) / 2;
  return differing.length === 1 && Number.isInteger(each) && b[axis] === 3 * each
    ? { axis, each }
    : undefined;
}

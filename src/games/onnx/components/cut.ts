import type { Shape, Shapes } from "../graph/shapes.js";

/**
 * A place in a graph where something is left out: a tensor, whole or along one axis.
 *
 * @category Models and readouts
 */
export interface Cut {
  /** Name of the tensor that is changed. */
  readonly tensor: string;
  /** Axis along which its parts lie; null when it is left out as a whole. */
  readonly axis: number | null;
  /** Parts can be told apart to this many places on the axis; 1 for the whole tensor. */
  readonly length: number;
  /** The axis holds the parts of every copy in the batch one after the other. */
  readonly merged: boolean;
  /** Kind of its numbers. */
  readonly type: string;
  /** Of each axis: its length varies from input to input (a mean goes over it). */
  readonly free: readonly boolean[];
}

/** Shapes for two sizes of batch and of all else that the file leaves open: what differs varies. */
export interface TwoShapes {
  readonly one: Shapes;
  readonly other: Shapes;
  /** The two sizes of batch. */
  readonly batch: readonly [number, number];
}

/** A tensor's axes: the length where the model fixes it, null where it varies. Undefined for an unknown tensor. */
export function axesOf({ one, other }: TwoShapes, tensor: string): (number | null)[] | undefined {
  const [a, b] = [one.get(tensor), other.get(tensor)];
  if (a === undefined || b === undefined || a.dims.length !== b.dims.length) return undefined;
  return a.dims.map((dim, axis) => (dim === b.dims[axis] ? dim : null));
}

/** A cut of a tensor along an axis of known length, or as a whole. */
export function cutOf(
  shapes: TwoShapes,
  tensor: string,
  axis: number | null,
  length = 1,
  merged = false,
): Cut {
  const { type } = shapes.one.get(tensor) as Shape;
  const free = (axesOf(shapes, tensor) ?? []).map((dim) => dim === null);
  return Object.freeze({ tensor, axis, length, merged, type, free: Object.freeze(free) });
}

/** Numbers that can be set to zero or to a mean. */
export function isReal(shapes: TwoShapes, tensor: string): boolean {
  return ["float32", "float16", "float64"].includes(shapes.one.get(tensor)?.type ?? "");
}

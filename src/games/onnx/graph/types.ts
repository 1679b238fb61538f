import type { Field } from "./wire.js";

/** Kinds of numbers in ONNX (TensorProto.DataType) by the names that onnxruntime gives them. */
export const ELEMENTS: { readonly [type: string]: number } = Object.freeze({
  float32: 1,
  uint8: 2,
  int8: 3,
  uint16: 4,
  int16: 5,
  int32: 6,
  int64: 7,
  string: 8,
  bool: 9,
  float16: 10,
  float64: 11,
  uint32: 12,
  uint64: 13,
});

/** One node of a graph. */
export interface GraphNode {
  readonly op: string;
  readonly domain: string;
  /** Names of tensors; "" where an optional one is left out. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Names that the graphs inside it (of an If or a Loop) read. */
  readonly inner: readonly string[];
  /** Attributes that are one whole number. */
  readonly numbers: ReadonlyMap<string, number>;
  readonly field: Field;
}

/** A weight of the file: all but its numbers. */
export interface Weight {
  readonly name: string;
  readonly dims: readonly number[];
  readonly type: number;
  /** Its numbers lie in another file. */
  readonly external: boolean;
  readonly field: Field;
}

/** A graph's input: its name, and its type as it is written. */
export interface GraphInput {
  readonly name: string;
  /** Kind of its numbers; 0 when it is no tensor. */
  readonly type: number;
  /** Length of each axis, or its name; "" when nothing is said. Undefined without a shape. */
  readonly dims: readonly (number | string)[] | undefined;
  readonly field: Field;
}

/** What an ONNX file says, without its weights' numbers; positions point into the file's bytes. */
export interface Graph {
  /** Version of the standard operators. */
  readonly opset: number;
  readonly nodes: readonly GraphNode[];
  readonly weights: ReadonlyMap<string, Weight>;
  readonly inputs: readonly GraphInput[];
  readonly outputs: readonly string[];
  /** The graph's own field in the file, and the fields inside it. */
  readonly field: Field;
  readonly fields: readonly Field[];
}

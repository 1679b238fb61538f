import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import { GRAPH } from "./read.js";
import type { Graph, GraphNode } from "./types.js";
import { delimited, type Field, fieldsOf, headOf, textOf } from "./wire.js";

/** A node to be put in. `to`: the type that a Cast makes. */
export interface NewNode {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly to?: number;
}

/** A graph's input or output to be put in. Without `type` onnxruntime finds it out, without `dims` any shape fits. */
export interface NewValue {
  readonly name: string;
  readonly type?: number;
  readonly dims?: readonly (number | string)[];
}

/** What becomes of a graph. */
export interface Edit {
  /** Of each field of the graph: stays (undefined), goes (null), or is replaced by these fields. */
  readonly replaced?: (field: Field) => readonly Uint8Array[] | null | undefined;
  /** Fields put at the end. */
  readonly added?: readonly Uint8Array[];
}

/** The file with an edited graph: one copy, in which all that is not edited stays byte for byte as it was. */
export function editedFile(bytes: Uint8Array, graph: Graph, edit: Edit): Uint8Array {
  const pieces: Uint8Array[] = [];
  let kept = graph.field.from;
  const keepTo = (end: number): void => {
    if (end > kept) pieces.push(bytes.subarray(kept, end));
  };
  for (const field of graph.fields) {
    const now = edit.replaced?.(field);
    if (now === undefined) continue;
    keepTo(field.start);
    pieces.push(...(now ?? []));
    kept = field.end;
  }
  keepTo(graph.field.end);
  pieces.push(...(edit.added ?? []));
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
  return Buffer.concat([
    bytes.subarray(0, graph.field.start),
    headOf(graph.field.no, length),
    ...pieces,
    bytes.subarray(graph.field.end),
  ]);
}

/** A node's field with other names for some of its outputs. */
export function renamedNode(
  bytes: Uint8Array,
  node: GraphNode,
  names: ReadonlyMap<string, string>,
): Uint8Array {
  const writer = new BinaryWriter();
  for (const part of fieldsOf(bytes, node.field.from, node.field.end)) {
    const name = part.no === 2 ? names.get(textOf(bytes, part)) : undefined;
    if (name === undefined) writer.raw(bytes.subarray(part.start, part.end));
    else writer.tag(2, WireType.LengthDelimited).string(name);
  }
  return delimited(GRAPH.node, writer.finish());
}

/** A new node's field. */
export function nodeField({ op, inputs, outputs, to }: NewNode): Uint8Array {
  const writer = new BinaryWriter();
  for (const name of inputs) writer.tag(1, WireType.LengthDelimited).string(name);
  for (const name of outputs) writer.tag(2, WireType.LengthDelimited).string(name);
  writer.tag(3, WireType.LengthDelimited).string(outputs[0]);
  writer.tag(4, WireType.LengthDelimited).string(op);
  if (to !== undefined) {
    writer.tag(5, WireType.LengthDelimited).fork();
    writer.tag(1, WireType.LengthDelimited).string("to");
    writer.tag(3, WireType.Varint).int64(to);
    writer.tag(20, WireType.Varint).int32(2);
    writer.join();
  }
  return delimited(GRAPH.node, writer.finish());
}

/** A new input's or output's field. */
export function valueField(where: "input" | "output", { name, type, dims }: NewValue): Uint8Array {
  const writer = new BinaryWriter();
  writer.tag(1, WireType.LengthDelimited).string(name);
  if (type !== undefined) {
    writer.tag(2, WireType.LengthDelimited).fork();
    writer.tag(1, WireType.LengthDelimited).fork();
    writer.tag(1, WireType.Varint).int32(type);
    if (dims !== undefined) {
      writer.tag(2, WireType.LengthDelimited).fork();
      for (const dim of dims) {
        writer.tag(1, WireType.LengthDelimited).fork();
        if (typeof dim === "number") writer.tag(1, WireType.Varint).int64(dim);
        else if (dim !== "") writer.tag(2, WireType.LengthDelimited).string(dim);
        writer.join();
      }
      writer.join();
    }
    writer.join().join();
  }
  return delimited(GRAPH[where], writer.finish());
}

/** The field of a weight that is one zero, of any shape by broadcasting. */
export function zeroField(name: string, type: number, bytes: number): Uint8Array {
  const writer = new BinaryWriter();
  writer.tag(2, WireType.Varint).int32(type);
  writer.tag(8, WireType.LengthDelimited).string(name);
  writer.tag(9, WireType.LengthDelimited).bytes(new Uint8Array(bytes));
  return delimited(GRAPH.weight, writer.finish());
}

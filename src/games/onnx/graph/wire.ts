import { BinaryReader, BinaryWriter, WireType } from "@bufbuild/protobuf/wire";

/** One field of a protobuf message: where it lies in the file's bytes. */
export interface Field {
  readonly no: number;
  readonly wire: WireType;
  /** From the tag … */
  readonly start: number;
  /** … over the content (after the length, where there is one) … */
  readonly from: number;
  /** … to the end. */
  readonly end: number;
}

/** The fields of the message that lies from `from` to `end`. Copies nothing. Throws when the bytes are no message. */
export function fieldsOf(bytes: Uint8Array, from = 0, end: number = bytes.length): Field[] {
  const reader = new BinaryReader(bytes.subarray(from, end));
  const fields: Field[] = [];
  while (reader.pos < reader.len) {
    const start = from + reader.pos;
    const [no, wire] = reader.tag();
    const content = reader.pos;
    const skipped = reader.skip(wire, no);
    const length = wire === WireType.LengthDelimited ? lengthBytes(skipped) : 0;
    fields.push({ no, wire, start, from: from + content + length, end: from + reader.pos });
  }
  return fields;
}

/** A reader of one field's content. */
export function readerOf(bytes: Uint8Array, { from, end }: Field): BinaryReader {
  return new BinaryReader(bytes.subarray(from, end));
}

/** A field's content as text. */
export function textOf(bytes: Uint8Array, { from, end }: Field): string {
  return new TextDecoder().decode(bytes.subarray(from, end));
}

/** A field's content as whole numbers, packed or not. Those beyond 2^53 lose digits. */
export function integersOf(bytes: Uint8Array, field: Field): number[] {
  const reader = readerOf(bytes, field);
  const numbers: number[] = [];
  while (reader.pos < reader.len) numbers.push(Number(reader.int64()));
  return numbers;
}

/** A message of one field that holds `content`. */
export function delimited(no: number, content: Uint8Array): Uint8Array {
  return new BinaryWriter().tag(no, WireType.LengthDelimited).bytes(content).finish();
}

/** The tag and the length before a content that is written elsewhere. */
export function headOf(no: number, length: number): Uint8Array {
  return new BinaryWriter().tag(no, WireType.LengthDelimited).uint32(length).finish();
}

function lengthBytes(content: Uint8Array): number {
  let k = 0;
  while (content[k] & 0x80) k++;
  return k + 1;
}

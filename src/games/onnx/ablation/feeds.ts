import type { Tensor } from "onnxruntime-node";
import { SpexlabError, shown, suggestion } from "../../../errors.js";
import { ELEMENTS, type Graph, type GraphInput } from "../graph/types.js";
import type { FedType, Loaded } from "../session.js";

/** One input of the model, for one thing that it looks at. */
export interface Feed {
  readonly name: string;
  readonly type: FedType;
  readonly data: ArrayLike<number | bigint>;
  /** Axes, the first of length 1 where copies can stand side by side on it. */
  readonly dims: readonly number[];
  /** How many copies the file wants on the first axis; null: as many as one likes; 0: none, the first axis is no batch. */
  readonly copies: number | null;
}

const FED: readonly FedType[] = ["float32", "float64", "int64", "int32", "bool"];

/** Feeds from rows of numbers by input: all that the model's inputs need. Throws `BAD_OPTION` naming the inputs. */
export function feedsOf(
  graph: Graph,
  given: { readonly [input: string]: ArrayLike<number | bigint> },
  path: string,
): Feed[] {
  const inputs = inputsOf(graph);
  const names = inputs.map(({ name }) => name);
  const unknown = Object.keys(given).find((name) => !names.includes(name));
  const missing = names.filter((name) => given[name] === undefined);
  if (unknown !== undefined || missing.length > 0) {
    throw new SpexlabError(
      "BAD_OPTION",
      `${path}: with components as players \`feeds\` gives every input, the same for every mask (${names.join(", ")}); ${unknown === undefined ? `missing: ${missing.join(", ")}` : `there is no ${shown(unknown)}. ${suggestion(unknown, names)}`}.`,
    );
  }
  return inputs.map((input) => feedOf(input, given[input.name], path));
}

/** The model's inputs without weights that may be overridden. */
export function inputsOf(graph: Graph): GraphInput[] {
  return graph.inputs.filter(({ name }) => !graph.weights.has(name));
}

/** Tensors of `batch` copies. */
export function tensorsOf(
  { tensor }: Loaded,
  feeds: readonly Feed[],
  batch: number,
): { [input: string]: Tensor } {
  return Object.fromEntries(
    feeds.map(({ name, type, data, dims, copies }) => {
      const times = copies === 0 ? 1 : batch;
      const all = arrayOf(type, data.length * times);
      for (let k = 0; k < times; k++) all.set(data as ArrayLike<never>, k * data.length);
      return [name, tensor(type, all as Tensor["data"], copies === 0 ? dims : [batch, ...dims.slice(1)])];
    }),
  );
}

function feedOf(
  { name, type, dims: axes }: GraphInput,
  data: ArrayLike<number | bigint>,
  path: string,
): Feed {
  const kind = FED.find((fed) => ELEMENTS[fed] === type);
  const says = `${path}: the input ${shown(name)} is ${axes?.map((axis) => axis || "·").join(" × ") ?? "of any shape"}`;
  if (kind === undefined) throw new SpexlabError("BAD_OPTION", `${says}, of a kind that cannot be fed.`);
  if (typeof data?.length !== "number") {
    throw new SpexlabError("BAD_OPTION", `${says}: expected an array of its numbers, got ${shown(data)}.`);
  }
  const values = kind === "int64" ? Array.from(data, BigInt) : Array.from(data, Number);
  const feed = (dims: readonly number[], copies: number | null): Feed => ({
    name,
    type: kind,
    data: values,
    dims,
    copies,
  });
  if (axes === undefined) return feed([1, data.length], null);
  const open = axes.map((axis) => typeof axis !== "number" || axis <= 0);
  const fixed = product(axes.filter((_, k) => !open[k]) as number[]);
  if (!open.includes(true) && fixed === data.length) return feed(axes as number[], axes[0] === 1 ? 1 : 0);
  const [first, ...rest] = axes;
  const known = product(rest.filter((_, k) => !open[k + 1]) as number[]);
  const loose = open.slice(1).filter(Boolean).length;
  const length = data.length / known;
  if (axes.length > 0 && loose <= 1 && Number.isInteger(length) && (loose === 1 || length === 1)) {
    const dims = rest.map((axis, k) => (open[k + 1] ? length : (axis as number)));
    return feed([1, ...dims], open[0] ? null : (first as number));
  }
  throw new SpexlabError(
    "BAD_OPTION",
    `${says}; ${data.length} numbers do not fill one row of it${loose > 1 ? " in one way only: more than one length is open" : ""}.`,
  );
}

function arrayOf(type: FedType, length: number): { set(from: ArrayLike<never>, at: number): void } {
  if (type === "int64") return new BigInt64Array(length);
  if (type === "int32") return new Int32Array(length);
  if (type === "float64") return new Float64Array(length);
  return type === "bool" ? new Uint8Array(length) : new Float32Array(length);
}

function product(lengths: readonly number[]): number {
  return lengths.reduce((a, b) => a * b, 1);
}

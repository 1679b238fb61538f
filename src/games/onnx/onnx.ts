import type { Tensor } from "onnxruntime-node";
import { checkOptions, integer, SpexlabError, shown } from "../../errors.js";
import type { Pixels } from "../../maskers/image/pixels.js";
import type { SourceInputs } from "../../maskers/sources.js";
import type { CallContext, Json } from "../../types.js";
import { contentId } from "../contentId.js";
import type { ManyReadouts, Model } from "../model.js";
import { Ablations, type Watched } from "./ablation/ablations.js";
import { feedsOf } from "./ablation/feeds.js";
import type { Ablated } from "./components/players.js";
import { type OnnxFile, readOnnxFile } from "./file.js";
import { mixesBatches } from "./graph/quantised.js";
import { type CheckedReadout, checkedReadout, type OutputReadout } from "./readout.js";
import { type Loaded, loadOnnx } from "./session.js";
import { type OnnxSource, Sources } from "./sources.js";
import { type Input, inner, numbers, type PixelOptions, shapeOf, tensorFor } from "./tensors.js";

export type { OnnxSource, PixelOptions };

/**
 * An ONNX model and what is read from it.
 *
 * @category Models and readouts
 */
export interface OnnxOptions {
  /** Name of the input that the players decide. Default: the only one that `feeds` leaves. */
  readonly input?: string;
  /** Other inputs, the same for every mask: what the model looks at when its gates are the players. */
  readonly feeds?: { readonly [input: string]: readonly number[] };
  /**
   * For joined players (`sx.join`): the model's inputs, each read from the source of its name: `{ image: { pixels: {} }, question: { words:
   * vocabulary, length: 9 } }` for a model that looks and reads.
   */
  readonly sources?: { readonly [input: string]: OnnxSource };
  /** For images: how pixels are written. With it the model takes pixels, without it rows of numbers. */
  readonly pixels?: PixelOptions;
  /** What a value means. Default from the readout, such as `"logit(2)"`. */
  readonly unit?: string;
  /** Default 1. */
  readonly threads?: number;
}

/**
 * An ONNX model in this process (onnxruntime-node, CPU): features of a table (`sx.tabular`), parts of an image (`sx.image`), or components of the model
 * itself (`sx.components`: heads, layers, neurons), with every input in `feeds`: what it looks at. An input of the file that switches its parts works too.
 *
 * With `readout` a value of a game; with `readouts` (several by name) for `sx.games`: every class for the price of one.
 * The file is read at once (its sha256 is the identity), loaded with the first call, asked in batches where its first axis is free; one that is
 * quantised as it runs answers one mask a run, because its scales would mix a batch.
 * Throws `MODEL_MISSING`, `MODEL_FAILED`, `MODEL_LIBRARY_MISSING`, `BAD_OPTION`.
 *
 * @example
 * const gates = sx.tabular({ first: 1, second: 1, third: 1 }, { baseline: { first: 0, second: 0, third: 0 } });
 * gates.render(["first"]); // [1, 0, 0]
 * const explained = () => sx.explain(sx.game(gates, sx.onnx("model.onnx", { input: "gate", feeds: { x: [1, 2] }, readout: { index: 0 } })));
 * @category Models and readouts
 */
export function onnx(path: string, options: OnnxOptions & { readonly readout: OutputReadout }): Model<Input>;
export function onnx(
  path: string,
  options: OnnxOptions & { readonly readouts: { readonly [name: string]: OutputReadout } },
): ManyReadouts<Input>;
export function onnx(
  path: string,
  options: OnnxOptions & {
    readonly readout?: OutputReadout;
    readonly readouts?: { readonly [name: string]: OutputReadout };
  },
): Model<Input> | ManyReadouts<Input> {
  checkOptions("onnx", options, [
    "input",
    "feeds",
    "sources",
    "pixels",
    "unit",
    "threads",
    "readout",
    "readouts",
  ]);
  const sources = sourcesOf(options);
  const named = options.readouts ?? { value: options.readout ?? {} };
  const readouts = Object.entries(named).map(([name, given]) => [name, checkedReadout(given)] as const);
  const file = readOnnxFile(path);
  const asked: { [part: string]: Json } = {
    model: file.name,
    input: options.input ?? null,
    feeds: (options.feeds ?? {}) as Json,
    pixels: (options.pixels ?? null) as Json,
    ...(sources === undefined ? {} : { sources: sources.asked }),
    readouts: readouts.map(([, { asked: what }]) => what),
  };
  const net = new Net(
    file.bytes,
    path,
    options,
    sources,
    readouts.map(([, readout]) => readout),
  );
  const ablations = new Ablations(file, threadsOf(options), watching(file, options, readouts));
  const common = {
    id: contentId(asked),
    asked,
    takes: Object.freeze([
      sources !== undefined ? "sources" : options.pixels === undefined ? "rows" : "pixels",
      "components",
    ] as const),
    close: async () => {
      await net.close();
      await ablations.close();
    },
  };
  const askAll = async (inputs: readonly Input[], context: CallContext): Promise<Float64Array> =>
    areAblated(inputs)
      ? Float64Array.from(await ablations.ask(inputs, context.signal))
      : net.ask(inputs, context);
  return options.readouts === undefined
    ? Object.freeze({ ...common, unit: options.unit ?? readouts[0][1].unit, ask: askAll })
    : Object.freeze({
        ...common,
        readouts: readouts.map(([name, { unit }]) => ({ name, unit })),
        askAll,
      });
}

/** A model, its input and its outputs. */
class Net {
  readonly #bytes: Uint8Array;
  readonly #path: string;
  readonly #options: OnnxOptions;
  readonly #sources: Sources | undefined;
  readonly #readouts: readonly CheckedReadout[];
  readonly #threads: number;
  #loading: Promise<Loaded> | undefined;
  #mixes: boolean | undefined;

  constructor(
    bytes: Uint8Array,
    path: string,
    options: OnnxOptions,
    sources: Sources | undefined,
    readouts: readonly CheckedReadout[],
  ) {
    this.#bytes = bytes;
    this.#path = path;
    this.#options = options;
    this.#sources = sources;
    this.#readouts = readouts;
    this.#threads = threadsOf(options);
  }

  async ask(inputs: readonly Input[], { signal }: CallContext): Promise<Float64Array> {
    this.#loading ??= loadOnnx(this.#bytes, this.#path, this.#threads);
    const loaded = await this.#loading;
    this.#mixes ??= await mixesBatches(this.#bytes, this.#path);
    const name = this.#inputName(loaded);
    const shape = shapeOf(loaded, name);
    const fixed = typeof shape[0] === "number" && shape[0] > 0 ? shape[0] : undefined;
    const size = this.#mixes ? 1 : (fixed ?? inputs.length);
    const out: number[] = [];
    for (let from = 0; from < inputs.length; from += size) {
      signal.throwIfAborted();
      const some = inputs.slice(from, from + size);
      // A batch of fixed size is filled up with copies of its last input.
      const full = Array.from({ length: fixed ?? size }, (_, k) => some[Math.min(k, some.length - 1)]);
      out.push(...(await this.#run(loaded, name, shape, full)).slice(0, some.length * this.#readouts.length));
    }
    return Float64Array.from(out);
  }

  async close(): Promise<void> {
    const ending = this.#loading;
    this.#loading = undefined;
    await (await ending)?.session.release();
  }

  async #run(
    loaded: Loaded,
    name: string,
    shape: readonly (number | string)[],
    inputs: readonly Input[],
  ): Promise<number[]> {
    const { session } = loaded;
    const batch = inputs.length;
    const feeds =
      this.#sources?.feeds(loaded, inputs as readonly unknown[] as readonly SourceInputs[], this.#path) ??
      this.#decided(loaded, name, shape, inputs);
    for (const [other, values] of Object.entries(this.#options.feeds ?? {})) {
      const same = new Float32Array(batch * values.length);
      for (let k = 0; k < batch; k++) same.set(values, k * values.length);
      const axes = inner(shapeOf(loaded, other), values.length, undefined, undefined, this.#path);
      feeds[other] = tensorFor(loaded, other, same, [batch, ...axes]);
    }
    const outputs = await session.run(feeds).catch((cause: unknown) => {
      throw new SpexlabError(
        "MODEL_FAILED",
        `${this.#path}: onnxruntime failed: ${cause instanceof Error ? cause.message : cause}`,
        { cause },
      );
    });
    const values: number[] = [];
    for (let k = 0; k < batch; k++) {
      for (const readout of this.#readouts) {
        const output = outputs[readout.output ?? session.outputNames[0]];
        if (output === undefined) {
          throw new SpexlabError(
            "BAD_OPTION",
            `The model has no output ${shown(readout.output)}; it has ${session.outputNames.join(", ")}.`,
          );
        }
        const all = output.data as Float32Array;
        const width = all.length / batch;
        values.push(readout.read(all.subarray(k * width, (k + 1) * width)));
      }
    }
    return values;
  }

  /** The input that the players decide alone. */
  #decided(
    loaded: Loaded,
    name: string,
    shape: readonly (number | string)[],
    inputs: readonly Input[],
  ): { [input: string]: Tensor } {
    const rows = inputs.map((input) => numbers(input, this.#options.pixels));
    const each = rows[0].length;
    const picture = "data" in inputs[0] ? (inputs[0] as Pixels) : undefined;
    const dims = [inputs.length, ...inner(shape, each, picture, this.#options.pixels, this.#path)];
    const data = new Float32Array(inputs.length * each);
    rows.forEach((row, k) => {
      data.set(row, k * each);
    });
    return { [name]: tensorFor(loaded, name, data, dims) };
  }

  #inputName({ session }: Loaded): string {
    const { input, feeds = {} } = this.#options;
    if (this.#sources !== undefined) return this.#sources.first(session.inputNames, Object.keys(feeds));
    const free = session.inputNames.filter((name) => !(name in feeds));
    const unknown = [...Object.keys(feeds), ...(input === undefined ? [] : [input])].find(
      (name) => !session.inputNames.includes(name),
    );
    if (unknown === undefined && free.length === 1 && (input === undefined || input === free[0]))
      return free[0];
    throw new SpexlabError(
      "BAD_OPTION",
      `The model's inputs are ${session.inputNames.join(", ")}: the players decide one (\`input\`), and \`feeds\` must give the others${unknown === undefined ? "" : `; there is no ${shown(unknown)}`}.`,
    );
  }
}

function sourcesOf({ sources, input, pixels }: OnnxOptions): Sources | undefined {
  if (sources === undefined) return undefined;
  if (input === undefined && pixels === undefined) return new Sources(sources);
  throw new SpexlabError(
    "BAD_OPTION",
    "`sources` names every input that the players decide: leave `input` and `pixels` out, and say of each source how it is read, as in { image: { pixels: {} } }.",
  );
}

function threadsOf({ threads = 1 }: OnnxOptions): number {
  return integer("threads", threads, 1, 256);
}

function areAblated(inputs: readonly unknown[]): inputs is readonly Ablated[] {
  return typeof inputs[0] === "object" && inputs[0] !== null && "ablation" in inputs[0];
}

/** What a model looks at while its components are the players. */
function watching(
  { path }: OnnxFile,
  { feeds = {} }: OnnxOptions,
  readouts: readonly (readonly [string, CheckedReadout])[],
): Watched {
  return {
    outputs: readouts.map(([, { output }]) => output),
    feeds: async (graph) => feedsOf(graph, feeds, path),
    async reference(given, graph) {
      if (typeof given === "object") return feedsOf(graph, given, path);
      throw new SpexlabError(
        "BAD_OPTION",
        `Expected each of \`over\` to give the model's inputs, as \`feeds\` does, got ${shown(given)}.`,
      );
    },
    read: (outputs) => readouts.map(([, { output, read }]) => read(outputs.get(output)!)),
  };
}

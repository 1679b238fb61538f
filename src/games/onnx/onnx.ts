import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { checkOptions, integer, SpexlabError, shown } from "../../errors.js";
import type { Pixels } from "../../maskers/image/pixels.js";
import type { CallContext, Json } from "../../types.js";
import { contentId } from "../contentId.js";
import type { ManyReadouts, Model } from "../model.js";
import { type CheckedReadout, checkedReadout, type OutputReadout } from "./readout.js";
import { type Loaded, loadOnnx } from "./session.js";
import { type Input, inner, numbers, type PixelOptions, shapeOf } from "./tensors.js";

export type { PixelOptions };

/** An ONNX model and what is read from it. */
export interface OnnxOptions {
  /** Name of the input that the players decide. Default: the only one that `feeds` leaves. */
  readonly input?: string;
  /** Other inputs, the same for every mask: what the model looks at when its gates are the players. */
  readonly feeds?: { readonly [input: string]: readonly number[] };
  /** For images: how pixels are written. With it the model takes pixels, without it rows of numbers. */
  readonly pixels?: PixelOptions;
  /** What a value means. Default from the readout, such as `"logit(2)"`. */
  readonly unit?: string;
  /** Default 1. */
  readonly threads?: number;
}

/**
 * An ONNX model in this process (onnxruntime-node, CPU): features of a table (`sx.tabular`), parts of an image (`sx.image`), or components of the model
 * itself, where it has an input that switches them on and off (heads, layers, neurons; zero or mean ablation by `baseline`), with `feeds` for what it looks at.
 *
 * With `readout` a value of a game; with `readouts` (several by name) for `sx.games`: every class for the price of one.
 * The file is read at once (its sha256 is the identity), loaded with the first call, asked in batches where its first axis is free.
 * Throws `MODEL_MISSING`, `MODEL_FAILED`, `MODEL_LIBRARY_MISSING`, `BAD_OPTION`.
 *
 * @example
 * const gates = sx.tabular({ first: 1, second: 1, third: 1 }, { baseline: { first: 0, second: 0, third: 0 } });
 * gates.render(["first"]); // [1, 0, 0]
 * const explained = () => sx.explain(sx.game(gates, sx.onnx("model.onnx", { input: "gate", feeds: { x: [1, 2] }, readout: { index: 0 } })));
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
  checkOptions("onnx", options, ["input", "feeds", "pixels", "unit", "threads", "readout", "readouts"]);
  const named = options.readouts ?? { value: options.readout ?? {} };
  const readouts = Object.entries(named).map(([name, given]) => [name, checkedReadout(given)] as const);
  const bytes = read(path);
  const asked: { [part: string]: Json } = {
    model: `${basename(path)} sha256:${createHash("sha256").update(bytes).digest("hex")}`,
    input: options.input ?? null,
    feeds: (options.feeds ?? {}) as Json,
    pixels: (options.pixels ?? null) as Json,
    readouts: readouts.map(([, { asked: what }]) => what),
  };
  const net = new Net(
    bytes,
    path,
    options,
    readouts.map(([, readout]) => readout),
  );
  const common = {
    id: contentId(asked),
    asked,
    takes: Object.freeze([options.pixels === undefined ? ("rows" as const) : ("pixels" as const)]),
    close: () => net.close(),
  };
  const askAll = (inputs: readonly Input[], context: CallContext): Promise<Float64Array> =>
    net.ask(inputs, context);
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
  readonly #readouts: readonly CheckedReadout[];
  readonly #threads: number;
  #loading: Promise<Loaded> | undefined;

  constructor(bytes: Uint8Array, path: string, options: OnnxOptions, readouts: readonly CheckedReadout[]) {
    this.#bytes = bytes;
    this.#path = path;
    this.#options = options;
    this.#readouts = readouts;
    this.#threads = integer("threads", options.threads ?? 1, 1, 256);
  }

  async ask(inputs: readonly Input[], { signal }: CallContext): Promise<Float64Array> {
    this.#loading ??= loadOnnx(this.#bytes, this.#path, this.#threads);
    const loaded = await this.#loading;
    const name = this.#inputName(loaded);
    const shape = shapeOf(loaded, name);
    const fixed = typeof shape[0] === "number" && shape[0] > 0 ? shape[0] : inputs.length;
    const out: number[] = [];
    for (let from = 0; from < inputs.length; from += fixed) {
      signal.throwIfAborted();
      const some = inputs.slice(from, from + fixed);
      // A batch of fixed size is filled up with copies of its last input.
      const full = Array.from({ length: fixed }, (_, k) => some[Math.min(k, some.length - 1)]);
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
    { session, tensor }: Loaded,
    name: string,
    shape: readonly (number | string)[],
    inputs: readonly Input[],
  ): Promise<number[]> {
    const batch = inputs.length;
    const rows = inputs.map((input) => numbers(input, this.#options.pixels));
    const each = rows[0].length;
    const picture = "data" in inputs[0] ? (inputs[0] as Pixels) : undefined;
    const dims = [batch, ...inner(shape, each, picture, this.#options.pixels, this.#path)];
    const data = new Float32Array(batch * each);
    rows.forEach((row, k) => {
      data.set(row, k * each);
    });
    const feeds = { [name]: tensor(data, dims) };
    for (const [other, values] of Object.entries(this.#options.feeds ?? {})) {
      const same = new Float32Array(batch * values.length);
      for (let k = 0; k < batch; k++) same.set(values, k * values.length);
      feeds[other] = tensor(same, [
        batch,
        ...inner(shapeOf({ session, tensor }, other), values.length, undefined, undefined, this.#path),
      ]);
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

  #inputName({ session }: Loaded): string {
    const { input, feeds = {} } = this.#options;
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

function read(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new SpexlabError("MODEL_MISSING", `No ONNX file ${shown(path)} can be read.`, { cause });
  }
}

import type { InferenceSession, Tensor } from "onnxruntime-node";
import { SpexlabError } from "../../../errors.js";
import type { Cut } from "../components/cut.js";
import type { Ablated, Ablation, Reference } from "../components/players.js";
import type { OnnxFile } from "../file.js";
import type { Graph } from "../graph/types.js";
import { type Loaded, loadOnnx } from "../session.js";
import type { Batches, CopyAxis } from "./batches.js";
import { type Feed, tensorsOf } from "./feeds.js";
import { cutNames } from "./names.js";

/** What a model that can leave out its components says of itself. */
export interface Watched {
  /** Names of the outputs that are read; undefined: the first. */
  readonly outputs: readonly (string | undefined)[];
  /** What it looks at, the same for every mask. */
  feeds(graph: Graph): Promise<readonly Feed[]>;
  /** The feeds of an input whose mean is taken. */
  reference(given: Reference, graph: Graph): Promise<readonly Feed[]>;
  /** The values of one mask from what was read. */
  read(outputs: ReadonlyMap<string | undefined, Float32Array>): readonly number[];
}

/** What is left out, and what the model looks at meanwhile. */
export interface Watching {
  readonly ablated: Ablated;
  readonly on: Reference;
}

/** A model with switches at its cuts, loaded. */
interface Opened {
  readonly graph: Graph;
  readonly loaded: Loaded;
  readonly feeds: readonly Feed[];
  readonly batches: Batches;
  /** What stands for the absent, by input name. */
  readonly means: { readonly [input: string]: Tensor };
  readonly outputs: ReadonlyMap<string | undefined, string>;
}

/** Answers of a model with some of its components left out. One edited model is loaded for each set of cuts, and kept until `close`. */
export class Ablations {
  readonly #file: OnnxFile;
  readonly #threads: number;
  readonly #watched: Watched;
  readonly #opened = new Map<string, Promise<Opened>>();

  constructor(file: OnnxFile, threads: number, watched: Watched) {
    this.#file = file;
    this.#threads = threads;
    this.#watched = watched;
  }

  /** The values of each mask, in order: one run for as many masks as the model's batch takes, else one for each. */
  async ask(inputs: readonly Ablated[], signal: AbortSignal): Promise<number[]> {
    if (inputs.length === 0) return [];
    const [{ ablation }] = inputs;
    const opened = await this.#open(ablation);
    const { axes, copies } = opened.batches;
    const size = axes === null ? 1 : (copies ?? inputs.length);
    const values: number[] = [];
    for (let from = 0; from < inputs.length; from += size) {
      signal.throwIfAborted();
      values.push(...(await this.#run(opened, ablation, inputs.slice(from, from + size))));
    }
    return values;
  }

  /** The same where each mask has an input of its own as well: a run for each. */
  async askOn(inputs: readonly Watching[], signal: AbortSignal): Promise<number[]> {
    const values: number[] = [];
    for (const { ablated, on } of inputs) {
      signal.throwIfAborted();
      const opened = await this.#open(ablated.ablation);
      const feeds = await this.#watched.reference(on, opened.graph);
      const batches = { copies: copiesOf(feeds), axes: null };
      values.push(...(await this.#run({ ...opened, feeds, batches }, ablated.ablation, [ablated])));
    }
    return values;
  }

  async close(): Promise<void> {
    const ending = [...this.#opened.values()];
    this.#opened.clear();
    for (const each of ending) await (await each).loaded.session.release();
  }

  #open(ablation: Ablation): Promise<Opened> {
    if (ablation.sha256 !== this.#file.sha256) {
      throw new SpexlabError(
        "OTHER_MODEL",
        `The players are components of ${ablation.model}, the model is ${this.#file.name}: list the components of the file that is asked.`,
      );
    }
    const key = JSON.stringify([ablation.cuts, ablation.over]);
    const known = this.#opened.get(key);
    if (known !== undefined) return known;
    const opening = this.#load(ablation);
    this.#opened.set(key, opening);
    opening.catch(() => this.#opened.delete(key));
    return opening;
  }

  async #load(ablation: Ablation): Promise<Opened> {
    const { cuts, over } = ablation;
    const { bytes, path } = this.#file;
    // Most models are asked as they are: what reads and edits graphs is loaded with the first that is not.
    const [{ readGraph }, { batchesOf, isMerged }, { switched }] = await Promise.all([
      import("../graph/read.js"),
      import("./batches.js"),
      import("./surgery.js"),
    ]);
    const graph = readGraph(bytes, path);
    const outputs = new Map(this.#watched.outputs.map((name) => [name, outputOf(graph, name)]));
    const feeds = await this.#watched.feeds(graph);
    const batches = await batchesOf(bytes, graph, path, feeds, cuts, [...outputs.values()]);
    const merged = cuts.find((cut) => cut.merged);
    if (merged !== undefined && (batches.copies ?? 1) > 1) {
      throw new SpexlabError(
        "MODEL_FAILED",
        `${path}: the tensor ${JSON.stringify(merged.tensor)} has the heads and the batch of ${batches.copies} on one axis. Export the model with a free batch or a batch of one.`,
      );
    }
    const loaded = await loadOnnx(switched(bytes, graph, cuts, over !== null), path, this.#threads);
    const references = await Promise.all((over ?? []).map((each) => this.#watched.reference(each, graph)));
    const means = over === null ? {} : await this.#means(loaded, cuts, references);
    const opened = { graph, loaded, feeds, batches, means, outputs };
    if (!isMerged(batches, cuts) || (await this.#isApart(opened, ablation))) return opened;
    return { ...opened, batches: { ...batches, axes: null } };
  }

  /** Do two masks in one run give what each gives alone? Also no when they give the same, which tells nothing. */
  async #isApart(opened: Opened, ablation: Ablation): Promise<boolean> {
    const masks = [0, 1].map((odd) => ({
      ablation,
      present: ablation.units.map((_, player) => player % 2 === odd),
    }));
    const together = await this.#run(opened, ablation, masks);
    const one = { ...opened, batches: { ...opened.batches, axes: null } };
    const alone = [
      ...(await this.#run(one, ablation, [masks[0]])),
      ...(await this.#run(one, ablation, [masks[1]])),
    ];
    const near = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-3 * Math.max(1, Math.abs(a));
    return together.every((value, k) => near(value, alone[k])) && !near(alone[0], alone[alone.length / 2]);
  }

  async #run(opened: Opened, ablation: Ablation, inputs: readonly Ablated[]): Promise<number[]> {
    const { loaded, feeds, batches, means, outputs } = opened;
    const batch = batches.copies ?? (batches.axes === null ? 1 : inputs.length);
    const gates = ablation.cuts.map((cut, k) => [
      cutNames(k).gate,
      gateOf(loaded, ablation, k, cut, batches.axes?.[k], batch, inputs),
    ]);
    const fed = { ...tensorsOf(loaded, feeds, batch), ...Object.fromEntries(gates), ...means };
    const answers = await this.#answer(loaded.session, fed, [...new Set(outputs.values())]);
    return inputs.flatMap((_, row) => {
      const rows = [...outputs].map(([asked, name]): [string | undefined, Float32Array] => {
        const { data, dims } = answers[name];
        const width = data.length / (dims[0] === batch ? batch : 1);
        return [asked, Float32Array.from(data.slice(row * width, (row + 1) * width) as Float32Array, Number)];
      });
      return [...this.#watched.read(new Map(rows))];
    });
  }

  /** The mean of each cut's tensor over the references, over all places of the axes whose length varies. */
  async #means(
    loaded: Loaded,
    cuts: readonly Cut[],
    references: readonly (readonly Feed[])[],
  ): Promise<{ [input: string]: Tensor }> {
    const sums = cuts.map(() => ({ sum: new Float64Array(0), count: 0, dims: [] as number[] }));
    const present = Object.fromEntries(
      cuts.flatMap(({ free }, k) => {
        const one = free.map(() => 1);
        const { gate, mean } = cutNames(k);
        return [
          [gate, loaded.tensor("bool", Uint8Array.of(1), one)],
          [mean, loaded.tensor("float32", Float32Array.of(0), one)],
        ];
      }),
    );
    const seen = cuts.map((_, k) => cutNames(k).seen);
    for (const feeds of references) {
      const batch = copiesOf(feeds);
      const found = await this.#answer(
        loaded.session,
        { ...tensorsOf(loaded, feeds, batch), ...present },
        seen,
      );
      cuts.forEach((cut, k) => {
        addTo(sums[k], cut, found[seen[k]]);
      });
    }
    return Object.fromEntries(
      sums.map(({ sum, count, dims }, k) => [
        cutNames(k).mean,
        loaded.tensor(
          "float32",
          Float32Array.from(sum, (each) => each / count),
          dims,
        ),
      ]),
    );
  }

  async #answer(
    session: InferenceSession,
    feeds: { [input: string]: Tensor },
    outputs: readonly string[],
  ): Promise<InferenceSession.ReturnType> {
    try {
      return await session.run(feeds, outputs);
    } catch (cause) {
      throw new SpexlabError(
        "MODEL_FAILED",
        `${this.#file.path}: onnxruntime failed: ${cause instanceof Error ? cause.message : cause}`,
        { cause },
      );
    }
  }
}

/** Copies of one input that a run takes at least. */
function copiesOf(feeds: readonly Feed[]): number {
  return feeds.find(({ copies }) => copies !== null && copies > 0)?.copies ?? 1;
}

function outputOf(graph: Graph, name: string | undefined): string {
  const output = name ?? graph.outputs[0];
  if (graph.outputs.includes(output)) return output;
  throw new SpexlabError(
    "BAD_OPTION",
    `The model has no output ${JSON.stringify(name)}; it has ${graph.outputs.join(", ")}.`,
  );
}

/** For each copy (or for all at once) and each place of the cut's axis: is it present? */
function gateOf(
  { tensor }: Loaded,
  { units }: Ablation,
  k: number,
  { axis, length, free }: Cut,
  copies: CopyAxis | undefined,
  batch: number,
  inputs: readonly Ablated[],
): Tensor {
  const rows = copies === undefined ? 1 : batch;
  const shared = axis !== null && axis === copies?.axis;
  // Where the parts lie on the axis of the copies, one copy is as long as they are.
  const each = shared || copies === undefined ? 1 : copies.each;
  const gate = new Uint8Array(rows * each * length).fill(1);
  const first = axis === null || copies === undefined || copies.axis <= axis;
  const [perCopy, perPlace] = first ? [length, 1] : [1, rows * each];
  for (let row = 0; row < rows; row++) {
    const { present } = inputs[Math.min(row, inputs.length - 1)];
    units.forEach(({ cut, from, to }, player) => {
      if (cut !== k || present[player]) return;
      for (let copy = row * each; copy < (row + 1) * each; copy++) {
        for (let place = from; place < to; place++) gate[copy * perCopy + place * perPlace] = 0;
      }
    });
  }
  const dims = free.map((_, at) => {
    if (at === axis) return shared ? rows * length : length;
    return at === copies?.axis ? rows * each : 1;
  });
  return tensor("bool", gate, dims);
}

/** Adds a tensor, summed over its free axes. */
function addTo(
  into: { sum: Float64Array; count: number; dims: number[] },
  { tensor, free }: Cut,
  { data, dims }: Tensor,
): void {
  into.dims = dims.map((dim, axis) => (free[axis] ? 1 : dim));
  const size = into.dims.reduce((a, b) => a * b, 1);
  if (into.sum.length === 0) into.sum = new Float64Array(size);
  if (into.sum.length !== size) {
    throw new SpexlabError(
      "BAD_OPTION",
      `The tensor ${JSON.stringify(tensor)} has other lengths for each of \`over\`: a mean is taken where the model fixes them, or tells that they vary.`,
    );
  }
  const step = into.dims.map((dim, axis) =>
    dim === 1 ? 0 : into.dims.slice(axis + 1).reduce((a, b) => a * b, 1),
  );
  const values = data as Float32Array;
  const at = dims.map(() => 0);
  for (let k = 0; k < values.length; k++) {
    let place = 0;
    for (let axis = 0; axis < at.length; axis++) place += at[axis] * step[axis];
    into.sum[place] += values[k];
    for (let axis = at.length - 1; axis >= 0 && ++at[axis] === dims[axis]; axis--) at[axis] = 0;
  }
  into.count += values.length / size;
}

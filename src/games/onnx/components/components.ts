import { statSync } from "node:fs";
import { join } from "node:path";
import { checkOptions, SpexlabError, shown, suggestion } from "../../../errors.js";
import { Table } from "../../../results/table.js";
import { weightsFile } from "../../transformers/folder.js";
import { type OnnxFile, readOnnxFile } from "../file.js";
import { axesOf, type Cut, cutOf, isReal } from "./cut.js";
import type { Discovered } from "./discover.js";
import { type AblateOptions, type ComponentPlayers, componentPlayers, unitsOf } from "./players.js";

/**
 * What can be left out together: the heads of one attention, a layer's block, the neurons of one hidden layer.
 *
 * @category Models and readouts
 */
export interface ComponentRow {
  /** The verb that makes players of it. */
  readonly part: "heads" | "layers" | "neurons";
  /** Number of its layer, or a name outside the layers. */
  readonly layer: number | string;
  /** Name to ask for it by. */
  readonly name: string;
  /** How many players. */
  readonly count: number;
  /** The tensor that is gated, and its axes, `·` where the length varies. */
  readonly tensor: string;
  /** Names or sizes of the tensor's axes. */
  readonly axes: string;
  /** Axis along which the players lie; null for the whole tensor. */
  readonly axis: number | null;
}

/**
 * Which layers, and what stands for what is absent.
 *
 * @category Models and readouts
 */
export interface LayerOptions extends AblateOptions {
  /** Only these layers, as the table's column `layer` has them. */
  readonly layer?: number | string | readonly (number | string)[];
}

/**
 * The parts of a tensor, and what stands for those absent.
 *
 * @category Models and readouts
 */
export interface TensorOptions extends AblateOptions {
  /** Axis along which the players lie; negative from the end. Without it the whole tensor is one player. */
  readonly axis?: number;
  /** Names of the players; fewer than the axis is long: each is a block of equal length (heads side by side). */
  readonly names?: readonly string[];
}

interface Group {
  readonly row: ComponentRow;
  readonly cut: Cut;
  readonly names: readonly string[];
}

const SHOWN_AXES = ["part", "layer", "name", "count", "tensor", "axes", "axis"] as const;

/**
 * What can be left out of a model: a table, with verbs that make players.
 *
 * @category Models and readouts
 */
export class Components extends Table<ComponentRow> {
  readonly #file: Pick<OnnxFile, "name" | "sha256">;
  readonly #found: Discovered;
  readonly #groups: readonly Group[];

  /** Made by `sx.components`. */
  constructor(file: OnnxFile, found: Discovered) {
    const groups = groupsOf(found);
    const rows = groups.map(({ row }) => row);
    super({
      title: `Components of ${file.name.split(" ")[0]}`,
      columns: SHOWN_AXES.map((key) => ({ key })),
      rows,
    });
    this.#file = { name: file.name, sha256: file.sha256 };
    this.#found = found;
    this.#groups = groups;
    Object.freeze(this);
  }

  /**
   * Attention heads as players, "layer 0 head 3": an absent head adds nothing to its layer's output (`to: "zero"`), or its mean.
   * Throws `NO_COMPONENTS` when the model has no attention that is known.
   */
  heads(options: LayerOptions = {}): ComponentPlayers {
    return this.#players("heads", options);
  }

  /** Whole blocks as players, "layer 0 attention" and "layer 0 MLP": an absent one is skipped, the sum that goes round it stays. Throws `NO_COMPONENTS`. */
  layers(options: LayerOptions = {}): ComponentPlayers {
    return this.#players("layers", options);
  }

  /** Hidden neurons, or channels of convolutions, as players: "layer 0 neuron 17", as the next weights read them. Throws `NO_COMPONENTS`. */
  neurons(options: LayerOptions = {}): ComponentPlayers {
    return this.#players("neurons", options);
  }

  /**
   * Any tensor of the graph, whole or along an axis. For what the table does not list.
   * Throws `UNKNOWN_TENSOR` with the nearest names, `BAD_AXIS`, `BAD_OPTION`.
   */
  tensor(name: string, options: TensorOptions = {}): ComponentPlayers {
    checkOptions("tensor", options, ["axis", "names", "to", "over"]);
    const { made, shapes } = this.#found;
    const axes = made.has(name) ? axesOf(shapes, name) : undefined;
    if (axes === undefined) {
      const why = shapes.one.has(name)
        ? "is an input or a weight, and only what the model computes can be left out"
        : "is not in the model";
      throw new SpexlabError(
        "UNKNOWN_TENSOR",
        `The tensor ${shown(name)} ${why}. ${suggestion(name, [...made])}`,
      );
    }
    if (!isReal(shapes, name)) {
      throw new SpexlabError(
        "BAD_OPTION",
        `The tensor ${shown(name)} holds ${shapes.one.get(name)?.type}: only numbers with a fraction have a zero or a mean that says "absent".`,
      );
    }
    const { axis } = options;
    if (axis === undefined) return this.#tensor(cutOf(shapes, name, null), options.names ?? [name], options);
    const place = axis < 0 ? axes.length + axis : axis;
    const length = axes[place];
    if (typeof length !== "number") {
      const fixed = axes.flatMap((dim, k) => (dim === null ? [] : [k]));
      throw new SpexlabError(
        "BAD_AXIS",
        `${shown(name)} is ${axesShown(axes)}: ${place in axes ? "that axis varies from input to input" : `it has no axis ${shown(axis)}`}. Players can lie along ${fixed.length === 0 ? "none of its axes" : `axis ${fixed.join(" or ")}`}.`,
      );
    }
    const names = options.names ?? Array.from({ length }, (_, k) => `${name}[${k}]`);
    return this.#tensor(cutOf(shapes, name, place, length), names, options);
  }

  #tensor(cut: Cut, names: readonly string[], options: TensorOptions): ComponentPlayers {
    if (Array.isArray(names) && names.length > 0 && cut.length % names.length === 0) {
      return componentPlayers(this.#file, names, [cut], unitsOf(0, cut.length, names.length), options);
    }
    throw new SpexlabError(
      "BAD_OPTION",
      `Expected as many \`names\` as ${shown(cut.tensor)} has parts (${cut.length}${cut.length > 1 ? ", or a divisor of it for blocks" : ""}), got ${shown(names)}.`,
    );
  }

  #players(part: ComponentRow["part"], options: LayerOptions): ComponentPlayers {
    checkOptions(part, options, ["layer", "to", "over"]);
    const known = this.#groups.filter(({ row }) => row.part === part);
    if (known.length === 0) {
      const parts = [...new Set(this.#groups.map(({ row }) => row.part))];
      throw new SpexlabError(
        "NO_COMPONENTS",
        `No ${part} were found in ${this.#file.name.split(" ")[0]}; ${parts.length === 0 ? "nothing else either" : `it has ${parts.join(" and ")}`}. Any tensor can be named: components.tensor(name, { axis }).`,
      );
    }
    const wanted = options.layer === undefined ? undefined : [options.layer].flat();
    const layers = known.map(({ row }) => String(row.layer));
    for (const layer of wanted ?? []) {
      if (layers.includes(String(layer))) continue;
      throw new SpexlabError(
        "UNKNOWN_LAYER",
        `No ${part} in layer ${shown(layer)}. ${suggestion(String(layer), layers)}`,
      );
    }
    const groups = known.filter(({ row }) => wanted?.map(String).includes(String(row.layer)) ?? true);
    return componentPlayers(
      this.#file,
      groups.flatMap(({ names }) => names),
      groups.map(({ cut }) => cut),
      groups.flatMap(({ cut, names }, k) => unitsOf(k, cut.length, names.length)),
      options,
    );
  }
}

/**
 * What can be left out of a model: attention heads, layers, neurons and channels, found in an ONNX file (or in the folder of a transformers.js model; `dtype`
 * as for `sx.classifier`). The file needs no inputs made for it. The result shows itself as a table; its verbs make players for `sx.game` with `sx.onnx`
 * (all inputs in `feeds`) or `sx.classifier` (a `text`) of the same file.
 *
 * Attention is a softmax times values, or one operator for it; a layer's block is what a sum adds to what goes round it; neurons are what the next weights
 * read after an activation. Anything else is reached by `tensor(name, …)`. Masks share runs where the batch is free; a model whose batch cannot be told
 * apart in a cut tensor, or that is quantised as it runs, answers one mask a run.
 *
 * Cost: the file is read once and its weights are skipped; nothing is run. The first mask loads an edited copy, its other bytes untouched: for 255 MiB twice
 * that memory, besides onnxruntime's own. Weights in other files stay where they are. Throws `MODEL_MISSING`, `MODEL_FAILED`, `MODEL_LIBRARY_MISSING`.
 *
 * @example
 * const explained = async () => {
 *   const heads = (await sx.components("model.onnx")).heads({ layer: 0 });
 *   return sx.explain(sx.game(heads, sx.onnx("model.onnx", { feeds: { x: [1, 2] }, readout: { index: 0 } })));
 * };
 * typeof explained; // "function"
 * @category Models and readouts
 */
export async function components(
  path: string,
  options: { readonly dtype?: string } = {},
): Promise<Components> {
  checkOptions("components", options, ["dtype"]);
  const isFolder = typeof path === "string" && statSync(path, { throwIfNoEntry: false })?.isDirectory();
  const file = readOnnxFile(isFolder ? join(path, weightsFile(options.dtype ?? "fp32")) : path);
  const { discover } = await import("./discover.js");
  return new Components(file, await discover(file.bytes, file.path));
}

function groupsOf({ heads, branches, neurons, shapes }: Discovered): Group[] {
  const group = (
    part: ComponentRow["part"],
    layer: number | string,
    name: string,
    cut: Cut,
    names: readonly string[],
  ): Group => {
    const axes = axesShown(axesOf(shapes, cut.tensor) ?? []);
    const row = { part, layer, name, count: names.length, tensor: cut.tensor, axes, axis: cut.axis };
    return { row, cut, names };
  };
  const numbered = (name: string, what: string, count: number): string[] =>
    Array.from({ length: count }, (_, k) => `${name} ${what} ${k}`);
  const met = new Map<number, number>();
  return [
    ...heads.map(({ layer, cut, count }) => {
      const times = (met.get(layer) ?? 0) + 1;
      met.set(layer, times);
      const name = `layer ${layer}${times === 1 ? "" : ` (${times})`}`;
      return group("heads", layer, name, cut, numbered(name, "head", count));
    }),
    ...branches.map(({ layer, name, cut }) => group("layers", layer, name, cut, [name])),
    ...neurons.map(({ layer, name, cut, count, kind }) =>
      group("neurons", layer, name, cut, numbered(name, kind, count)),
    ),
  ];
}

function axesShown(axes: readonly (number | null)[]): string {
  return axes.map((dim) => dim ?? "·").join(" × ");
}

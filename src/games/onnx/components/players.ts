import { createHash } from "node:crypto";
import { checkMasks, type Masks } from "../../../bits/masks.js";
import { SpexlabError, shown } from "../../../errors.js";
import { LIST, type Offering } from "../../../maskers/offering.js";
import type { Json } from "../../../types.js";
import type { OnnxFile } from "../file.js";
import type { Cut } from "./cut.js";

/**
 * One input of a model, as its name in the file has it, or a text for a text classifier.
 *
 * @category Models and readouts
 */
export type Reference = string | { readonly [input: string]: readonly number[] };

/**
 * What stands for an absent component.
 *
 * @category Models and readouts
 */
export interface AblateOptions {
  /**
   * `"zero"` (default), or `"mean"`: the component's own mean over the inputs in `over` and, in each, over all places of the axes whose length varies
   * (tokens), every place counting alike. Axes of fixed length keep a mean for each place.
   */
  readonly to?: "zero" | "mean";
  /** Inputs whose mean is taken: texts for `sx.classifier`, feeds (`{ input: numbers }`) for `sx.onnx`. */
  readonly over?: readonly Reference[];
}

/**
 * A part of a cut: places `from` to `to` of its axis.
 *
 * @category Models and readouts
 */
export interface Unit {
  /** Index of the cut it lies in. */
  readonly cut: number;
  /** First position along the cut's axis. */
  readonly from: number;
  /** Position after the last. */
  readonly to: number;
}

/**
 * What is left out where, and what stands for it.
 *
 * @category Models and readouts
 */
export interface Ablation {
  /** The file that it is about. */
  readonly model: string;
  /** sha256 of the model's file. */
  readonly sha256: string;
  /** Where tensors are changed. */
  readonly cuts: readonly Cut[];
  /** One for each player. */
  readonly units: readonly Unit[];
  /** Inputs of the mean; null: zero. */
  readonly over: readonly Reference[] | null;
}

/**
 * Components of a model as players: present as the model has them, absent as zero or as their mean. Frozen.
 *
 * @category Models and readouts
 */
export interface ComponentPlayers extends Offering {
  /** What is taken away for each player, and what stands in. */
  readonly ablation: Ablation;
}

/** What a model reads of one mask. */
export interface Ablated {
  readonly ablation: Ablation;
  /** For each player: is it present? */
  readonly present: readonly boolean[];
}

/** Players of these units. */
export function componentPlayers(
  file: Pick<OnnxFile, "name" | "sha256">,
  names: readonly string[],
  cuts: readonly Cut[],
  units: readonly Unit[],
  options: AblateOptions,
): ComponentPlayers {
  const over = checkedOver(options);
  const ablation: Ablation = Object.freeze({ model: file.name, sha256: file.sha256, cuts, units, over });
  return Object.freeze({
    names: Object.freeze([...names]),
    layout: LIST,
    ablation,
    inputs: Object.freeze({
      components(masks: Masks): Ablated[] {
        checkMasks(masks, names.length);
        return Array.from({ length: masks.length }, (_, row) => ({
          ablation,
          present: names.map((_, i) => masks.has(row, i)),
        }));
      },
    }),
    identity: Object.freeze({
      model: file.sha256,
      cuts: cuts.map(({ tensor, axis }) => [tensor, axis]),
      units: units.map(({ cut, from, to }) => [cut, from, to]),
      absent: over === null ? "zero" : { mean: hashOf(over) },
    }) as { readonly [part: string]: Json },
  });
}

/** The units of one cut, in equal blocks. */
export function unitsOf(cut: number, length: number, count: number): Unit[] {
  const each = length / count;
  return Array.from({ length: count }, (_, k) => ({ cut, from: k * each, to: (k + 1) * each }));
}

function checkedOver({ to = "zero", over }: AblateOptions): readonly Reference[] | null {
  if (to === "zero" && over === undefined) return null;
  const fits = (reference: unknown): boolean =>
    typeof reference === "string" || (typeof reference === "object" && reference !== null);
  if (to === "mean" && Array.isArray(over) && over.length > 0 && over.every(fits)) {
    return Object.freeze(structuredClone(over));
  }
  throw new SpexlabError(
    "BAD_OPTION",
    `Expected \`to: "zero"\`, or \`to: "mean"\` with \`over\`, the inputs whose mean stands for what is absent (texts or feeds, at least one); got to: ${shown(to)}, over: ${shown(over)}.`,
  );
}

function hashOf(over: readonly Reference[]): string {
  return createHash("sha256").update(JSON.stringify(over)).digest("hex");
}

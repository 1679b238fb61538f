import type { Masks } from "../bits/masks.js";
import type { Players } from "../types.js";
import { inputsOf } from "./inputs.js";
import type { Inputs } from "./offering.js";

/** What one source can make of a mask. */
export interface SourceInput {
  readonly texts?: string;
  readonly rows?: readonly unknown[];
  readonly pixels?: unknown;
  readonly components?: unknown;
}

/** The sources of one mask, by name. */
export type SourceInputs = { readonly [source: string]: SourceInput };

const KINDS = ["texts", "rows", "pixels", "components"] as const;

/** For each mask an object with what every source gives, by the source's name. */
export function sourceInputs(
  sources: { readonly [name: string]: Players },
  of: (source: string, masks: Masks) => Masks,
): Inputs {
  const makers = Object.entries(sources).flatMap(([name, players]) =>
    KINDS.flatMap((kind) => {
      const make = inputsOf(players)[kind];
      return make === undefined ? [] : [{ name, kind, make }];
    }),
  );
  return async (masks) => {
    const made = await Promise.all(makers.map(({ name, make }) => make(of(name, masks))));
    return Array.from({ length: masks.length }, (_, row) => {
      const inputs: { [name: string]: { [kind: string]: unknown } } = {};
      for (const name of Object.keys(sources)) inputs[name] = {};
      makers.forEach(({ name, kind }, k) => {
        inputs[name][kind] = made[k][row];
      });
      return inputs;
    });
  };
}

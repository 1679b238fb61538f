import { createRequire } from "node:module";
import type { DataFrame } from "danfojs-node";
import { SpexlabError } from "../../errors.js";

export type { DataFrame };

/**
 * Plain records as a danfo DataFrame, one column for each key; lists become text with spaces between. A key that a DataFrame has for itself ("index")
 * gets an underscore behind, or danfo would overwrite its own. Danfo is loaded on first use (seconds: it brings TensorFlow.js). Throws `FRAME_LIBRARY_MISSING` without it.
 */
export function frameOf(rows: readonly object[], keys: readonly string[]): DataFrame {
  const { DataFrame } = danfo();
  const taken = new DataFrame([[0]], { columns: ["a"] });
  const columns = keys.map((key) => (key in taken ? `${key}_` : key));
  const values = rows.map((row) =>
    keys.map((key) => {
      const value = (row as { [key: string]: unknown })[key];
      if (Array.isArray(value)) return value.join(" ");
      return value === null || value === undefined ? Number.NaN : value;
    }),
  );
  return new DataFrame(values, { columns });
}

function danfo(): typeof import("danfojs-node") {
  try {
    return createRequire(import.meta.url)("danfojs-node") as typeof import("danfojs-node");
  } catch (cause) {
    if ((cause as { code?: string }).code !== "MODULE_NOT_FOUND") throw cause;
    throw new SpexlabError(
      "FRAME_LIBRARY_MISSING",
      'The package danfojs-node, which makes data frames, is not installed. In your package.json put "overrides": { "danfojs-node": { "@tensorflow/tfjs-node": "npm:@tensorflow/tfjs@4.22.0", "xlsx": "npm:@e965/xlsx@0.20.3" } }, then run `npm install danfojs-node@1.2.0`. .rows() gives plain records without it.',
      { cause },
    );
  }
}

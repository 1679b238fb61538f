import { createRequire } from "node:module";
import type { DataFrame } from "danfojs-node";
import { type MimeBundle, showInspect } from "../../../widgets/show.js";
import { type Cell, tableHtml, tableText } from "../../../widgets/table.js";
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
  return shownAsTable(new DataFrame(values, { columns }));
}

/** As the last expression of a cell a frame of danfo prints its innards; this one shows itself as a table, with what was changed in place. */
function shownAsTable(frame: DataFrame): DataFrame {
  const table = (write: typeof tableText): string => {
    const rows = (frame.values as Cell[][]).map((cells) =>
      Object.fromEntries(cells.map((cell, c) => [frame.columns[c], cell])),
    );
    return write(
      line(),
      frame.columns.map((key) => ({ key })),
      rows,
      [],
    );
  };
  const line = (): string => `DataFrame, ${frame.shape[0]} ${frame.shape[0] === 1 ? "row" : "rows"}`;
  const bundle = (): MimeBundle => ({ "text/plain": table(tableText), "text/html": table(tableHtml) });
  Object.defineProperties(frame, {
    [Symbol.for("Jupyter.display")]: { value: bundle },
    [Symbol.for("nodejs.util.inspect.custom")]: {
      value: (depth: number | null, options: { readonly depth?: number | null }) =>
        showInspect(
          bundle,
          () => table(tableText),
          () => `[${line()}]`,
          depth,
          options,
        ),
    },
  });
  return frame;
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

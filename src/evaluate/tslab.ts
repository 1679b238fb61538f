import { createRequire } from "node:module";

/** Sends a MIME bundle to the cell under way; `update` replaces the display with the same `transient.display_id`. */
export type WriteDisplay = (
  content: {
    data: { [mime: string]: unknown };
    metadata: { [key: string]: unknown };
    transient: { display_id?: string };
  },
  update: boolean,
) => void;

/**
 * The display of the tslab cell under way, or null outside tslab. It changes from cell to cell: read it when the work starts.
 * tslab's public `display` sends one MIME type, so this is its internal function, found among the loaded modules.
 */
export function tslabDisplay(): WriteDisplay | null {
  const { cache } = createRequire(import.meta.url);
  for (const file in cache) {
    if (!/[\\/]tslab[\\/]dist[\\/]jupyter\.js$/.test(file)) continue;
    const jupyter = cache[file]?.exports as { lastWriteDisplayData?: WriteDisplay | null } | undefined;
    return jupyter?.lastWriteDisplayData ?? null;
  }
  return null;
}

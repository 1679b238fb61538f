import { createHash } from "node:crypto";
import type { ExploredEntry, ExploredExample } from "../../widgets/explore/data.js";
import { clean, count, shorten } from "../../widgets/labels.js";
import type { State } from "../explanation/state.js";
import type { IndexName } from "../types.js";

/** What the list needs of one explanation. */
interface Found {
  readonly file: string;
  readonly method: string;
  readonly calls: number;
  readonly seed: number | null;
  readonly unit: string;
  readonly index: IndexName;
  readonly order: number;
}

/** Explanations by example: the same title and the same players belong together, in the order in which they came. */
export class Examples {
  readonly #found = new Map<string, { title: string; key: string; entries: Found[] }>();

  /** `file`: the data file, relative to the page. */
  add({ core, index, order }: State, file: string): void {
    const { title, players, made, unit } = core;
    const key = createHash("sha256")
      .update(JSON.stringify([title, players.names, players.layout]))
      .digest("hex");
    let example = this.#found.get(key);
    if (example === undefined) this.#found.set(key, (example = { title, key, entries: [] }));
    const { method, calls, seed } = made;
    example.entries.push({ file, method, calls, seed, unit, index, order });
  }

  /** As the page lists them. Addresses hold a readable piece of the title and of the players' digest, so they stay when others are added. */
  list(): ExploredExample[] {
    const titles = [...this.#found.values()].map(({ title }) => clean(title));
    return [...this.#found.values()].map(({ title, key, entries }) => {
      const short = shorten(title, 900, 14) || "(no title)";
      const twice = titles.filter((other) => other === clean(title)).length > 1;
      return {
        id: idOf(title, key),
        title: twice ? `${short} (${key.slice(0, 4)})` : short,
        entries: listed(entries),
      };
    });
  }
}

function idOf(title: string, key: string): string {
  const words =
    clean(title)
      .toLowerCase()
      .match(/[a-z0-9]+/g) ?? [];
  return [...words.slice(0, 5).map((word) => word.slice(0, 16)), key.slice(0, 8)].join("-");
}

/** Labels that tell entries of one method apart by what differs: calls, seed, unit, else the index; at last by a number. */
function listed(entries: readonly Found[]): ExploredEntry[] {
  const ids = new Map<string, number>();
  const made = entries.map((entry) => {
    const twins = entries.filter(({ method }) => method === entry.method);
    const differ = (of: (entry: Found) => unknown): boolean => twins.some((twin) => of(twin) !== of(entry));
    return [
      shorten(entry.method, 300, 14) || "?",
      ...(differ(({ calls }) => calls) ? [`${count(entry.calls)} calls`] : []),
      ...(differ(({ seed }) => seed) ? [`seed ${entry.seed ?? "unknown"}`] : []),
      ...(differ(({ unit }) => unit) ? [shorten(entry.unit, 300, 14)] : []),
    ].join(", ");
  });
  const labels = made.map((label, k) =>
    made.filter((other) => other === label).length === 1 ? label : `${label}, ${entries[k].index}`,
  );
  return entries.map(({ file, method, index, order }, k) => {
    const id = (method.match(/[A-Za-z0-9]+/g) ?? ["method"]).join("-").slice(0, 40);
    const again = (ids.get(id) ?? 0) + 1;
    ids.set(id, again);
    const same = labels.slice(0, k).filter((label) => label === labels[k]).length;
    const label = same === 0 ? labels[k] : `${labels[k]} (${same + 1})`;
    return { id: again === 1 ? id : `${id}-${again}`, label, file, index, order };
  });
}

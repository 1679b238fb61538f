import type { Explored, ExploredEntry, ExploredExample, ExploredSite } from "../data.js";
import type { Pane, PaneTools, pane, Read } from "./pane.js";

/**
 * The page's program: what the address names is shown, and what the reader chooses goes into the address, so that a link leads to the
 * same view: `#example=…&method=…&index=…&order=…`, and `method2`, `index2`, `order2` for the second column.
 *
 * Data files are classic scripts, as a page opened from a file may load nothing else; each is attached when it is first shown and calls
 * `spexlabSite(file, data)`.
 *
 * Its compiled text is put into the page, so it stands alone and uses nothing from outside its own body.
 */
export function explorer(site: ExploredSite, makePane: typeof pane, tools: PaneTools): void {
  interface Column extends Partial<Read> {
    /** Id of the entry. */
    method?: string;
  }
  interface Choice {
    example: string | undefined;
    columns: Column[];
  }
  interface Side {
    readonly box: HTMLElement;
    readonly pane: Pane;
    entry: ExploredEntry | undefined;
    /** The order that the reader chose, which other indices then have as well. */
    order: number | undefined;
  }

  const by = <T extends HTMLElement = HTMLElement>(id: string): T => document.getElementById(id) as T;
  const within = (box: HTMLElement, name: string): HTMLSelectElement =>
    box.querySelector<HTMLSelectElement>(`select.${name}`)!;
  const exampleSelect = by<HTMLSelectElement>("example");
  const compare = by<HTMLButtonElement>("compare");
  const status = by("status");

  const waiting = new Map<string, (data: Explored) => void>();
  (globalThis as unknown as { spexlabSite: (file: string, data: Explored) => void }).spexlabSite = (
    file,
    data,
  ) => {
    waiting.get(file)?.(data);
    waiting.delete(file);
  };
  const kept = new Map<string, Promise<Explored>>();
  /** The data of an explanation; the last few stay in memory. */
  const load = (file: string): Promise<Explored> => {
    const known = kept.get(file);
    if (known !== undefined) return known;
    const loading = new Promise<Explored>((resolve, reject) => {
      waiting.set(file, resolve);
      const script = document.createElement("script");
      script.src = file;
      script.addEventListener("load", () => {
        script.remove();
        if (waiting.has(file)) reject(new Error(`${file} holds no explanation.`));
      });
      script.addEventListener("error", () => {
        script.remove();
        kept.delete(file);
        reject(new Error(`${file} cannot be read. Keep the page together with its data folder.`));
      });
      document.head.append(script);
    });
    kept.set(file, loading);
    if (kept.size > 12) kept.delete(kept.keys().next().value!);
    return loading;
  };

  const option = (value: string, text: string, disabled = false): HTMLOptionElement => {
    const made = document.createElement("option");
    made.value = value;
    made.textContent = text;
    made.dir = "auto";
    made.disabled = disabled;
    return made;
  };

  const sides: Side[] = ["first", "second"].map((id) => {
    const box = by(id);
    return { box, pane: makePane(box, site.indices, tools), entry: undefined, order: undefined };
  });
  let shown: ExploredExample | undefined;
  let now: Choice = { example: undefined, columns: [] };

  const fromAddress = (): Choice => {
    const named = new URLSearchParams(location.hash.slice(1));
    const column = (suffix: string): Column => {
      const order = Number(named.get(`order${suffix}`) ?? Number.NaN);
      return {
        method: named.get(`method${suffix}`) ?? undefined,
        index: named.get(`index${suffix}`) ?? undefined,
        order: Number.isInteger(order) ? order : undefined,
      };
    };
    const second = ["method2", "index2", "order2"].some((key) => named.has(key));
    return {
      example: named.get("example") ?? undefined,
      columns: [column(""), ...(second ? [column("2")] : [])],
    };
  };

  const toAddress = ({ example, columns }: Choice): string => {
    const named = new URLSearchParams();
    if (example !== undefined) named.set("example", example);
    columns.forEach(({ method, index, order }, k) => {
      const suffix = k === 0 ? "" : "2";
      if (method !== undefined) named.set(`method${suffix}`, method);
      if (index !== undefined) named.set(`index${suffix}`, index);
      if (order !== undefined) named.set(`order${suffix}`, String(order));
    });
    return `#${named}`;
  };

  /** Puts the reader's choice into the address, and from there onto the page. */
  const go = (choice: Choice): void => {
    const address = toAddress(choice);
    if (address !== location.hash) location.hash = address;
    else void render();
  };

  const fill = (side: Side, example: ExploredExample, explored: Explored, read: Read): void => {
    const { box, entry } = side;
    const method = within(box, "method");
    method.replaceChildren(...example.entries.map(({ id, label }) => option(id, label)));
    method.value = entry!.id;
    const there = new Set(explored.readings.map(({ index }) => index));
    const index = within(box, "index");
    index.replaceChildren(
      ...site.indices.map(([name, title]) => option(name, `${name} · ${title}`, !there.has(name))),
    );
    index.value = read.index;
    const orders = explored.readings
      .filter((one) => one.index === read.index)
      .flatMap((one) => one.orders)
      .sort((a, b) => a - b);
    const order = within(box, "order");
    order.replaceChildren(...orders.map((k) => option(String(k), k === 1 ? "1: each alone" : `up to ${k}`)));
    order.value = String(read.order);
  };

  let turn = 0;
  /** Shows what the address names; what it does not name is chosen for the reader. */
  const render = async (): Promise<void> => {
    const mine = ++turn;
    const wanted = fromAddress();
    const found = site.examples.find(({ id }) => id === wanted.example);
    const example = found ?? site.examples[0];
    const said: string[] = [];
    if (wanted.example !== undefined && found === undefined) {
      said.push("The address names an example that is not here: this is the first one.");
    }
    const entries = wanted.columns.map(({ method }) => {
      const entry = example.entries.find(({ id }) => id === method);
      if (method !== undefined && entry === undefined) said.push("The method of the address is not here.");
      return entry ?? example.entries[0];
    });
    let explored: Explored[];
    try {
      explored = await Promise.all(entries.map(({ file }) => load(file)));
    } catch (error) {
      if (mine === turn) status.textContent = (error as Error).message;
      return;
    }
    if (mine !== turn) return;
    const same = example === shown;
    const off = same ? sides[0].entry && sides[0].pane.off : undefined;
    shown = example;
    exampleSelect.value = example.id;
    const columns = explored.map((data, k): Column => {
      const side = sides[k];
      const entry = entries[k];
      side.box.hidden = false;
      if (side.entry !== entry) {
        side.entry = entry;
        side.pane.show(data);
        if (off !== undefined) side.pane.switchOff(off);
      }
      const { index, order } = wanted.columns[k];
      const asked = index ?? entry.index;
      const read = side.pane.read(asked, order ?? (asked === entry.index ? entry.order : 3));
      if (read.index !== asked) {
        said.push(
          `${entry.label} cannot be read in ${asked}: this is ${read.index}. The reason is given beside it.`,
        );
      }
      fill(side, example, data, read);
      return { method: entry.id, ...read };
    });
    if (columns.length === 1) {
      sides[1].box.hidden = true;
      sides[1].entry = undefined;
    }
    document.body.classList.toggle("two", columns.length === 2);
    compare.setAttribute("aria-pressed", String(columns.length === 2));
    now = { example: example.id, columns };
    const at = site.examples.indexOf(example);
    by<HTMLButtonElement>("previous").disabled = at === 0;
    by<HTMLButtonElement>("next").disabled = at === site.examples.length - 1;
    by("title").textContent = example.title;
    document.title = `${example.title} · explanations`;
    status.textContent = said.join(" ");
    history.replaceState(null, "", toAddress(now));
  };

  exampleSelect.replaceChildren(...site.examples.map(({ id, title }) => option(id, title)));
  exampleSelect.addEventListener("change", () => go({ ...now, example: exampleSelect.value }));
  for (const [id, step] of [
    ["previous", -1],
    ["next", 1],
  ] as const) {
    by(id).addEventListener("click", () => {
      const to = site.examples[site.examples.findIndex((one) => one.id === now.example) + step];
      if (to !== undefined) go({ ...now, example: to.id });
    });
  }
  compare.addEventListener("click", () => {
    if (now.columns.length === 2) return go({ ...now, columns: [now.columns[0]] });
    const { entries } = shown!;
    const at = entries.findIndex(({ id }) => id === now.columns[0].method);
    const other =
      entries.length > 1
        ? { ...now.columns[0], method: entries[(at + 1) % entries.length].id }
        : { ...now.columns[0] };
    // One method only: then another index of it.
    if (entries.length === 1) {
      const there = [...within(sides[0].box, "index").options].filter((one) => !one.disabled);
      other.index = (there.find(({ value }) => value !== other.index) ?? there[0]).value;
      other.order = undefined;
    }
    go({ ...now, columns: [now.columns[0], other] });
  });
  sides.forEach((side, k) => {
    const { box, pane: mine } = side;
    const change = (column: Column): void => {
      go({ ...now, columns: now.columns.map((one, at) => (at === k ? { ...one, ...column } : one)) });
    };
    within(box, "method").addEventListener("change", ({ target }) =>
      change({ method: (target as HTMLSelectElement).value }),
    );
    within(box, "index").addEventListener("change", ({ target }) =>
      change({ index: (target as HTMLSelectElement).value, order: side.order }),
    );
    within(box, "order").addEventListener("change", ({ target }) => {
      side.order = Number((target as HTMLSelectElement).value);
      change({ order: side.order });
    });
    // The same players in both columns: off here, off there.
    box.addEventListener("spexlab-switch", () => {
      if (now.columns.length === 2) sides[1 - k].pane.switchOff(mine.off);
    });
  });
  addEventListener("hashchange", () => void render());
  void render();
}

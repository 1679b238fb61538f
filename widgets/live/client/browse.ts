/** One interaction of the list: players, label cut to the list's width, whole label where that says more (else ""), value. */
export type Listed = readonly [readonly number[], string, string, number];

/** What the list tells the view it belongs to. */
export interface Browsing {
  /** Players of each row that is shown, by row. */
  readonly rows: readonly { readonly element: HTMLElement; readonly players: readonly number[] }[];
  /** Lists other interactions; how many are shown and up to which order stays as the reader chose. */
  list(listed: readonly Listed[]): void;
}

/**
 * Makes the list of interactions one to browse: sliders for how many are shown and up to which order; pointing at a row (or focusing it) marks its
 * members and its bracket. Rows beyond the static ones are made from the payload. `changed` is called when rows come or go.
 *
 * Its compiled text is sent to the browser, so it stands alone and uses nothing from outside its own body.
 */
export function browse(
  view: HTMLElement,
  first: readonly Listed[],
  shown: number,
  words: ReadonlyMap<number, Element>,
  signed: (value: number) => string,
  changed: () => void,
): Browsing {
  const body = view.querySelector("tbody");
  const pattern = body?.querySelector<HTMLElement>(".sx-row");
  if (!body || !pattern) return { rows: [], list() {} };
  let listed = first;
  let largest = 0;
  let made: (HTMLElement | undefined)[] = [...body.querySelectorAll<HTMLElement>(".sx-row")];

  const make = ([players, label, whole, value]: Listed, k: number): HTMLElement => {
    const row = pattern.cloneNode(true) as HTMLElement;
    const [number, names, order, written, bar] = row.querySelectorAll("td");
    const side = value < 0 ? "sx-negative" : "sx-positive";
    const chip = number.querySelector<HTMLElement>(".sx-chip")!;
    chip.textContent = String(k + 1);
    chip.className = `sx-chip ${side}`;
    chip.style.borderRadius = value < 0 ? "2px" : "9px";
    names.title = whole || label;
    names.querySelector("bdi")!.textContent = label;
    order.textContent = String(players.length);
    written.querySelector("b")!.textContent = signed(value);
    const length = largest === 0 ? 0 : Math.round((60 * Math.abs(value)) / largest);
    const [left, right] = bar.querySelectorAll<HTMLElement>(":scope > span");
    const filled = document.createElement("span");
    filled.className = side;
    filled.style.cssText = `display:inline-block;width:${length}px;height:10px`;
    left.textContent = right.textContent = "\u00a0";
    (value < 0 ? left : right).replaceChildren(filled);
    return row;
  };

  const mark = (k: number, on: boolean): void => {
    for (const player of listed[k][0]) words.get(player)?.classList.toggle("sx-member", on);
    for (const arc of view.querySelectorAll(`.sx-arc[data-number="${k + 1}"]`)) {
      arc.classList.toggle("sx-strong", on);
    }
  };
  const row = (k: number): HTMLElement => {
    let element = made[k];
    if (element === undefined) made[k] = element = make(listed[k], k);
    if (!element.hasAttribute("tabindex")) {
      element.tabIndex = 0;
      for (const event of ["mouseenter", "focus"]) element.addEventListener(event, () => mark(k, true));
      for (const event of ["mouseleave", "blur"]) element.addEventListener(event, () => mark(k, false));
    }
    return element;
  };

  let rows: { element: HTMLElement; players: readonly number[] }[] = [];
  let most = shown;
  let upTo = Number.POSITIVE_INFINITY;
  const show = (): void => {
    const lowest = Math.min(...listed.map(([players]) => players.length));
    const limit = Math.max(lowest, upTo);
    const chosen = listed
      .map((_, k) => k)
      .filter((k) => listed[k][0].length <= limit)
      .slice(0, most);
    rows = chosen.map((k) => ({ element: row(k), players: listed[k][0] }));
    body.replaceChildren(...rows.map(({ element }) => element));
    const present = new Set(chosen.map((k) => String(k + 1)));
    for (const arc of view.querySelectorAll<SVGElement>(".sx-arc")) {
      arc.style.display = present.has(arc.getAttribute("data-number")!) ? "" : "none";
    }
    changed();
  };

  const slider = (
    label: string,
    values: readonly number[],
    at: number,
    set: (value: number) => void,
  ): HTMLElement => {
    const box = document.createElement("label");
    const input = document.createElement("input");
    const said = document.createElement("output");
    input.type = "range";
    input.min = "0";
    input.max = String(values.length - 1);
    input.value = String(values.indexOf(at));
    const tell = (): void => {
      const value = String(values[Number(input.value)]);
      said.textContent = value;
      input.setAttribute("aria-valuetext", value);
    };
    input.addEventListener("input", () => {
      tell();
      set(values[Number(input.value)]);
      show();
    });
    tell();
    box.append(`${label} `, input, " ", said);
    return box;
  };

  const controls = document.createElement("div");
  controls.className = "sx-controls";
  controls.setAttribute("data-lm-suppress-shortcuts", "true");
  body.closest("table")!.before(controls);

  const begin = (): void => {
    largest = Math.max(...listed.map(([, , , value]) => Math.abs(value)));
    const counts = listed.map((_, k) => k + 1);
    const orders = [...new Set(listed.map(([players]) => players.length))].sort((a, b) => a - b);
    controls.replaceChildren();
    if (counts.length > 1) {
      controls.append(
        slider("Interactions shown", counts, Math.min(most, counts.length), (value) => {
          most = value;
        }),
      );
    }
    if (orders.length > 1) {
      const highest = orders[orders.length - 1];
      const at = Math.max(orders[0], ...orders.filter((order) => order <= upTo));
      controls.append(
        slider("up to order", orders, at, (value) => {
          upTo = value === highest ? Number.POSITIVE_INFINITY : value;
        }),
      );
    }
    show();
  };
  begin();
  return {
    get rows() {
      return rows;
    },
    list(next) {
      for (const word of words.values()) word.classList.remove("sx-member");
      listed = next;
      made = [];
      begin();
    },
  };
}

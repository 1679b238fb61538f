/** One interaction of the list: players, label cut to the list's width, whole label where that says more (else ""), value. */
export type Listed = readonly [readonly number[], string, string, number];

/** What the list tells the view it belongs to. */
export interface Browsing {
  /** Players of each row that is shown, by row. */
  readonly rows: readonly { readonly element: HTMLElement; readonly players: readonly number[] }[];
}

/**
 * Makes the list of interactions one to browse: sliders for how many are shown and up to which order; pointing at a row (or focusing it) marks its
 * members and its bracket. Rows beyond the static ones are made from the payload. `changed` is called when rows come or go.
 *
 * Its compiled text is sent to the browser, so it stands alone and uses nothing from outside its own body.
 */
export function browse(
  view: HTMLElement,
  listed: readonly Listed[],
  shown: number,
  words: ReadonlyMap<number, Element>,
  signed: (value: number) => string,
  changed: () => void,
): Browsing {
  const body = view.querySelector("tbody");
  const first = body?.querySelector<HTMLElement>(".sx-row");
  if (!body || !first || listed.length === 0) return { rows: [] };
  const largest = Math.max(...listed.map(([, , , value]) => Math.abs(value)));
  const statics = [...body.querySelectorAll<HTMLElement>(".sx-row")];

  const make = ([players, label, whole, value]: Listed, k: number): HTMLElement => {
    const row = first.cloneNode(true) as HTMLElement;
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
  const made: (HTMLElement | undefined)[] = [...statics];
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
  let most = Math.min(shown, listed.length);
  const orders = [...new Set(listed.map(([players]) => players.length))].sort((a, b) => a - b);
  let upTo = orders[orders.length - 1];
  const show = (): void => {
    const chosen = listed
      .map((_, k) => k)
      .filter((k) => listed[k][0].length <= upTo)
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
  if (listed.length > 1) {
    const counts = listed.map((_, k) => k + 1);
    controls.append(
      slider("Interactions shown", counts, most, (value) => {
        most = value;
      }),
    );
  }
  if (orders.length > 1) {
    controls.append(
      slider("up to order", orders, upTo, (value) => {
        upTo = value;
      }),
    );
  }
  body.closest("table")!.before(controls);
  show();
  return {
    get rows() {
      return rows;
    },
  };
}

import type { BracketColours, BracketOf, drawBrackets } from "../../live/client/drawBrackets.js";
import type { drawLinks } from "../../live/client/drawLinks.js";
import type { regionLook, SignColours, wordLook } from "../../live/client/looks.js";
import type { Explored, ExploredReading, ExploredSite } from "../data.js";

/** What the page works with, handed over: in a browser it can import nothing. */
export interface PaneTools {
  readonly tag: string;
  readonly drawBrackets: typeof drawBrackets;
  readonly drawLinks: typeof drawLinks;
  readonly wordLook: typeof wordLook;
  readonly regionLook: typeof regionLook;
  readonly colours: BracketColours & { readonly rule: string };
  readonly sign: SignColours;
}

/** The index and order that are read. */
export interface Read {
  readonly index: string;
  readonly order: number;
}

/** One explanation on the page. */
export interface Pane {
  /** Puts an explanation there. */
  show(explored: Explored): void;
  /** Reads it in this index and order, the nearest there is; returns what was read. */
  read(index: string, order: number): Read;
  /** Players that are off; empty where none can be switched. */
  readonly off: readonly number[];
  switchOff(players: readonly number[]): void;
}

/** The element as the page needs it, see `upgrade`. */
interface View extends HTMLElement {
  readonly off: readonly number[];
  switchOff(players: readonly number[]): void;
  list(listed: readonly unknown[], digits: number): void;
}

/**
 * One column of the page: the live element with the list, colours, brackets and links of the index that is chosen, and facts beside it.
 * All text goes in as text; markup is only what the site's maker escaped.
 *
 * Its compiled text is put into the page, so it stands alone and uses nothing from outside its own body.
 */
export function pane(box: HTMLElement, indices: ExploredSite["indices"], tools: PaneTools): Pane {
  /** Interactions that can be listed. */
  const most = 200;
  /** The first so many of the list have brackets or links, as in outputs. */
  const drawn = 12;
  const brackets = 8;

  let explored: Explored;
  let view: View;
  const part = (name: string): HTMLElement => box.querySelector<HTMLElement>(`.${name}`)!;

  const escaped = (text: string): string => text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);

  const written = (value: number, digits: number): string => {
    const size = Math.abs(value);
    const text = digits > 90 ? size.toExponential(2).replace("e+", "e") : size.toFixed(digits);
    return Number(text) === 0 ? text : `${value < 0 ? "−" : "+"}${text}`;
  };

  /** Colours each word and region by its effect. */
  const paint = ({ effects, digits }: ExploredReading): void => {
    const largest = effects.reduce((sofar, value) => Math.max(sofar, Math.abs(value)), 0);
    for (const word of view.querySelectorAll<HTMLElement | SVGElement>(".sx-w")) {
      const value = effects[Number(word.dataset.player)];
      const strength = largest === 0 ? 0 : Math.abs(value) / largest;
      if (word instanceof SVGElement) {
        word.removeAttribute("stroke-dasharray");
        for (const [name, given] of tools.regionLook(value, strength, tools.colours)) {
          word.setAttribute(name, given);
        }
        const title = word.querySelector("title")!;
        title.textContent = title.textContent!.replace(/: [^:]*$/, `: ${written(value, digits)}`);
        continue;
      }
      const { background, border } = tools.wordLook(value, strength, tools.sign);
      const seen = strength >= 0.02;
      word.style.backgroundColor = seen ? background : "";
      word.style.borderBottom = seen ? border : "";
      if (seen) word.title = written(value, digits);
      else word.removeAttribute("title");
    }
  };

  const inline = (svg: string): Element =>
    document.importNode(new DOMParser().parseFromString(svg, "image/svg+xml").documentElement, true);

  /** Brackets over words, links on images. */
  const join = (listed: readonly (readonly [readonly number[], string, string, number])[]): void => {
    const chosen = listed
      .slice(0, drawn)
      .map(([players, label, whole, value], k) => ({ number: k + 1, players, value, name: whole || label }));
    const place = view.querySelector<HTMLElement>(".sx-brackets");
    const words = explored.brackets;
    if (place !== null && words !== null) {
      const over: (BracketOf & { name: string })[] = chosen
        .filter(({ players }) => players.length >= 2 && players.length <= words.largest)
        .slice(0, brackets);
      place.hidden = over.length === 0;
      const label = `Brackets over the players: ${over.map(({ number, name }) => `${number} joins ${name}`).join("; ")}`;
      const svg = inline(
        tools.drawBrackets(words, over, tools.colours, {
          title: words.title,
          label: escaped(label.slice(0, 1500)),
        }),
      );
      svg.setAttribute("style", "max-width:100%;height:auto");
      place.querySelector(".sx-drawing")!.replaceChildren(...(over.length === 0 ? [] : [svg]));
    }
    view.querySelectorAll(".sx-links").forEach((group, k) => {
      const { first, width, height, at } = explored.images[k];
      const links = chosen
        .filter(({ players }) => players.length >= 2)
        .map(({ number, players, value }) => ({
          number,
          value,
          at: players.flatMap((player) => (at[player - first] === undefined ? [] : [at[player - first]])),
        }))
        .filter((link) => link.at.length > 0);
      const svg = `<svg xmlns="http://www.w3.org/2000/svg">${tools.drawLinks(links, width, height, tools.colours)}</svg>`;
      group.replaceChildren(...inline(svg).childNodes);
      const told = links.map(({ number }) => `${number} joins ${chosen[number - 1].name}`).join("; ");
      const regions = `Image with ${at.length} regions coloured by effect`;
      group
        .closest("svg")!
        .setAttribute("aria-label", `${regions}${told === "" ? "" : `; links: ${told}`}`.slice(0, 1500));
    });
  };

  /** Opens folded runs of words that the list speaks of. */
  const unfold = (listed: readonly (readonly [readonly number[], ...unknown[]])[]): void => {
    const members = new Set(listed.slice(0, drawn).flatMap(([players]) => players));
    for (const fold of view.querySelectorAll("details")) {
      const inside = [...fold.querySelectorAll<HTMLElement>(".sx-w")];
      if (inside.some((word) => members.has(Number(word.dataset.player)))) fold.open = true;
    }
  };

  const count = (value: number): string => value.toLocaleString("en-US");

  return {
    show(next) {
      explored = next;
      view = document.createElement(tools.tag) as View;
      view.innerHTML = explored.inside;
      const data = document.createElement("script");
      data.type = "application/json";
      data.textContent = JSON.stringify({ ...explored.payload, listed: [] });
      view.append(data);
      part("view").replaceChildren(view);
      part("facts").replaceChildren(
        ...explored.facts.flatMap(([term, text]) => {
          const [dt, dd] = [document.createElement("dt"), document.createElement("dd")];
          dt.textContent = term;
          dd.textContent = text;
          dd.dir = "auto";
          return [dt, dd];
        }),
      );
      const why = new Map<string, string[]>();
      for (const [index, reason] of explored.missing) why.set(reason, [...(why.get(reason) ?? []), index]);
      part("missing").replaceChildren(
        ...[...why].map(([reason, names]) => {
          const line = document.createElement("p");
          line.textContent = `Not here: ${names.join(", ")}. ${reason}`;
          return line;
        }),
      );
    },
    read(index, order) {
      const of = (name: string): ExploredReading[] => explored.readings.filter((one) => one.index === name);
      const all = of(index).length > 0 ? of(index) : of(explored.readings[0].index);
      const orders = all.flatMap((one) => one.orders);
      const upTo = orders.includes(order) ? order : Math.max(orders[0], ...orders.filter((k) => k <= order));
      const reading = all.find((one) => one.orders.includes(upTo))!;
      const listed = reading.ids
        .map((id, k) => [...explored.sets[id], reading.values[k]] as const)
        .filter(([players]) => players.length <= upTo)
        .slice(0, most);
      join(listed);
      paint(reading);
      unfold(listed);
      view.list(listed, reading.digits);
      view.querySelector(".sx-meaning")!.textContent = reading.meaning;
      const table = view.querySelector("table")!;
      table.hidden = listed.length === 0;
      table.querySelectorAll("th")[3].textContent = reading.index;
      const [, title, meaning] = indices.find(([name]) => name === reading.index)!;
      part("meaning").textContent = `${title}: ${meaning}.${reading.note === "" ? "" : ` ${reading.note}`}`;
      const total = reading.totals[reading.orders.indexOf(upTo)];
      part("total").textContent =
        total === 0
          ? `No interaction up to order ${upTo} is other than 0.`
          : total > listed.length
            ? `The ${count(listed.length)} strongest of ${count(total)} interactions up to order ${upTo} can be listed.`
            : `${count(total)} ${total === 1 ? "interaction" : "interactions"} up to order ${upTo}, all of them here.`;
      return { index: reading.index, order: upTo };
    },
    get off() {
      return view.off;
    },
    switchOff(players) {
      view.switchOff(players);
    },
  };
}

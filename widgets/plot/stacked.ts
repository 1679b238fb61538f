import { catalogue } from "../../src/indices/catalogue.js";
import type { View } from "../../src/types.js";
import { indexNote } from "../facts.js";
import { clean, count, digitsFor, number, shorten, signed } from "../labels.js";
import { signColour, themed } from "../palette.js";
import { tableText } from "../table.js";
import { chart, textSize as size, widest, chartWidth as width } from "./chart.js";
import { label, line, markup, mostStripes, px, stripedBar, valueTicks } from "./glyphs.js";
import { nothingToShow } from "./nothing.js";

const rowHeight = 24;
const bar = 16;

/** A player's shares of the interactions it is in, by order; the last place holds order `mostStripes` and above. */
interface Shares {
  readonly player: number;
  readonly name: string;
  readonly raising: Float64Array;
  readonly lowering: Float64Array;
  readonly total: number;
  readonly net: number;
}

/** Each interaction shared equally among its players: for every player what raises (right) and lowers (left), stacked by order. */
export function stackedSvg(view: View, top: number): string {
  const { rows, left } = sharesOf(view, top);
  if (rows.length === 0) throw nothingToShow("interaction to share among its players");
  const sum = (values: Float64Array): number => values.reduce((so, value) => so + value, 0);
  const low = Math.min(0, ...rows.map(({ lowering }) => sum(lowering)));
  const high = Math.max(0, ...rows.map(({ raising }) => sum(raising)));
  const digits = digitsFor(Math.max(-low, high));
  const names = rows.map(({ name }) => shorten(name, 180, size));
  const marginLeft = 16 + widest(names, 40);
  const nets = additive(view) ? rows.map(({ net }) => signed(net, digits)) : [];
  const marginRight = 16 + (nets.length > 0 ? widest([...nets, "net ◆"]) + 8 : 0);
  const room = (high - low) * 0.02;
  const domain: [number, number] = [low - (low < 0 ? room : 0), high + (high > 0 ? room : 0)];
  const orders = [1, 2, 3, 4].filter((order) =>
    view.interactions.some((set) => Math.min(set.order, mostStripes) === order),
  );

  return chart(
    {
      title: view.title,
      about: `${view.index} (${clean(view.unit)}), each interaction shared equally among its players`,
      foot:
        left > 0
          ? `${count(left)} more ${left === 1 ? "player has" : "players have"} smaller shares`
          : indexNote(view),
      describe: `${clean(view.title)}: shares of the interactions by player and order: ${rows.map((row, k) => `${names[k]} ${signed(sum(row.raising), digits)} ${signed(sum(row.lowering), digits)}`).join("; ")}`,
      height: rows.length * rowHeight,
      marginLeft,
      marginRight,
      marginTop: 26,
    },
    (stage, area) => {
      const { Plot } = stage;
      const { ticks, format } = valueTicks(domain, area);
      const x = (value: number): number =>
        area.left + ((value - domain[0]) / (domain[1] - domain[0])) * (area.right - area.left);
      const drawn: string[] = [...legend(orders, area.left, area.top - 16)];
      if (nets.length > 0) {
        drawn.push(
          label("net ◆", area.right + marginRight - 12, area.top - 12, { anchor: "end", fill: themed.quiet }),
        );
      }
      rows.forEach(({ name, raising, lowering, net }, k) => {
        const middle = area.top + (k + 0.5) * rowHeight;
        drawn.push(
          label(names[k], area.left - 10, middle + 4, { anchor: "end", title: clean(name).slice(0, 400) }),
        );
        for (const shares of [raising, lowering]) {
          let at = 0;
          shares.forEach((share, o) => {
            if (share === 0) return;
            const [from, to] = [Math.min(x(at), x(at + share)), Math.max(x(at), x(at + share))];
            drawn.push(
              stripedBar(
                { x: from + 0.5, y: middle - bar / 2, width: to - from - 1, height: bar },
                o + 1,
                signColour(share),
                `${clean(name).slice(0, 100)}, order ${orderName(o)}: ${signed(share, digits)}`,
              ),
            );
            at += share;
          });
        }
        if (nets.length > 0) {
          drawn.push(
            `<path d="M${px(x(net))} ${px(middle - 6)}l6 6l-6 6l-6 -6z" fill="${themed.ink}" stroke="${themed.paper}" stroke-width="1.5"/>`,
            label(nets[k], area.right + marginRight - 12, middle + 4, { anchor: "end" }),
          );
        }
      });
      return {
        x: { domain, label: null },
        marks: [
          Plot.gridX(ticks, { stroke: themed.rule, strokeOpacity: 1 }),
          Plot.axisX(ticks, { tickSize: 4, label: null, tickFormat: format }),
          markup(stage, [line([x(0), area.top], [x(0), area.bottom], { stroke: themed.ink }), ...drawn]),
        ],
      };
    },
  );
}

/** The same as a table: raising and lowering share of each player by order. */
export function stackedText(view: View, title: string, top: number): string {
  const { rows, left } = sharesOf(view, top);
  const digits = digitsFor(Math.max(0, ...rows.map(({ total }) => total)));
  const cell = (raising: number, lowering: number): string =>
    raising === 0 && lowering === 0 ? "" : `${signed(raising, digits)} ${number(lowering, digits)}`;
  const lines = rows.map(({ name, raising, lowering, net }) => ({
    player: name,
    o1: cell(raising[0], lowering[0]),
    o2: cell(raising[1], lowering[1]),
    o3: cell(raising[2], lowering[2]),
    o4: cell(raising[3], lowering[3]),
    net: signed(net, digits),
  }));
  return tableText(
    title,
    [
      { key: "player" },
      { key: "o1", label: "order 1" },
      { key: "o2", label: "order 2" },
      { key: "o3", label: "order 3" },
      { key: "o4", label: `order ${mostStripes}+` },
      ...(additive(view) ? [{ key: "net" as const }] : []),
    ],
    lines,
    [
      `Each interaction shared equally among its players, ${view.index} (${clean(view.unit)}): what raises and what lowers.`,
      ...(left > 0 ? [`${count(left)} more players have smaller shares.`] : []),
    ],
  );
}

/** Do values of this index add up, so that a player's net share means something? */
function additive({ index }: View): boolean {
  return index === "FBII" || catalogue.some((entry) => entry.name === index && entry.efficient);
}

function sharesOf(view: View, top: number): { rows: Shares[]; left: number } {
  const players = new Map<number, { raising: Float64Array; lowering: Float64Array }>();
  for (const { players: set, order, value } of view.interactions) {
    for (const player of set) {
      let shares = players.get(player);
      if (shares === undefined) {
        shares = { raising: new Float64Array(mostStripes), lowering: new Float64Array(mostStripes) };
        players.set(player, shares);
      }
      (value < 0 ? shares.lowering : shares.raising)[Math.min(order, mostStripes) - 1] += value / order;
    }
  }
  const all = [...players].map(([player, { raising, lowering }]) => {
    const [up, down] = [raising, lowering].map((values) => values.reduce((so, value) => so + value, 0));
    return { player, name: view.players.names[player], raising, lowering, total: up - down, net: up + down };
  });
  all.sort((a, b) => b.total - a.total || a.player - b.player);
  return { rows: all.slice(0, top), left: Math.max(0, all.length - top) };
}

function orderName(place: number): string {
  return place === mostStripes - 1 ? `${mostStripes} and more` : String(place + 1);
}

function legend(orders: readonly number[], left: number, y: number): string[] {
  return orders.flatMap((order, k) => {
    const x = Math.max(12, Math.min(left, width - 90 * orders.length)) + k * 84;
    return [
      stripedBar({ x, y: y - 6, width: 14, height: 12 }, order, themed.quiet),
      label(`order ${order}${order === mostStripes ? "+" : ""}`, x + 19, y + 4, { fill: themed.quiet }),
    ];
  });
}

import { orderOf } from "../../src/bits/terms.js";
import { SpexlabError } from "../../src/errors.js";
import type { View } from "../../src/types.js";
import { faithfulnessText } from "../facts.js";
import { clean, count, number } from "../labels.js";
import { themed } from "../palette.js";
import { tableText } from "../table.js";
import { chart, widest, chartWidth as width } from "./chart.js";
import { nothingToShow } from "./nothing.js";

const mostRows = 12;
const rowHeight = 26;

/** Energy of the Fourier coefficients of one order, or of the last row's orders together. */
interface Energy {
  readonly name: string;
  readonly terms: number;
  readonly energy: number;
  readonly share: number;
}

/** How the surrogate's variance over uniform masks splits by order: the sum of squares of the Fourier coefficients of each. */
export function spectrumSvg(view: View): string {
  const { rows, spread } = energies(view);
  const texts = rows.map(written);
  const marginLeft = 20 + widest(rows.map(({ name }) => name));
  const marginRight = 16;
  const room = widest(texts) + 12;
  const most = Math.max(...rows.map(({ share }) => share));
  const high = (most * (width - marginLeft - marginRight)) / (width - marginLeft - marginRight - room);
  const bars = rows.map((row, k) => ({ ...row, k, text: texts[k] }));
  const step = [0.01, 0.02, 0.05, 0.1, 0.2].find((width) => most / width <= 6) ?? 0.25;
  const ticks = Array.from({ length: Math.floor(most / step + 1e-9) + 1 }, (_, k) => k * step);
  return chart(
    {
      title: view.title,
      about: `Share of the surrogate's variance by order; ${spread}`,
      foot: faithfulnessText(view),
      describe: `${clean(view.title)}: ${bars.map(({ name, text }) => `${name}: ${text}`).join("; ")}`,
      height: rows.length * rowHeight,
      marginLeft,
      marginRight,
    },
    ({ Plot }) => ({
      x: { domain: [0, high], label: null },
      y: { type: "band", domain: bars.map(({ k }) => k), axis: null, padding: 0.3 },
      marks: [
        Plot.gridX(ticks, { stroke: themed.rule, strokeOpacity: 1 }),
        Plot.axisX(ticks, { tickSize: 4, label: null, tickFormat: (share: number) => percent(share, 0) }),
        Plot.barX(bars, { x: "share", y: "k", fill: themed.ink }),
        Plot.ruleX([0], { stroke: themed.ink }),
        Plot.text(bars, {
          x: "share",
          y: "k",
          text: "text",
          textAnchor: "start",
          dx: 6,
          stroke: themed.paper,
          strokeWidth: 4,
          fill: themed.ink,
        }),
        Plot.text(bars, { frameAnchor: "left", y: "k", text: "name", textAnchor: "end", dx: -10 }),
      ],
    }),
  );
}

/** The same as a table. */
export function spectrumText(view: View, title: string): string {
  const { rows, spread } = energies(view);
  return tableText(
    title,
    [{ key: "name", label: "" }, { key: "terms" }, { key: "share" }],
    rows.map(({ name, terms, share }) => ({ name, terms, share: percent(share, 1) })),
    [`Shares of the surrogate's variance over uniform masks; ${spread}.`, faithfulnessText(view)],
  );
}

function written({ share, terms }: Energy): string {
  return `${percent(share, 1)} · ${count(terms)} ${terms === 1 ? "term" : "terms"}`;
}

function percent(share: number, digits: number): string {
  const text = number(100 * share, digits);
  return `${share > 0 && Number(text) === 0 ? `< ${0.1}` : text} %`;
}

function energies(view: View): { rows: Energy[]; spread: string } {
  const { fourier } = view;
  if (fourier === null) {
    throw new SpexlabError(
      "NO_SURROGATE",
      `Expected an explanation with a surrogate, got one by \`${view.method}\` without: there is no energy to split by order.`,
    );
  }
  const byOrder = new Map<number, { terms: number; energy: number }>();
  let all = 0;
  for (let k = 0; k < fourier.length; k++) {
    const order = orderOf(fourier, k);
    if (order === 0 || fourier.values[k] === 0) continue;
    const energy = fourier.values[k] ** 2;
    const known = byOrder.get(order) ?? { terms: 0, energy: 0 };
    byOrder.set(order, { terms: known.terms + 1, energy: known.energy + energy });
    all += energy;
  }
  if (!(all > 0))
    throw nothingToShow("coefficient other than zero", "the surrogate answers the same to every mask");
  const orders = [...byOrder.keys()].sort((a, b) => a - b);
  const single = orders.length <= mostRows ? orders : orders.slice(0, mostRows - 1);
  const pooled = orders.slice(single.length);
  const rowOf = (name: string, of: readonly number[]): Energy => {
    const terms = of.reduce((so, order) => so + byOrder.get(order)!.terms, 0);
    const energy = of.reduce((so, order) => so + byOrder.get(order)!.energy, 0);
    return { name, terms, energy, share: energy / all };
  };
  return {
    rows: [
      ...single.map((order) => rowOf(`order ${order}`, [order])),
      ...(pooled.length === 0 ? [] : [rowOf(`orders ${pooled[0]} to ${pooled[pooled.length - 1]}`, pooled)]),
    ],
    spread: `standard deviation ${figures(Math.sqrt(all))} (${clean(view.unit)})`,
  };
}

function figures(value: number): string {
  return value >= 0.001 && value < 1e6
    ? String(Number(value.toPrecision(3)))
    : value.toExponential(2).replace("e+", "e").replace("-", "−");
}

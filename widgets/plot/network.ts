import type { Interaction, View } from "../../src/types.js";
import { indexNote } from "../facts.js";
import {
  clean,
  count,
  digitsFor,
  escaped,
  fullLabel,
  number,
  setLabel,
  shorten,
  signed,
  textWidth,
} from "../labels.js";
import { signColour, themed } from "../palette.js";
import { tableText } from "../table.js";
import { chart } from "./chart.js";
import { label, line, markup, px, quietLine } from "./glyphs.js";
import { nothingToShow } from "./nothing.js";
import { spreadOut } from "./spread.js";

/** Never more links than this: beyond, nobody sees one. */
const mostLinks = 200;
const labelSize = 11;

interface Node {
  readonly player: number;
  readonly main: number;
  readonly radius: number;
  /** Sum of |value| of its links and its main effect: who is named first where room is short. */
  readonly strength: number;
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/**
 * Players as nodes, sized by main effect (round: positive, square: negative, hollow: none shown), and what they do together as links:
 * a line for two players, a knot with a line to each for more. Solid links are positive, dashed ones negative, wide ones strong.
 */
export function networkSvg(view: View, top?: number): string {
  const { links, joint, nodes, mains } = pieces(view, top);
  const largest = Math.abs(links[0].value);
  const digits = digitsFor(Math.max(largest, ...nodes.map(({ main }) => Math.abs(main))));
  const knots = links.filter(({ order }) => order > 2);
  const height = Math.round(Math.min(900, Math.max(240, 150 + 9 * (nodes.length + knots.length))));
  const place = new Map(nodes.map(({ player }, k) => [player, k]));
  const wide = (value: number): number => 1 + (4 * Math.abs(value)) / largest;
  const knotSize = (value: number): number => 3 + (3 * Math.abs(value)) / largest;

  return chart(
    {
      title: view.title,
      about: `Interactions as links, ${view.index} (${clean(view.unit)})`,
      foot: footOf(view, links, joint, nodes, mains),
      describe: `${clean(view.title)}: network of ${nodes.length} players with ${links.length} interactions: ${links
        .slice(0, 20)
        .map(({ names, value }) => `${fullLabel(names).slice(0, 80)} ${signed(value, digits)}`)
        .join("; ")}`,
      height,
      marginLeft: 12,
      marginRight: 12,
      marginTop: 24,
      marginBottom: indexNote(view) === "" ? 6 : 24,
    },
    (stage, area) => {
      const points = spreadOut(
        [...nodes.map(({ radius }) => radius), ...knots.map(({ value }) => knotSize(value))],
        [
          ...links
            .filter(({ order }) => order === 2)
            .map(({ players: [a, b] }) => [place.get(a)!, place.get(b)!] as const),
          ...knots.flatMap(({ players }, k) =>
            players.map((player) => [place.get(player)!, nodes.length + k] as const),
          ),
        ],
        { left: area.left + 46, right: area.right - 46, top: area.top + 18, bottom: area.bottom - 24 },
      );
      const drawn: string[] = legend(area.top - 22, largest, digits, nodes, knots.length > 0);
      // Titles are most of a large picture.
      const titleLength = links.length + nodes.length > 150 ? 60 : 300;
      const segments: Segment[] = [];
      // The strongest last, on top.
      for (const link of [...links].reverse()) {
        const ends = link.players.map((player) => points[place.get(player)!]);
        const knot = link.order > 2 ? points[nodes.length + knots.indexOf(link)] : undefined;
        if (knot === undefined) segments.push([ends[0], ends[1]]);
        else segments.push(...ends.map((end): Segment => [knot, end]));
        const title = `${fullLabel(link.names).slice(0, titleLength)}: ${signed(link.value, digits)}`;
        drawn.push(drawLink(link, ends, knot, wide(link.value), title));
      }
      drawn.push(
        ...shapes(
          knots.map(({ value }, k) => ({ value, at: points[nodes.length + k], radius: knotSize(value) })),
        ),
        ...shapes(
          nodes.map(({ main, radius, player }, k) => ({
            value: main,
            at: points[k],
            radius,
            title: `${clean(view.players.names[player]).slice(0, titleLength)}${main === 0 ? "" : `: ${signed(main, digits)}`}`,
          })),
        ),
      );
      const named = namesPlaced(view, nodes, points, segments, area);
      drawn.push(...named);
      if (named.length < nodes.length) {
        drawn.push(
          label(
            `${count(nodes.length - named.length)} of ${count(nodes.length)} names have no room`,
            area.right,
            area.bottom + 2,
            {
              anchor: "end",
              size: labelSize,
              fill: themed.quiet,
              halo: true,
            },
          ),
        );
      }
      drawn.push(...quietLine(indexNote(view), area, 6));
      return { marks: [markup(stage, drawn)] };
    },
  );
}

/** The links as a list, with the players' main effects. */
export function networkText(view: View, title: string, top?: number): string {
  const { links, joint, nodes, mains } = pieces(view, top);
  const digits = digitsFor(Math.abs(links[0].value));
  const nodeOf = new Map(nodes.map((node) => [node.player, node]));
  const listed = links.slice(0, 40);
  return tableText(
    title,
    [
      { key: "players" },
      { key: "order" },
      { key: "value", label: view.index },
      { key: "alone", label: "its players alone" },
    ],
    listed.map(({ names, players, order, value }) => ({
      players: setLabel(names, 46 * 7, 12),
      order,
      value: signed(value, digits),
      alone: players
        .slice(0, 6)
        .map((player) => signed(nodeOf.get(player)!.main, digits))
        .join(" "),
    })),
    [
      ...(links.length > listed.length
        ? [`${count(links.length - listed.length)} more links are in the picture.`]
        : []),
      footOf(view, links, joint, nodes, mains),
      indexNote(view),
    ].filter((note) => note !== ""),
  );
}

/** Links when their number is not said: two a player, so that a picture of few players stays readable. */
function usualLinks(players: number): number {
  return Math.min(mostLinks, Math.max(12, 2 * players));
}

function pieces(
  view: View,
  top?: number,
): { links: readonly Interaction[]; joint: number; nodes: Node[]; mains: number } {
  const joint = view.interactions.filter(({ order }) => order > 1);
  if (joint.length === 0) {
    throw nothingToShow(
      "interaction of two or more players",
      view.index === "SV" || view.index === "BV"
        ? `${view.index} has single players only, draw .bar() or say .as("FSII") first`
        : "widen the filter, or draw .bar() for single players",
    );
  }
  const links = joint.slice(0, Math.min(mostLinks, top ?? usualLinks(view.players.names.length)));
  const alone = new Map(
    view.interactions.filter(({ order }) => order === 1).map(({ players, value }) => [players[0], value]),
  );
  const strengths = new Map<number, number>();
  for (const { players, value } of links) {
    for (const player of players) strengths.set(player, (strengths.get(player) ?? 0) + Math.abs(value));
  }
  const members = [...strengths.keys()].sort((a, b) => a - b);
  const largest = Math.max(...members.map((player) => Math.abs(alone.get(player) ?? 0)));
  const most = members.length > 120 ? 7 : 12;
  const nodes = members.map((player) => {
    const main = alone.get(player) ?? 0;
    return {
      player,
      main,
      // Areas, not radii, tell the size.
      radius: main === 0 ? 3 : Math.max(3, most * Math.sqrt(Math.abs(main) / largest)),
      strength: strengths.get(player)! + Math.abs(main),
    };
  });
  const mains = [...alone.keys()].filter((player) => !strengths.has(player)).length;
  return { links, joint: joint.length, nodes, mains };
}

function footOf(
  view: View,
  links: readonly Interaction[],
  joint: number,
  nodes: readonly Node[],
  mains: number,
): string {
  const out = view.players.names.length - nodes.length;
  return [
    joint > links.length ? `${count(links.length)} strongest of ${count(joint)} interactions` : "",
    out > 0
      ? `${count(out)} ${out === 1 ? "player has" : "players have"} no link drawn${mains > 0 ? ` (${count(mains)} ${mains === 1 ? "acts" : "act"} alone)` : ""}`
      : "",
  ]
    .filter((note) => note !== "")
    .join(" · ");
}

function drawLink(
  { value }: Interaction,
  ends: readonly (readonly [number, number])[],
  knot: readonly [number, number] | undefined,
  wide: number,
  title: string,
): string {
  const from = knot ?? ends[0];
  const path = (knot === undefined ? ends.slice(1) : ends)
    .map(([x, y]) => `M${px(from[0])} ${px(from[1])}L${px(x)} ${px(y)}`)
    .join("");
  const dash = value < 0 ? ' stroke-dasharray="5 4"' : "";
  return `<path d="${path}" fill="none" stroke="${signColour(value)}" stroke-width="${px(wide)}" stroke-opacity="0.75"${dash}><title>${escaped(title)}</title></path>`;
}

interface Shape {
  readonly value: number;
  readonly at: readonly [number, number];
  readonly radius: number;
  readonly title?: string;
}

/** Round for positive and none, square for negative, with a rim of paper; hollow ones have a rim of ink. */
function shapes(all: readonly Shape[]): string[] {
  return [-1, 0, 1].flatMap((sign) => {
    const alike = all.filter(({ value }) => Math.sign(value) === sign);
    if (alike.length === 0) return [];
    const fill = sign === 0 ? themed.paper : signColour(sign);
    const rim = sign === 0 ? themed.ink : themed.paper;
    return [`<g fill="${fill}" stroke="${rim}">`, ...alike.map(outline), "</g>"];
  });
}

function outline({ value, at: [x, y], radius, title }: Shape): string {
  const half = radius * 0.89;
  const [tag, around] =
    value < 0
      ? ["rect", `x="${px(x - half)}" y="${px(y - half)}" width="${px(2 * half)}" height="${px(2 * half)}"`]
      : ["circle", `cx="${px(x)}" cy="${px(y)}" r="${px(radius)}"`];
  return title === undefined
    ? `<${tag} ${around}/>`
    : `<${tag} ${around}><title>${escaped(title)}</title></${tag}>`;
}

/** A straight piece of a link. */
type Segment = readonly [from: readonly [number, number], to: readonly [number, number]];

/**
 * Names beside their nodes, the strongest first, each where it lies on no other name, no node and the fewest links; those without room are left out.
 */
function namesPlaced(
  view: View,
  nodes: readonly Node[],
  points: readonly (readonly [number, number])[],
  segments: readonly Segment[],
  area: { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number },
): string[] {
  const cap = nodes.length > 40 ? 90 : 140;
  const taken: Box[] = points.map(([x, y], k) => {
    const radius = k < nodes.length ? nodes[k].radius : 3;
    return { x: x - radius, y: y - radius, width: 2 * radius, height: 2 * radius };
  });
  const drawn: string[] = [];
  const order = nodes.map((_, k) => k).sort((a, b) => nodes[b].strength - nodes[a].strength || a - b);
  for (const k of order) {
    const [x, y] = points[k];
    const name = shorten(view.players.names[nodes[k].player], cap, labelSize) || "␣";
    const [wide, high, away] = [textWidth(name, labelSize), labelSize + 2, nodes[k].radius + 3];
    const spots: Box[] = [
      [x + away, y - high / 2],
      [x - away - wide, y - high / 2],
      [x - wide / 2, y - away - high],
      [x - wide / 2, y + away],
      [x + away * 0.7, y - away - high * 0.6],
      [x + away * 0.7, y + away - high * 0.4],
      [x - away * 0.7 - wide, y - away - high * 0.6],
      [x - away * 0.7 - wide, y + away - high * 0.4],
    ].map(([left, top]) => ({ x: left, y: top, width: wide, height: high }));
    const free = spots.filter(
      (box) =>
        box.x >= area.left - 8 &&
        box.x + box.width <= area.right + 8 &&
        box.y >= area.top &&
        box.y + box.height <= area.bottom - 12 &&
        !taken.some((other) => overlap(box, other)),
    );
    if (free.length === 0) continue;
    const crossed = free.map((box) => segments.filter((segment) => crosses(segment, box)).length);
    const spot = free[crossed.indexOf(Math.min(...crossed))];
    taken.push(spot);
    drawn.push(
      label(name, spot.x + wide / 2, spot.y + labelSize, { anchor: "middle", size: labelSize, halo: true }),
    );
  }
  return drawn;
}

function overlap(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

/** Whether a segment goes through a box, by clipping it to the box's sides (Liang and Barsky). */
function crosses([[x, y], [toX, toY]]: Segment, box: Box): boolean {
  let [enters, leaves] = [0, 1];
  for (const [start, step, low, high] of [
    [x, toX - x, box.x, box.x + box.width],
    [y, toY - y, box.y, box.y + box.height],
  ]) {
    if (step === 0) {
      if (start < low || start > high) return false;
      continue;
    }
    const [a, b] = [(low - start) / step, (high - start) / step];
    enters = Math.max(enters, Math.min(a, b));
    leaves = Math.min(leaves, Math.max(a, b));
  }
  return enters < leaves;
}

function legend(
  top: number,
  largest: number,
  digits: number,
  nodes: readonly Node[],
  knots: boolean,
): string[] {
  const y = top + 10;
  const strongest = nodes.reduce((so, { main }) => Math.max(so, Math.abs(main)), 0);
  const drawn: string[] = [];
  let x = 12;
  const entry = (wide: number, glyph: (x: number) => string[], text: string): void => {
    drawn.push(...glyph(x), label(text, x + wide + 4, y, { fill: themed.quiet, size: labelSize }));
    x += wide + 4 + textWidth(text, labelSize) + 10;
  };
  entry(22, (at) => [line([at, y - 4], [at + 22, y - 4], { stroke: signColour(1), width: 3 })], "positive");
  entry(
    22,
    (at) => [line([at, y - 4], [at + 22, y - 4], { stroke: signColour(-1), width: 3, dash: "5 4" })],
    `negative, widest ±${number(largest, digits)}`,
  );
  if (knots) {
    entry(
      20,
      (at) => [
        ...[
          [0, -9],
          [0, 2],
          [20, -4],
        ].map(([dx, dy]) => line([at + 8, y - 4], [at + dx, y + dy], { width: 1.5 })),
        `<circle cx="${px(at + 8)}" cy="${px(y - 4)}" r="3.5" fill="${themed.quiet}"/>`,
      ],
      "3 players or more",
    );
  }
  if (strongest > 0) {
    entry(
      24,
      (at) =>
        shapes([
          { value: 1, at: [at + 6, y - 4], radius: 5 },
          { value: -1, at: [at + 18, y - 4], radius: 5 },
        ]),
      `alone, largest ±${number(strongest, digits)}`,
    );
  }
  return drawn;
}

import { SpexlabError } from "../../src/errors.js";
import type { Interaction, Layout, View } from "../../src/types.js";
import { clean, digitsFor, escaped, fullLabel, setLabel, shorten, signed } from "../labels.js";
import { drawLinks } from "../live/client/drawLinks.js";
import { regionLook } from "../live/client/looks.js";
import { effectsOf } from "../live/effects.js";
import { themed } from "../palette.js";
import { chip, label } from "./glyphs.js";

type ImageLayout = Extract<Layout, { kind: "image" }>;

/** The image among the players: its layout and the number of its first player. */
export interface ImagePart {
  readonly layout: ImageLayout;
  readonly first: number;
}

const widest = 480;
const tallest = 480;
const margin = 8;
const rowHeight = 20;
const listSize = 12;

/** The images among the players, in order; none when no player is a region of one. */
export function imagesOf({ layout }: View["players"], first = 0): ImagePart[] {
  if (layout.kind === "image") return [{ layout, first }];
  if (layout.kind !== "joined") return [];
  let from = first;
  return layout.sources.flatMap(({ players }) => {
    const found = imagesOf(players, from);
    from += players.names.length;
    return found;
  });
}

/**
 * An image with its regions coloured by effect and the interactions among them drawn as numbered links: a region in a solid frame raises the answer,
 * in a dashed one lowers it. An interaction that also has players outside the image carries its number on the regions it has there.
 * `effects`: one number for each player of the view.
 */
export function overlaySvg(
  view: View,
  { layout, first }: ImagePart,
  effects: Float64Array,
  listed: readonly Interaction[],
  heading = "",
): string {
  if (layout.outlines.length === 0) {
    throw new SpexlabError("NOTHING_TO_SHOW", "Expected an image with regions, got one without.");
  }
  const { scale, width, height } = placed(layout);
  const top = heading === "" ? margin : 50;
  const largest = effects.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const digits = digitsFor(largest);
  const regions = layout.outlines.map((outline, k) => {
    const player = first + k;
    const value = effects[player];
    const strength = largest === 0 ? 0 : Math.abs(value) / largest;
    const look = regionLook(value, strength, themed)
      .map(([name, given]) => `${name}="${given}"`)
      .join(" ");
    const path = scaled(outline, scale);
    return {
      strength,
      svg: `<path class="sx-w" data-player="${player}" d="${path}" ${look} stroke-opacity="0.95"><title>${escaped(`${fullLabel([view.players.names[player]])}: ${signed(value, digits)}`)}</title></path>`,
    };
  });
  const inside = (player: number): boolean => player >= first && player < first + layout.outlines.length;
  const centres = regionCentres(layout).at;
  const links = listed
    .map((interaction, k) => ({ number: k + 1, interaction }))
    .filter(({ interaction }) => interaction.order >= 2 && interaction.players.some(inside))
    .map(({ number, interaction }) => ({
      number,
      value: interaction.value,
      at: interaction.players.filter(inside).map((player) => centres[player - first]),
    }));
  const said = `Image with ${layout.outlines.length} regions coloured by effect${links.length === 0 ? "" : `; links: ${links.map(({ number }) => `${number} joins ${fullLabel(listed[number - 1].names)}`).join("; ")}`}`;
  const alone = heading !== "";
  const w = (alone ? Math.max(width, 320) : width) + 2 * margin;
  const h = height + top + margin + (alone ? listed.length * rowHeight + 8 : 0);
  const around = alone ? aroundOf(view, heading, listed, w, top + height + margin) : "";
  const strongestLast = [...regions].sort((a, z) => a.strength - z.strength).map(({ svg }) => svg);
  return `<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="${escaped(said.slice(0, 1500))}" width="${w}" height="${h}" viewBox="0 0 ${w} ${h}" font-family="system-ui, sans-serif" font-size="12"><title>${escaped(clean(view.title).slice(0, 300))}</title><rect width="100%" height="100%" rx="4" fill="${themed.paper}"/>${around}<g transform="translate(${margin} ${top})"><image href="${escaped(layout.picture)}" width="${width}" height="${height}" preserveAspectRatio="none"${scale > 2 ? ' style="image-rendering:pixelated"' : ""}/>${strongestLast.join("")}<g class="sx-links" pointer-events="none">${drawLinks(links, width, height, themed)}</g></g></svg>`;
}

/** Heading, what is drawn and in which unit, and below the image the numbered interactions by name: for an image that stands alone. */
function aroundOf(
  view: View,
  heading: string,
  listed: readonly Interaction[],
  width: number,
  top: number,
): string {
  const room = width - 2 * margin;
  const digits = digitsFor(listed.reduce((most, { value }) => Math.max(most, Math.abs(value)), 0));
  const about = `Regions: ${effectsOf(view).meaning}; numbers: ${view.index} (${clean(view.unit)})`;
  return [
    label(shorten(heading, room, 13), margin, 19, { size: 13, weight: 600 }),
    label(shorten(about, room, listSize), margin, 39, { size: listSize, fill: themed.quiet, title: about }),
    ...listed.flatMap(({ names, value }, k) => {
      const y = top + k * rowHeight + 14;
      return [
        chip(k + 1, value, margin + 9, y - 4),
        label(setLabel(names, room - 100, listSize), margin + 26, y, {
          size: listSize,
          title: fullLabel(names),
        }),
        label(signed(value, digits), margin + room, y, { anchor: "end", size: listSize }),
      ];
    }),
  ].join("");
}

/** Rings of corners of an outline. */
function ringsOf(outline: string): [number, number][][] {
  return outline
    .split("M")
    .filter(Boolean)
    .map((ring) => {
      let [x, y] = [0, 0];
      return [...ring.matchAll(/(^|[HV])(\d+)(?: (\d+))?/g)].map(([, stroke, a, b]): [number, number] => {
        if (stroke === "") [x, y] = [Number(a), Number(b)];
        else if (stroke === "H") x = Number(a);
        else y = Number(a);
        return [x, y];
      });
    });
}

/** The middle of the largest ring, moved into the region when it lies outside. */
function centreOf(outline: string, scale: number): [number, number] {
  const rings = ringsOf(outline);
  const area = (ring: readonly (readonly [number, number])[]): number =>
    ring.reduce((sum, [x, y], k) => {
      const [nextX, nextY] = ring[(k + 1) % ring.length];
      return sum + x * nextY - nextX * y;
    }, 0) / 2;
  const ring = rings.reduce((best, one) => (Math.abs(area(one)) > Math.abs(area(best)) ? one : best));
  const size = area(ring);
  let [cx, cy] = [0, 0];
  ring.forEach(([x, y], k) => {
    const [nextX, nextY] = ring[(k + 1) % ring.length];
    const cross = x * nextY - nextX * y;
    cx += ((x + nextX) * cross) / (6 * size);
    cy += ((y + nextY) * cross) / (6 * size);
  });
  const crossings = rings
    .flatMap((one) =>
      one.flatMap(([x, y], k) => {
        const [nextX, nextY] = one[(k + 1) % one.length];
        return x === nextX && y > cy !== nextY > cy ? [x] : [];
      }),
    )
    .sort((a, b) => a - b);
  const isInside = crossings.filter((x) => x < cx).length % 2 === 1;
  if (!isInside && crossings.length >= 2) {
    let widestRun = 0;
    for (let k = 0; k + 1 < crossings.length; k += 2) {
      const run = crossings[k + 1] - crossings[k];
      if (run <= widestRun) continue;
      widestRun = run;
      cx = (crossings[k] + crossings[k + 1]) / 2;
    }
  }
  return [cx * scale, cy * scale];
}

/** Width and height of the image as it is drawn, and by how much its coordinates are multiplied. */
function placed(layout: ImageLayout): { scale: number; width: number; height: number } {
  const scale = Math.min(widest / layout.width, tallest / layout.height);
  return { scale, width: Math.round(layout.width * scale), height: Math.round(layout.height * scale) };
}

/** The drawn image's size and the middle of each region, as `drawLinks` takes them. */
export function regionCentres(layout: ImageLayout): {
  readonly width: number;
  readonly height: number;
  readonly at: readonly (readonly [number, number])[];
} {
  const { scale, width, height } = placed(layout);
  return { width, height, at: layout.outlines.map((outline) => centreOf(outline, scale)) };
}

function scaled(outline: string, scale: number): string {
  return outline.replace(/\d+/g, (v) => fixed(Number(v) * scale));
}

function fixed(value: number): string {
  return String(Math.round(value * 10) / 10);
}

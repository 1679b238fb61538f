import { SpexlabError } from "../../src/errors.js";
import type { Interaction, Layout, View } from "../../src/types.js";
import { clean, digitsFor, escaped, fullLabel, shorten, signed } from "../labels.js";
import { signColour, themed } from "../palette.js";

type ImageLayout = Extract<Layout, { kind: "image" }>;

/** The image among the players: its layout and the number of its first player. */
export interface ImagePart {
  readonly layout: ImageLayout;
  readonly first: number;
}

const widest = 480;
const tallest = 480;
const margin = 8;

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
  const scale = Math.min(widest / layout.width, tallest / layout.height);
  const width = Math.round(layout.width * scale);
  const height = Math.round(layout.height * scale);
  const top = heading === "" ? margin : 30;
  const largest = effects.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const digits = digitsFor(largest);
  const regions = layout.outlines.map((outline, k) => {
    const player = first + k;
    const value = effects[player];
    const strength = largest === 0 ? 0 : Math.abs(value) / largest;
    const seen = strength >= 0.02;
    const fill = seen
      ? `fill="${signColour(value)}" fill-opacity="${(0.5 * strength).toFixed(2)}"`
      : `fill="${themed.paper}" fill-opacity="0"`;
    const stroke = seen
      ? `stroke="${signColour(value)}" stroke-width="${(0.8 + 2.2 * strength).toFixed(1)}"${value < 0 ? ' stroke-dasharray="5 3"' : ""}`
      : `stroke="${themed.rule}" stroke-width="0.8"`;
    const path = scaled(outline, scale);
    return {
      strength,
      svg: `<path class="sx-w" data-player="${player}" d="${path}" ${fill} ${stroke} stroke-opacity="0.95"><title>${escaped(`${fullLabel([view.players.names[player]])}: ${signed(value, digits)}`)}</title></path>`,
    };
  });
  const inside = (player: number): boolean => player >= first && player < first + layout.outlines.length;
  const centres = layout.outlines.map((outline) => centreOf(outline, scale));
  const links = listed
    .map((interaction, k) => ({ number: k + 1, interaction }))
    .filter(({ interaction }) => interaction.order >= 2 && interaction.players.some(inside))
    .map(({ number, interaction }) => ({
      number,
      value: interaction.value,
      at: interaction.players.filter(inside).map((player) => centres[player - first]),
    }));
  const taken: [number, number][] = [];
  const chips: string[] = [];
  const lines: string[] = [];
  for (const { number, value, at } of links) {
    const middle: [number, number] = [
      at.reduce((sum, [x]) => sum + x, 0) / at.length,
      at.reduce((sum, [, y]) => sum + y, 0) / at.length,
    ];
    const [x, y] = free(middle, taken, width, height);
    taken.push([x, y]);
    const dash = value < 0 ? ' stroke-dasharray="6 4"' : "";
    const spokes = at.map(([px, py]) => `M${fixed(x)} ${fixed(y)}L${fixed(px)} ${fixed(py)}`).join("");
    lines.push(
      `<g class="sx-arc" data-number="${number}"><path d="${spokes}" fill="none" stroke="${themed.paper}" stroke-width="4.5" stroke-opacity="0.8"/><path d="${spokes}" fill="none" stroke="${signColour(value)}" stroke-width="2.2"${dash}/>${at.map(([px, py]) => `<circle cx="${fixed(px)}" cy="${fixed(py)}" r="3.2" fill="${signColour(value)}" stroke="${themed.paper}"/>`).join("")}</g>`,
    );
    chips.push(chip(number, value, x, y));
  }
  const label = `Image with ${layout.outlines.length} regions coloured by effect${links.length === 0 ? "" : `; links: ${links.map(({ number }) => `${number} joins ${fullLabel(listed[number - 1].names)}`).join("; ")}`}`;
  const [w, h] = [width + 2 * margin, height + top + margin];
  const title =
    heading === ""
      ? ""
      : `<text x="${margin}" y="19" font-size="13" font-weight="600" fill="${themed.ink}">${escaped(shorten(heading, w - 2 * margin, 13))}</text>`;
  const strongestLast = [...regions].sort((a, z) => a.strength - z.strength).map(({ svg }) => svg);
  return `<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="${escaped(label.slice(0, 1500))}" width="${w}" height="${h}" viewBox="0 0 ${w} ${h}" font-family="system-ui, sans-serif" font-size="12"><title>${escaped(clean(view.title).slice(0, 300))}</title><rect width="100%" height="100%" rx="4" fill="${themed.paper}"/>${title}<g transform="translate(${margin} ${top})"><image href="${escaped(layout.picture)}" width="${width}" height="${height}" preserveAspectRatio="none"${scale > 2 ? ' style="image-rendering:pixelated"' : ""}/>${strongestLast.join("")}<g pointer-events="none">${lines.join("")}${chips.join("")}</g></g></svg>`;
}

function chip(number: number, value: number, x: number, y: number): string {
  const half = number > 9 ? 11 : 8.5;
  const around =
    value < 0
      ? `<rect x="${fixed(x - half)}" y="${fixed(y - 8)}" width="${2 * half}" height="16"`
      : `<rect x="${fixed(x - half)}" y="${fixed(y - 8)}" width="${2 * half}" height="16" rx="8"`;
  return `<g class="sx-arc" data-number="${number}">${around} fill="${signColour(value)}" stroke="${themed.paper}" stroke-width="1.5"/><text x="${fixed(x)}" y="${fixed(y + 4)}" font-size="11" font-weight="700" text-anchor="middle" fill="${themed.paper}">${number}</text></g>`;
}

/** The nearest place to the wished one where no number stands yet. */
function free(
  [x, y]: readonly [number, number],
  taken: readonly (readonly [number, number])[],
  width: number,
  height: number,
): [number, number] {
  for (let ring = 0; ring < 12; ring++) {
    for (let turn = 0; turn < Math.max(1, 6 * ring); turn++) {
      const angle = (2 * Math.PI * turn) / Math.max(1, 6 * ring) - Math.PI / 2;
      const px = Math.min(width - 12, Math.max(12, x + 12 * ring * Math.cos(angle)));
      const py = Math.min(height - 10, Math.max(10, y + 12 * ring * Math.sin(angle)));
      if (taken.every(([tx, ty]) => Math.abs(tx - px) >= 24 || Math.abs(ty - py) >= 18)) return [px, py];
    }
  }
  return [x, y];
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

function scaled(outline: string, scale: number): string {
  return outline.replace(/\d+/g, (v) => fixed(Number(v) * scale));
}

function fixed(value: number): string {
  return String(Math.round(value * 10) / 10);
}

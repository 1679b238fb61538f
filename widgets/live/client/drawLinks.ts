/** An interaction on an image: its number in the list and the middles of the regions that it has there. */
export interface LinkOf {
  readonly number: number;
  readonly value: number;
  readonly at: readonly (readonly [number, number])[];
}

/**
 * Interactions among regions as numbered stars of lines, solid where positive, dashed where negative.
 *
 * Its compiled text is sent to the browser too, where an index is chosen there, so it stands alone and uses nothing from outside its own body.
 */
export function drawLinks(
  links: readonly LinkOf[],
  width: number,
  height: number,
  colours: { readonly paper: string; readonly positive: string; readonly negative: string },
): string {
  const fixed = (value: number): string => String(Math.round(value * 10) / 10);
  const colourOf = (value: number): string => (value < 0 ? colours.negative : colours.positive);
  const taken: [number, number][] = [];

  /** The nearest place to the wished one where no number stands yet. */
  const free = (x: number, y: number): [number, number] => {
    for (let ring = 0; ring < 12; ring++) {
      for (let turn = 0; turn < Math.max(1, 6 * ring); turn++) {
        const angle = (2 * Math.PI * turn) / Math.max(1, 6 * ring) - Math.PI / 2;
        const px = Math.min(width - 12, Math.max(12, x + 12 * ring * Math.cos(angle)));
        const py = Math.min(height - 10, Math.max(10, y + 12 * ring * Math.sin(angle)));
        if (taken.every(([tx, ty]) => Math.abs(tx - px) >= 24 || Math.abs(ty - py) >= 18)) return [px, py];
      }
    }
    return [x, y];
  };

  const chip = (number: number, value: number, x: number, y: number): string => {
    const half = number > 9 ? 11 : 8.5;
    const around =
      value < 0
        ? `<rect x="${fixed(x - half)}" y="${fixed(y - 8)}" width="${2 * half}" height="16"`
        : `<rect x="${fixed(x - half)}" y="${fixed(y - 8)}" width="${2 * half}" height="16" rx="8"`;
    return `<g class="sx-arc" data-number="${number}">${around} fill="${colourOf(value)}" stroke="${colours.paper}" stroke-width="1.5"/><text x="${fixed(x)}" y="${fixed(y + 4)}" font-size="11" font-weight="700" text-anchor="middle" fill="${colours.paper}">${number}</text></g>`;
  };

  const chips: string[] = [];
  const lines: string[] = [];
  for (const { number, value, at } of links) {
    const [x, y] = free(
      at.reduce((sum, [px]) => sum + px, 0) / at.length,
      at.reduce((sum, [, py]) => sum + py, 0) / at.length,
    );
    taken.push([x, y]);
    const dash = value < 0 ? ' stroke-dasharray="6 4"' : "";
    const spokes = at.map(([px, py]) => `M${fixed(x)} ${fixed(y)}L${fixed(px)} ${fixed(py)}`).join("");
    lines.push(
      `<g class="sx-arc" data-number="${number}"><path d="${spokes}" fill="none" stroke="${colours.paper}" stroke-width="4.5" stroke-opacity="0.8"/><path d="${spokes}" fill="none" stroke="${colourOf(value)}" stroke-width="2.2"${dash}/>${at.map(([px, py]) => `<circle cx="${fixed(px)}" cy="${fixed(py)}" r="3.2" fill="${colourOf(value)}" stroke="${colours.paper}"/>`).join("")}</g>`,
    );
    chips.push(chip(number, value, x, y));
  }
  return `${lines.join("")}${chips.join("")}`;
}

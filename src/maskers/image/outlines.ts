/** Outlines are traced on a picture of at most this many pixels on the longer side. */
const FINEST = 256;

/**
 * The region of each player as an SVG path of closed rings (clockwise around what belongs to it, counter-clockwise around holes), in
 * pixels of the image. `labels`: the player of each pixel, row after row. Large images are traced coarser, no region is lost.
 * Cost: one pass over the pixels, and over the edges between regions.
 */
export function outlinesOf(labels: Uint32Array, width: number, height: number, n: number): readonly string[] {
  const step = Math.max(1, Math.ceil(Math.max(width, height) / FINEST));
  const columns = Math.ceil(width / step);
  const rows = Math.ceil(height / step);
  const coarse = coarser(labels, width, height, n, step);
  /** Of each player: where its edges lead, by the corner from which they start. */
  const edges = Array.from({ length: n }, () => new Map<number, number[]>());
  const corner = (x: number, y: number): number => y * (columns + 1) + x;
  const at = (x: number, y: number): number =>
    x < 0 || y < 0 || x >= columns || y >= rows ? -1 : coarse[y * columns + x];
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      const player = at(x, y);
      const edge = (from: number, to: number): void => {
        const there = edges[player].get(from);
        if (there) there.push(to);
        else edges[player].set(from, [to]);
      };
      if (at(x, y - 1) !== player) edge(corner(x, y), corner(x + 1, y));
      if (at(x + 1, y) !== player) edge(corner(x + 1, y), corner(x + 1, y + 1));
      if (at(x, y + 1) !== player) edge(corner(x + 1, y + 1), corner(x, y + 1));
      if (at(x - 1, y) !== player) edge(corner(x, y + 1), corner(x, y));
    }
  }
  const point = (c: number): [number, number] => [
    Math.min(width, (c % (columns + 1)) * step),
    Math.min(height, Math.floor(c / (columns + 1)) * step),
  ];
  return Object.freeze(
    edges.map((of) =>
      rings(of)
        .map((ring) => path(ring.map(point)))
        .join(""),
    ),
  );
}

/** Every `step`-th pixel; a region that this would lose keeps one pixel. */
function coarser(labels: Uint32Array, width: number, height: number, n: number, step: number): Uint32Array {
  if (step === 1) return labels;
  const columns = Math.ceil(width / step);
  const rows = Math.ceil(height / step);
  const out = new Uint32Array(columns * rows);
  const seen = new Uint8Array(n);
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      const px = Math.min(width - 1, x * step + (step >> 1));
      const py = Math.min(height - 1, y * step + (step >> 1));
      const player = labels[py * width + px];
      out[y * columns + x] = player;
      seen[player] = 1;
    }
  }
  for (let p = 0; p < labels.length; p++) {
    if (seen[labels[p]] === 1) continue;
    seen[labels[p]] = 1;
    out[Math.floor(Math.floor(p / width) / step) * columns + Math.floor((p % width) / step)] = labels[p];
  }
  return out;
}

/** Edges joined to closed rings. */
function rings(edges: Map<number, number[]>): number[][] {
  const out: number[][] = [];
  for (const start of edges.keys()) {
    while (edges.has(start)) {
      const ring: number[] = [];
      let now = start;
      do {
        ring.push(now);
        const next: number[] = edges.get(now)!;
        const to = next.pop()!;
        if (next.length === 0) edges.delete(now);
        now = to;
      } while (now !== start);
      out.push(ring);
    }
  }
  return out;
}

/** A ring of points on a grid as a path: horizontal and vertical strokes, no point in the middle of a straight line. */
function path(ring: readonly (readonly [number, number])[]): string {
  const turns = ring.filter(([x, y], k) => {
    const [beforeX, beforeY] = ring[(k + ring.length - 1) % ring.length];
    const [afterX, afterY] = ring[(k + 1) % ring.length];
    return !((beforeX === x && x === afterX) || (beforeY === y && y === afterY));
  });
  const strokes = turns.slice(1).map(([x, y], k) => (y === turns[k][1] ? `H${x}` : `V${y}`));
  return `M${turns[0][0]} ${turns[0][1]}${strokes.join("")}Z`;
}

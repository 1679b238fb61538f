import type { Pixels } from "./pixels.js";

const ROUNDS = 8;

/**
 * Pieces of an image of about one size and colour (SLIC: Achanta et al., "SLIC Superpixels", 2012; in RGB, `compactness` weighs place against
 * colour). Returns the piece of each pixel and their number. Deterministic. Cost: some tens of milliseconds for 512 × 512 pixels.
 */
export function slic(
  { width, height, data }: Pixels,
  wanted: number,
  compactness: number,
): { labels: Uint32Array; count: number } {
  const step = Math.max(1, Math.sqrt((width * height) / wanted));
  const columns = Math.max(1, Math.round(width / step));
  const rows = Math.max(1, Math.round(height / step));
  const centres = new Float64Array(columns * rows * 5);
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) {
      const x = Math.floor(((c + 0.5) * width) / columns);
      const y = Math.floor(((r + 0.5) * height) / rows);
      const p = y * width + x;
      centres.set([data[3 * p], data[3 * p + 1], data[3 * p + 2], x, y], (r * columns + c) * 5);
    }
  }
  const labels = new Uint32Array(width * height);
  const nearest = new Float64Array(width * height);
  const weight = (compactness / step) ** 2;
  for (let round = 0; round < ROUNDS; round++) {
    nearest.fill(Number.POSITIVE_INFINITY);
    for (let k = 0; k < columns * rows; k++) {
      const [red, green, blue, cx, cy] = centres.subarray(5 * k, 5 * k + 5);
      const reach = 2 * step;
      for (let y = Math.max(0, Math.ceil(cy - reach)); y <= Math.min(height - 1, cy + reach); y++) {
        for (let x = Math.max(0, Math.ceil(cx - reach)); x <= Math.min(width - 1, cx + reach); x++) {
          const p = y * width + x;
          const distance =
            (data[3 * p] - red) ** 2 +
            (data[3 * p + 1] - green) ** 2 +
            (data[3 * p + 2] - blue) ** 2 +
            weight * ((x - cx) ** 2 + (y - cy) ** 2);
          if (distance < nearest[p]) {
            nearest[p] = distance;
            labels[p] = k;
          }
        }
      }
    }
    recentre(centres, labels, width, data);
  }
  return connected(labels, width, height, (width * height) / (columns * rows) / 4);
}

function recentre(centres: Float64Array, labels: Uint32Array, width: number, data: Uint8Array): void {
  const sums = new Float64Array((centres.length / 5) * 6);
  for (let p = 0; p < labels.length; p++) {
    const at = labels[p] * 6;
    for (let c = 0; c < 3; c++) sums[at + c] += data[3 * p + c];
    sums[at + 3] += p % width;
    sums[at + 4] += Math.floor(p / width);
    sums[at + 5]++;
  }
  for (let k = 0; k < centres.length / 5; k++) {
    if (sums[6 * k + 5] === 0) continue;
    for (let c = 0; c < 5; c++) centres[5 * k + c] = sums[6 * k + c] / sums[6 * k + 5];
  }
}

/** Pieces that hang together, numbered in reading order; those below `smallest` pixels join the neighbour before them. */
function connected(
  labels: Uint32Array,
  width: number,
  height: number,
  smallest: number,
): { labels: Uint32Array; count: number } {
  const out = new Uint32Array(labels.length).fill(0xffffffff);
  const queue = new Uint32Array(labels.length);
  let count = 0;
  for (let start = 0; start < labels.length; start++) {
    if (out[start] !== 0xffffffff) continue;
    let end = 0;
    let beside: number | undefined;
    queue[end++] = start;
    out[start] = count;
    for (let at = 0; at < end; at++) {
      const p = queue[at];
      const x = p % width;
      const y = (p - x) / width;
      for (const [dx, dy] of [
        [-1, 0],
        [1, 0],
        [0, -1],
        [0, 1],
      ]) {
        if (x + dx < 0 || x + dx >= width || y + dy < 0 || y + dy >= height) continue;
        const q = p + dx + dy * width;
        if (out[q] === 0xffffffff && labels[q] === labels[p]) {
          out[q] = count;
          queue[end++] = q;
        } else if (out[q] < count) {
          beside = out[q];
        }
      }
    }
    if (end < smallest && beside !== undefined) {
      for (let at = 0; at < end; at++) out[queue[at]] = beside;
    } else {
      count++;
    }
  }
  return { labels: out, count };
}

import type { Masks } from "../bits/masks.js";

/**
 * A standard normal number that depends on the mask and the seed alone. The references' side (peers/game.py) has the same
 * function; the benchmark compares the two before it measures.
 */
export function maskNoise(masks: Masks, row: number, seed: number): number {
  const u = (hashed(masks, row, 2 * seed) + 0.5) / 2 ** 32;
  const v = (hashed(masks, row, 2 * seed + 1) + 0.5) / 2 ** 32;
  return Math.sqrt(-2 * Math.log(u)) * Math.cos(2 * Math.PI * v);
}

function hashed(masks: Masks, row: number, seed: number): number {
  const { words, stride } = masks;
  let h = mix((seed + 0x9e3779b9) >>> 0);
  for (let w = 0; w < stride; w++) {
    h = (Math.imul(mix((h ^ words[row * stride + w]) >>> 0), 5) + 0xe6546b64) >>> 0;
  }
  return mix(h);
}

/** Murmur's 32-bit finaliser. */
function mix(value: number): number {
  let h = value;
  h ^= h >>> 16;
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

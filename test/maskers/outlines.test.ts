import { expect, test } from "vitest";
import { Random } from "../../src/bits/random.js";
import { outlinesOf } from "../../src/maskers/image/outlines.js";

/** The player at each pixel's middle, by the even-odd rule on the outlines. */
function filled(outlines: readonly string[], width: number, height: number): number[][] {
  const strokes = outlines.map((outline) =>
    outline
      .split("M")
      .filter(Boolean)
      .flatMap((ring) => {
        const corners: [number, number][] = [];
        for (const [, stroke, a, b] of ring.matchAll(/(^|[HV])(\d+)(?: (\d+))?/g)) {
          const [x, y] = corners.at(-1) ?? [0, 0];
          corners.push(
            stroke === "" ? [Number(a), Number(b)] : stroke === "H" ? [Number(a), y] : [x, Number(a)],
          );
        }
        return corners.map((from, k) => [from, corners[(k + 1) % corners.length]] as const);
      }),
  );
  return Array.from({ length: width * height }, (_, p) => {
    const [x, y] = [(p % width) + 0.5, Math.floor(p / width) + 0.5];
    return strokes.flatMap((of, player) => {
      const crossed = of.filter(([[x1, y1], [x2, y2]]) => x1 === x2 && x1 < x && y1 > y !== y2 > y);
      return crossed.length % 2 === 1 ? [player] : [];
    });
  });
}

test("every pixel lies in the outline of its player and in no other: cells, holes, corners that touch, scattered pieces", () => {
  const random = new Random(3, "labels");
  for (const [width, height, n] of [
    [1, 1, 1],
    [6, 4, 2],
    [9, 9, 3],
    [17, 5, 7],
  ]) {
    const labels = Uint32Array.from({ length: width * height }, (_, p) => (p < n ? p : random.below(n)));
    expect(filled(outlinesOf(labels, width, height, n), width, height)).toEqual(
      [...labels].map((player) => [player]),
    );
  }
  const ring = Uint32Array.from([0, 0, 0, 0, 1, 0, 0, 0, 0]);
  expect(outlinesOf(ring, 3, 3, 2)).toEqual(["M0 0H3V3H0ZM2 1H1V2H2Z", "M1 1H2V2H1Z"]);
});

test("a large image is traced coarser, in its own pixels, and a region of one pixel is not lost", () => {
  const [width, height] = [1000, 500];
  const labels = new Uint32Array(width * height).map((_, p) => (p % width < 500 ? 0 : 1));
  labels[123 * width + 457] = 2;
  const outlines = outlinesOf(labels, width, height, 3);
  expect(outlines[1]).toBe("M500 0H1000V500H500Z");
  expect(outlines[2]).toBe("M456 120H460V124H456Z");
});

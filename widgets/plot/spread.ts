import { createRequire } from "node:module";

/** A point of the layout; d3-force writes where it lies. */
interface Body {
  x?: number;
  y?: number;
}

/** What is used of d3-force, which comes with Observable Plot (it has no types of its own). */
interface Force {
  forceSimulation(bodies: Body[]): Simulation;
  forceLink(links: { source: number; target: number }[]): { distance(pixels: number): unknown };
  forceManyBody(): { strength(strength: number): { theta(theta: number): unknown } };
  forceCollide(radius: (body: Body, k: number) => number): unknown;
  forceX(): { strength(strength: number): unknown };
  forceY(): { strength(strength: number): unknown };
}

interface Simulation {
  force(name: string, force: unknown): Simulation;
  alphaDecay(decay: number): Simulation;
  stop(): Simulation;
  tick(times: number): Simulation;
}

/**
 * Places points so that linked ones lie near each other and none upon another, within the box. Deterministic: the points start on a
 * spiral, and d3-force's own random numbers (for points in one place) come from a fixed seed. Cost: 1,000 points some 0.3 s.
 */
export function spreadOut(
  radii: readonly number[],
  links: readonly (readonly [number, number])[],
  box: { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number },
): [number, number][] {
  const require = createRequire(import.meta.url);
  const d3 = createRequire(require.resolve("@observablehq/plot"))("d3") as Force;
  const bodies: Body[] = radii.map(() => ({}));
  const [width, height] = [box.right - box.left, box.bottom - box.top];
  const rounds = bodies.length > 300 ? 80 : 250;
  d3.forceSimulation(bodies)
    .force("link", d3.forceLink(links.map(([source, target]) => ({ source, target }))).distance(34))
    .force("apart", d3.forceManyBody().strength(-60).theta(1.1))
    .force(
      "collide",
      d3.forceCollide((_, k) => radii[k] + 7),
    )
    .force("x", d3.forceX().strength(Math.min(0.2, (0.08 * height) / width)))
    .force("y", d3.forceY().strength(Math.min(0.2, (0.08 * width) / height)))
    .alphaDecay(1 - 0.001 ** (1 / rounds))
    .stop()
    .tick(rounds);
  return fitted(
    bodies.map(({ x, y }) => [x ?? 0, y ?? 0]),
    box,
  );
}

/** Moved and scaled into the box: never stretched to more than four times the size, each direction on its own to use the room. */
function fitted(
  points: readonly (readonly [number, number])[],
  { left, right, top, bottom }: { left: number; right: number; top: number; bottom: number },
): [number, number][] {
  const place = (of: readonly number[], from: number, to: number): number[] => {
    const [low, high] = [Math.min(...of), Math.max(...of)];
    const scale = Math.min(4, (to - from) / (high - low || 1));
    return of.map((value) => (from + to) / 2 + (value - (low + high) / 2) * scale);
  };
  const xs = place(
    points.map(([x]) => x),
    left,
    right,
  );
  const ys = place(
    points.map(([, y]) => y),
    top,
    bottom,
  );
  return xs.map((x, k) => [x, ys[k]]);
}

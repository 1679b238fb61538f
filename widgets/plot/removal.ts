import { clean, digitsFor, number, setLabel } from "../labels.js";
import { themed } from "../palette.js";
import { textSize as size } from "./chart.js";
import { type PictureRow, rowsSvg } from "./rows.js";

interface RemovalStep {
  readonly removed: number;
  readonly search: string;
  readonly names: string;
  readonly surrogate: number;
  readonly model: number | null;
}

/** Steps drawn of one search; of more, the first, the last and some between them. */
const mostSteps = 30;

/**
 * What the answer becomes as players are removed: a row for each number of players removed, with their names; circles joined by a solid line are
 * the surrogate's values, squares on a dashed line the model's own.
 */
export function removalSvg(
  given: readonly RemovalStep[],
  { title, unit }: { title: string; unit: string },
): string {
  const values = given.flatMap((row) => (row.model === null ? [row.surrogate] : [row.surrogate, row.model]));
  const digits = digitsFor(Math.max(...values.map(Math.abs)));
  const rowOf = (step: RemovalStep): PictureRow => {
    const names = step.names === "" ? [] : step.names.split(" · ");
    return {
      label: step.removed === 0 ? "nobody removed" : `${step.removed}: ${setLabel(names, 200, size)}`,
      full: step.removed === 0 ? "nobody removed" : `without ${clean(step.names).slice(0, 400)}`,
      cells: [step.surrogate, ...(asked ? [step.model ?? Number.NaN] : [])].map((value) =>
        Number.isNaN(value) ? "–" : written(value, digits),
      ),
    };
  };
  const searches = [...new Set(given.map((row) => row.search))];
  const asked = given.some((row) => row.model !== null);
  const blocks = searches.map((search) => thinned(given.filter((row) => row.search === search)));
  const steps: { row: PictureRow; step: RemovalStep | null; block: number }[] = blocks.flatMap(
    (block, at) => [
      ...(searches.length > 1
        ? [{ row: { label: `${searches[at]} search`, cells: [], heading: true }, step: null, block: at }]
        : []),
      ...block.map((step) => ({ row: rowOf(step), step, block: at })),
    ],
  );
  let low = Math.min(...values, 0);
  let high = Math.max(...values, 0);
  if (high === low) [low, high] = [-1, 1];
  const pad = (high - low) * 0.05;
  return rowsSvg(
    steps.map(({ row }) => row),
    {
      title,
      about: `● solid: the surrogate${asked ? " · ■ dashed: the model itself" : " (no game was asked)"}`,
      foot: `answer without them (${clean(unit)})`,
      columns: asked ? ["surrogate", "model"] : ["surrogate"],
      domain: [low - pad, high + pad],
      describe: `${clean(title)}: ${steps.flatMap(({ step }) => (step === null ? [] : [`${step.removed} removed ${written(step.surrogate, digits)}`])).join(", ")}`,
    },
    ({ Plot }) => {
      const points = steps.flatMap(({ step, block }, y) => (step === null ? [] : [{ ...step, block, y }]));
      const model = points.filter((point) => point.model !== null);
      return [
        Plot.ruleX([0], { stroke: themed.ink }),
        Plot.line(model, { x: "model", y: "y", z: "block", stroke: themed.second, strokeDasharray: "5 3" }),
        Plot.line(points, { x: "surrogate", y: "y", z: "block", stroke: themed.ink }),
        Plot.dot(model, { x: "model", y: "y", symbol: "square", fill: themed.second, r: 4.5 }),
        Plot.dot(points, { x: "surrogate", y: "y", fill: themed.ink, r: 4 }),
      ];
    },
  );
}

function written(value: number, digits: number): string {
  return Math.abs(value) >= 1e6
    ? value.toExponential(2).replace("e+", "e").replace("-", "−")
    : number(value, digits);
}

function thinned<R>(rows: readonly R[]): R[] {
  if (rows.length <= mostSteps) return [...rows];
  return Array.from(
    { length: mostSteps },
    (_, k) => rows[Math.round((k * (rows.length - 1)) / (mostSteps - 1))],
  );
}

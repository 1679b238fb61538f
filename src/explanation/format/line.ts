import { count } from "../../../widgets/labels.js";
import type { State } from "../state.js";

/** One line, for an explanation inside another object. */
export function line({ core, index }: State): string {
  const { faithfulness } = core.estimate;
  const fit =
    faithfulness === null || Number.isNaN(faithfulness.r2) ? "" : `, R² ${faithfulness.r2.toFixed(3)}`;
  const n = core.players.names.length;
  return `[Explanation: ${index}, ${count(n)} player${n === 1 ? "" : "s"}, ${core.made.method}${fit}]`;
}
